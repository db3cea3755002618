import type { PlannedItem } from "./showings.ts";

/** A page that plays coded items, measured from outside. */
export interface BenchPage {
  readonly name: string;
  readonly url: string;
  /** What it shows, over and over. */
  readonly cycle: readonly PlannedItem[];
  /** Called when the browser is open: what must be done so that the page plays. */
  begin(): Promise<Playing>;
}

export interface Playing {
  /** Ends what `begin` began; returns what the page said went wrong. */
  end(): Promise<string[]>;
}

/** A page that plays by itself. */
export const playsAlone = async (): Promise<Playing> => ({ end: async () => [] });
