import { airtimeIndicators } from "./airtime-indicators.ts";
import type { Indicator } from "./indicator.ts";
import { operationIndicators } from "./operation-indicators.ts";
import { viewerIndicators } from "./viewer-indicators.ts";

/** Every indicator, in the order in which they are printed. */
export const INDICATORS: readonly Indicator[] = [...operationIndicators, ...airtimeIndicators, ...viewerIndicators];

/** The indicator of this id. */
export function findIndicator(id: string): Indicator | undefined {
  return INDICATORS.find((one) => one.id === id);
}
