import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accountDay, type DayEvidence } from "./account-day.ts";
import { DAY_CAUSES, DayAccount, mainCause, OUTAGE_MS, type Outage, outagesOf } from "./day-account.ts";

const RUNS = process.env.TEST_TIER === "long" ? 5_000 : 300;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A day from 0, all of it known, around the clock, with a player that tells nothing and shows nothing. */
const BARE: DayEvidence = {
  day: [0, DAY_MS],
  untilMs: 2 * DAY_MS,
  open: [[0, DAY_MS]],
  shown: [],
  told: [],
  boots: [],
  lost: [],
  services: [{ fromMs: -DAY_MS, toMs: 9 * DAY_MS, logUntilMs: 2 * DAY_MS }],
  firstManifestAtMs: -DAY_MS,
  unplanned: [],
  blackouts: [],
};
const at = (hour: number) => hour * HOUR_MS;
const boot = (number: number, from: number, to: number, player = 1) => ({
  ...{ player, boot: number, startedAtMs: at(from), lastAtMs: at(to) },
});
const shown = (from: number, to: number, panel: "on" | "off" | "unknown" = "on") => ({
  ...{ fromMs: at(from), toMs: at(to), panel },
});
const told = (from: number, to: number, change: Partial<DayEvidence["told"][number]> = {}) => ({
  ...{ fromMs: at(from), toMs: at(to), panel: "on" as const, hasManifest: true, isAble: true },
  ...change,
});
const hoursOf = (evidence: Partial<DayEvidence>) => {
  const { ms } = accountDay({ ...BARE, ...evidence });
  return Object.fromEntries(Object.entries(ms).flatMap(([cause, part]) => (part > 0 ? [[cause, part / HOUR_MS]] : [])));
};

const instant = fc.integer({ min: -12 * 60, max: 36 * 60 }).map((minute) => minute * 60_000 + (minute % 7));
const stretch = fc
  .tuple(instant, instant)
  .map(([one, other]) => ({ fromMs: Math.min(one, other), toMs: Math.max(one, other) }));
const span = stretch.map(({ fromMs, toMs }) => [fromMs, toMs] as const);
const panel = fc.constantFrom("on" as const, "off" as const, "unknown" as const);
const few = <Value>(one: fc.Arbitrary<Value>) => fc.array(one, { maxLength: 6 });
const anyEvidence: fc.Arbitrary<DayEvidence> = fc.record({
  day: fc.constantFrom<DayEvidence["day"]>([0, DAY_MS], [0, 23 * HOUR_MS], [0, 25 * HOUR_MS]),
  untilMs: instant,
  open: few(span),
  shown: few(fc.tuple(stretch, panel).map(([one, lit]) => ({ ...one, panel: lit }))),
  told: few(
    fc.record({ where: stretch, panel, hasManifest: fc.boolean(), isAble: fc.boolean() }).map(({ where, ...one }) => ({
      ...one,
      ...where,
    })),
  ),
  boots: few(
    fc.tuple(stretch, fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 6 })).map(([one, player, number]) => ({
      ...{ player, boot: number, startedAtMs: one.fromMs, lastAtMs: one.toMs },
    })),
  ),
  lost: few(span),
  services: few(fc.tuple(stretch, instant).map(([one, logUntilMs]) => ({ ...one, logUntilMs }))),
  firstManifestAtMs: fc.option(instant),
  unplanned: few(span),
  blackouts: few(span),
});

