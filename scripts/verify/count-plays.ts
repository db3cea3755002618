import type { RecordRow } from "./bundle-shapes.ts";

/** Nothing counts for longer than a day. */
const LONGEST_MS = 86_400_000;
/** The zone of the reports has been seven hours ahead of UTC since 1975. */
const AHEAD_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

/** What one edition version comes to on one screen. */
export interface PlayCount {
  readonly screenId: string;
  readonly editionVersionId: string;
  played: number;
  panelUnknown: number;
  panelOff: number;
  partial: number;
  airtimeMs: number;
}

/** The instants of the report's days: from the first midnight to the one after the last day. */
export function instantsOf({ fromDate, toDate }: { fromDate: string; toDate: string }) {
  return { fromMs: Date.parse(fromDate) - AHEAD_MS, toMs: Date.parse(toDate) + DAY_MS - AHEAD_MS };
}

/** Counts records one by one, as a clerk would: a showing in the period in which it began, its airtime where it fell. */
export class PlayCounter {
  readonly counts = new Map<string, PlayCount>();
  /** Records that began in the period and were there by the cut-off. */
  records = 0;
  readonly #span: { readonly fromMs: number; readonly toMs: number; readonly untilReceivedMs: number };

  constructor(span: { readonly fromMs: number; readonly toMs: number; readonly untilReceivedMs: number }) {
    this.#span = span;
  }

  add({ record, screenId, startedAtMs, receivedAtMs }: RecordRow): void {
    const { fromMs, toMs, untilReceivedMs } = this.#span;
    const endMs = startedAtMs + Math.min(record.shownMs, LONGEST_MS);
    if (receivedAtMs > untilReceivedMs || startedAtMs >= toMs || (startedAtMs < fromMs && endMs <= fromMs)) return;
    const count = this.#countOf(screenId, record.editionVersionId);
    const isWhole = record.outcome === "completed";
    if (isWhole && record.panel === "on") {
      count.airtimeMs += Math.min(endMs, toMs) - Math.max(startedAtMs, fromMs);
    }
    if (startedAtMs < fromMs) return;
    this.records += 1;
    if (!isWhole) count.partial += 1;
    else if (record.panel === "on") count.played += 1;
    else if (record.panel === "off") count.panelOff += 1;
    else count.panelUnknown += 1;
  }

  #countOf(screenId: string, editionVersionId: string): PlayCount {
    const name = `${screenId} ${editionVersionId}`;
    const empty = { played: 0, panelUnknown: 0, panelOff: 0, partial: 0, airtimeMs: 0 };
    const count = this.counts.get(name) ?? { screenId, editionVersionId, ...empty };
    this.counts.set(name, count);
    return count;
  }
}
