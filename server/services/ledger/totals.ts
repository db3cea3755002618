import type { Outcome, PanelState } from "../../../schemas/play-record.ts";

const HOUR_MS = 3_600_000;

/** A slot lasts an hour at most; without an end a false record would reach into every hour of a year. */
const LONGEST_COUNTED_MS = 24 * HOUR_MS;

/** What totals are made from. */
export interface CountedPlay {
  readonly screenId: string;
  readonly editionVersionId: string;
  readonly entryId: string;
  readonly outcome: Outcome;
  readonly panel: PanelState;
  readonly startedAtMs: number;
  readonly shownMs: number;
}

export interface HourTotal extends Omit<CountedPlay, "startedAtMs" | "shownMs"> {
  readonly hourAtMs: number;
  readonly plays: number;
  readonly airtimeMs: number;
}

/**
 * Sums showings by screen, edition version, entry, outcome, panel and UTC hour. A showing counts once, in the hour it
 * began; its airtime is split at every hour it crosses. Nothing is lost or doubled: the sums equal those of the input,
 * except that no showing counts for more than a day.
 */
export function totalsOf(plays: readonly CountedPlay[]): HourTotal[] {
  const totals = new Map<string, HourTotal>();
  for (const play of plays) {
    const { startedAtMs, shownMs, ...group } = play;
    const endMs = startedAtMs + Math.min(shownMs, LONGEST_COUNTED_MS);
    let fromMs = startedAtMs;
    do {
      const hourAtMs = Math.floor(fromMs / HOUR_MS) * HOUR_MS;
      const untilMs = Math.min(endMs, hourAtMs + HOUR_MS);
      add(totals, { ...group, hourAtMs, plays: fromMs === startedAtMs ? 1 : 0, airtimeMs: untilMs - fromMs });
      fromMs = untilMs;
    } while (fromMs < endMs);
  }
  return [...totals.values()];
}

function add(totals: Map<string, HourTotal>, one: HourTotal): void {
  const name = [one.screenId, one.editionVersionId, one.entryId, one.outcome, one.panel, one.hourAtMs].join(" ");
  const known = totals.get(name);
  totals.set(
    name,
    known === undefined
      ? one
      : { ...known, plays: known.plays + one.plays, airtimeMs: known.airtimeMs + one.airtimeMs },
  );
}