describe("a day of a screen", () => {
  test("adds up to its exact length, whatever the evidence; no part is negative, and each outage to its own", () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const account = DayAccount.parse(accountDay(evidence));
        const lengthMs = evidence.day[1] - evidence.day[0];
        expect(DAY_CAUSES.reduce((sum, cause) => sum + account.ms[cause], 0)).toBe(lengthMs);
        const { openMs, shownMs, panelUnknownMs, notYetKnownMs } = account.inHours;
        expect(shownMs + panelUnknownMs + notYetKnownMs).toBeLessThanOrEqual(openMs);
        let lastMs = evidence.day[0] - 1;
        for (const { fromMs, toMs, causes } of account.outages) {
          expect(fromMs).toBeGreaterThan(lastMs);
          expect(Object.values(causes).reduce((sum, ms) => sum + ms, 0)).toBe(toMs - fromMs);
          expect(toMs - fromMs > OUTAGE_MS || fromMs === evidence.day[0] || toMs === evidence.day[1]).toBe(true);
          lastMs = toMs;
        }
      }),
      { numRuns: RUNS },
    );
  });

  test("shows what was shown: no explanation takes a millisecond of it", () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const bare = { ...BARE, day: evidence.day, shown: evidence.shown };
        const { ms, inHours } = accountDay(evidence);
        const alone = accountDay(bare);
        expect(ms.shown).toBe(alone.ms.shown);
        expect(ms["panel-unknown"]).toBe(alone.ms["panel-unknown"]);
        const elsewhere = accountDay({ ...bare, open: evidence.open });
        expect([inHours.shownMs, inHours.panelUnknownMs]).toEqual([
          elsewhere.inHours.shownMs,
          elsewhere.inHours.panelUnknownMs,
        ]);
      }),
      { numRuns: RUNS },
    );
  });

  test("is not changed by evidence of another time, nor by the order in which evidence comes", () => {
    const later = 40 * DAY_MS;
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const account = accountDay(evidence);
        const more: DayEvidence = {
          ...evidence,
          open: [...evidence.open, [later, later + 5]].reverse() as DayEvidence["open"],
          shown: [...evidence.shown, { fromMs: later, toMs: later + 5, panel: "on" as const }].reverse(),
          told: [...evidence.told, told(-900, -800, { panel: "off", isAble: false, hasManifest: false })].reverse(),
          boots: [...evidence.boots, boot(1, -900, -890, 9), boot(2, -880, -870, 9)].reverse(),
          lost: [...evidence.lost, [later, later + 9] as const].reverse(),
          services: [...evidence.services].reverse(),
          blackouts: [...evidence.blackouts, [-later, -later + 9] as const].reverse(),
        };
        expect(accountDay(more)).toEqual(account);
      }),
      { numRuns: RUNS },
    );
  });

  test("gives the more of a cause the more evidence there is, and only out of what nobody could explain or lesser causes", () => {
    fc.assert(
      fc.property(anyEvidence, span, (evidence, blackout) => {
        const before = accountDay(evidence).ms;
        const after = accountDay({ ...evidence, blackouts: [...evidence.blackouts, blackout] }).ms;
        expect(after.blackout).toBeGreaterThanOrEqual(before.blackout);
        expect(after.unexplained).toBeLessThanOrEqual(before.unexplained);
        for (const cause of ["shown", "panel-unknown", "not-yet-known", "outside-hours"] as const) {
          expect(after[cause]).toBe(before[cause]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  test("without any evidence is unexplained, never explained away", () => {
    expect(hoursOf({})).toEqual({ unexplained: 24 });
    expect(hoursOf({ boots: [boot(1, 0, 6)] })).toEqual({ unexplained: 24 });
  });

  test("puts the time between two boots down to power, and never the time after the last one", () => {
    const boots = [boot(7, -2, 6), boot(8, 9, 12)];
    expect(hoursOf({ boots })).toEqual({ power: 3, unexplained: 21 });
    expect(hoursOf({ boots: [boot(7, -2, 6), boot(8, 9, 12, 2)] })).toEqual({ unexplained: 24 });
    expect(hoursOf({ boots, shown: [shown(5, 8)] })).toEqual({ shown: 3, power: 1, unexplained: 20 });
  });

  test("knows nothing of what is to come, nor of a log that has not arrived; what was shown stands anyway", () => {
    const services = [{ fromMs: 0, toMs: 9 * DAY_MS, logUntilMs: at(10) }];
    expect(hoursOf({ services, shown: [shown(0, 8)], open: [[at(6), at(18)]] })).toEqual({
      ...{ shown: 8, unexplained: 2, "not-yet-known": 14 },
    });
    expect(hoursOf({ untilMs: at(20), shown: [shown(0, 20)] })).toEqual({ shown: 20, "not-yet-known": 4 });
    const { outages } = accountDay({ ...BARE, services, shown: [shown(0, 8)] });
    expect(outages).toEqual([{ fromMs: at(8), toMs: at(10), causes: { unexplained: at(2) } }]);
  });

  test("keeps a panel that nobody knows of apart, and a dark one out of what was shown", () => {
    const all = [shown(0, 4, "unknown"), shown(4, 8, "off"), shown(8, 12)];
    expect(hoursOf({ shown: all, open: [[0, at(12)]] })).toEqual({
      ...{ "panel-unknown": 4, "panel-off": 4, shown: 4, "outside-hours": 12 },
    });
    const { inHours, outages } = accountDay({ ...BARE, shown: all, open: [[0, at(12)]] });
    expect(inHours).toEqual({ openMs: at(12), shownMs: at(4), panelUnknownMs: at(4), notYetKnownMs: 0 });
    expect(outages).toEqual([{ fromMs: at(4), toMs: at(8), causes: { "panel-off": at(4) } }]);
  });

  test("names a player that is not able, one without a manifest, a screen nobody serves, and records that were lost", () => {
    const boots = [boot(1, -1, 23)];
    expect(hoursOf({ boots, told: [told(0, 2, { isAble: false }), told(2, 5, { hasManifest: false })] })).toEqual({
      ...{ fault: 2, "no-manifest": 3, unexplained: 19 },
    });
    expect(hoursOf({ unplanned: [[at(3), at(6)]], shown: [shown(5, 24)] })).toEqual({
      ...{ "no-manifest": 2, shown: 19, unexplained: 3 },
    });
    expect(hoursOf({ services: [] })).toEqual({ "no-manifest": 24 });
    expect(hoursOf({ firstManifestAtMs: null })).toEqual({ "no-manifest": 24 });
    expect(hoursOf({ lost: [[at(1), at(4)]], shown: [shown(3, 24)] })).toEqual({ fault: 2, shown: 21, unexplained: 1 });
  });

  test("counts an outage over midnight once, and none of five minutes or less", () => {
    const minute = 60_000;
    const outage = (fromMs: number, toMs: number, cause: "power" | "fault"): { outages: Outage[] } => ({
      outages: [{ fromMs, toMs, causes: { [cause]: toMs - fromMs } }],
    });
    const midnight = [outage(DAY_MS - 4 * minute, DAY_MS, "power"), outage(DAY_MS, DAY_MS + 3 * minute, "fault")];
    const [joined, ...more] = outagesOf(midnight);
    expect(more).toEqual([]);
    expect(joined).toMatchObject({ fromMs: DAY_MS - 4 * minute, toMs: DAY_MS + 3 * minute });
    expect(mainCause(joined?.causes ?? {})).toBe("power");
    expect(outagesOf([outage(DAY_MS - 5 * minute, DAY_MS, "power")])).toEqual([]);
    expect(
      accountDay({ ...BARE, shown: [shown(0, 12), { ...shown(12, 24), fromMs: at(12) + OUTAGE_MS }] }).outages,
    ).toEqual([]);
  });
});
