import { z } from "zod";

/**
 * What each instant of a day is put down to. The first that holds counts, in this order, so what was shown wins over every
 * explanation, and `unexplained` is what is left when there is evidence for none of them:
 * `shown` on a panel known to be lit; `panel-unknown`: shown, and nobody knows whether the panel was lit; `not-yet-known`:
 * the day is not over, or the player's log of it has not arrived; `outside-hours`; `blackout`: ordered; `power`: no boot of
 * the player was running; `panel-off`; `no-manifest`: none was made, nobody served the screen, its player held none, or it planned nothing;
 * `fault`: the player said that it could not show, or lost its records.
 */
export const DAY_CAUSES = [
  "shown",
  "panel-unknown",
  "not-yet-known",
  "outside-hours",
  "blackout",
  "power",
  "panel-off",
  "no-manifest",
  "fault",
  "unexplained",
] as const;
export type DayCause = (typeof DAY_CAUSES)[number];

/** Why nothing was shown although it should have been. */
export const OUTAGE_CAUSES = ["blackout", "power", "panel-off", "no-manifest", "fault", "unexplained"] as const;
export type OutageCause = (typeof OUTAGE_CAUSES)[number];

/** A shorter one is no interruption, and is not counted. */
export const OUTAGE_MS = 5 * 60_000;

const Milliseconds = z.int().min(0);

/** A stretch within operating hours in which nothing was shown. */
export const Outage = z.strictObject({
  fromMs: z.int(),
  toMs: z.int(),
  /** Milliseconds by cause, which make up its length. */
  causes: z.partialRecord(z.enum(OUTAGE_CAUSES), Milliseconds),
});
export type Outage = z.infer<typeof Outage>;

/** How one civil day of one screen adds up, to the millisecond. */
export const DayAccount = z.strictObject({
  fromMs: z.int(),
  toMs: z.int(),
  /** They make up the length of the day exactly. */
  ms: z.record(z.enum(DAY_CAUSES), Milliseconds),
  /** Of the day's operating hours alone. */
  inHours: z.strictObject({
    openMs: Milliseconds,
    shownMs: Milliseconds,
    panelUnknownMs: Milliseconds,
    notYetKnownMs: Milliseconds,
  }),
  /** Those over five minutes, and shorter ones that may go on into the day before or after. */
  outages: z.array(Outage),
});
export type DayAccount = z.infer<typeof DayAccount>;

/** The cause that makes up most of an outage. */
export function mainCause(causes: Outage["causes"]): OutageCause {
  const [first] = [...OUTAGE_CAUSES].sort((one, other) => (causes[other] ?? 0) - (causes[one] ?? 0));
  return first ?? "unexplained";
}

/** The interruptions of several days of one screen, in order: one that runs over midnight is one; none is too short. */
export function outagesOf(days: readonly Pick<DayAccount, "outages">[]): Outage[] {
  const joined: Outage[] = [];
  for (const outage of days.flatMap(({ outages }) => outages)) {
    const last = joined.at(-1);
    if (last === undefined || last.toMs !== outage.fromMs) joined.push(outage);
    else joined[joined.length - 1] = { fromMs: last.fromMs, toMs: outage.toMs, causes: addCauses(last, outage) };
  }
  return joined.filter(({ fromMs, toMs }) => toMs - fromMs > OUTAGE_MS);
}

/** Milliseconds by cause of several outages together. */
export function addCauses(...outages: readonly Pick<Outage, "causes">[]): Outage["causes"] {
  const sum: Outage["causes"] = {};
  for (const { causes } of outages) {
    for (const cause of OUTAGE_CAUSES) {
      const ms = (sum[cause] ?? 0) + (causes[cause] ?? 0);
      if (ms > 0) sum[cause] = ms;
    }
  }
  return sum;
}
