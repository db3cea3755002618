import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRule } from "./read-rule.ts";
import { recurrenceDates } from "./recurrence-dates.ts";
import { ruleDates } from "./rule-dates.ts";
import { addDays, weekdayOf } from "./zoned-time.ts";

describe("a rule against its reading", () => {
  test("a rule gives what a reading of it day by day gives", () => {
    fc.assert(
      fc.property(anyRule, fc.nat(1_200), (said, days) => {
        const fromDate = addDays("2024-01-31", days);
        const horizonUntil = addDays(fromDate, 800);
        const written = said.join(";");
        expect(readRule(written).ok).toBe(true);
        const dates = recurrenceDates({ kind: "rule", rrule: written }, fromDate, null, fromDate, horizonUntil);
        expect([...dates]).toEqual(naively(said, fromDate, horizonUntil));
      }),
      { numRuns: process.env.TEST_TIER === "long" ? 5_000 : 100, interruptAfterTimeLimit: 50_000 },
    );
  });

  test("a position beyond what a period has is never met, and one within it is found", () => {
    const datesOf = (rrule: string) => {
      const reading = readRule(rrule);
      return reading.ok ? ruleDates(reading.parts, "2026-01-15", 2027) : null;
    };
    expect(datesOf("FREQ=YEARLY;BYMONTH=3,9;BYSETPOS=2")).toEqual(["2027-09-15"]);
    expect(datesOf("FREQ=YEARLY;BYMONTH=3,9;BYSETPOS=-3,3")).toEqual([]);
    expect(datesOf("FREQ=YEARLY;BYWEEKNO=1,2;BYMONTH=1;BYSETPOS=-1")).toEqual(["2027-01-14"]);
    expect(datesOf("FREQ=WEEKLY;INTERVAL=20;BYDAY=MO,FR;BYSETPOS=2,3")).toEqual([
      "2027-03-12",
      "2027-07-30",
      "2027-12-17",
    ]);
    expect(datesOf("FREQ=YEARLY;BYYEARDAY=1,-1;BYSETPOS=2")).toEqual(["2027-12-31"]);
  });
});

const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const list = (value: fc.Arbitrary<number | string>) =>
  fc.uniqueArray(value, { minLength: 1, maxLength: 4 }).map((values) => values.join(","));
const signed = (most: number) => fc.integer({ min: -most, max: most }).filter((number) => number !== 0);

const anyRule: fc.Arbitrary<string[]> = fc.constantFrom("DAILY", "WEEKLY", "MONTHLY", "YEARLY").chain((freq) => {
  const some = (part: string, values: fc.Arbitrary<number | string>) =>
    fc.option(list(values), { nil: null, freq: 2 }).map((text) => (text === null ? [] : [`${part}=${text}`]));
  const takesNth = freq === "MONTHLY" || freq === "YEARLY";
  const counts = freq === "MONTHLY" ? ["", "1", "2", "-1", "5"] : ["1", "2", "-1", "5"];
  const nth = fc.tuple(fc.constantFrom(...counts), fc.constantFrom(...DAYS)).map((pair) => pair.join(""));
  return fc
    .tuple(
      fc.integer({ min: 1, max: 5 }).map((interval) => [`INTERVAL=${interval}`]),
      some("BYMONTH", fc.integer({ min: 1, max: 12 })),
      freq === "WEEKLY" ? fc.constant<string[]>([]) : some("BYMONTHDAY", signed(31)),
      fc.oneof(some("BYDAY", fc.constantFrom(...DAYS)), ...(takesNth ? [some("BYDAY", nth)] : [])),
      fc.option(list(signed(6)), { nil: null, freq: 1 }),
      fc.constantFrom<string[][]>([], ["COUNT=3"], ["COUNT=40"], ["UNTIL=20251231"]),
      fc.constantFrom<string[][]>([], ["WKST=SU"], ["WKST=TH"]),
    )
    .map(([interval, month, monthDay, day, position, end, weekStart]) => {
      const isCounted = day.some((text) => /\d/.test(text));
      const by = [...month, ...(freq === "YEARLY" && isCounted ? [] : monthDay), ...day];
      const positions = position === null || by.length === 0 ? [] : [`BYSETPOS=${position}`];
      return [`FREQ=${freq}`, ...interval, ...by, ...positions, ...end, ...weekStart];
    });
});

/** Every date from the first on, grouped by its period, asked part by part: nothing is computed but the calendar. */
function naively(said: readonly string[], fromDate: string, horizonUntil: string): string[] {
  const of = new Map(said.map((part) => part.split("=") as [string, string]));
  const values = (name: string) => (of.get(name) === undefined ? [] : (of.get(name) ?? "").split(","));
  const freq = of.get("FREQ");
  const weekStart = DAYS.indexOf(of.get("WKST") ?? "MO");
  const weekOf = (date: string) => addDays(date, -((weekdayOf(date) - weekStart + 7) % 7));
  const dayCount = (date: string) => Math.round(Date.parse(date) / 86_400_000);
  const months = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
  const periodOf = (date: string): number => {
    if (freq === "DAILY") return dayCount(date);
    if (freq === "WEEKLY") return dayCount(weekOf(date)) / 7;
    return freq === "MONTHLY" ? months(date) : Number(date.slice(0, 4));
  };
  const firstPeriod = periodOf(fromDate);
  const inStep = (date: string) => (periodOf(date) - firstPeriod) % Number(of.get("INTERVAL") ?? 1) === 0;
  const isNth = (date: string, name: string) => {
    if (DAYS[weekdayOf(date)] !== name.slice(-2)) return false;
    const nth = Number(name.slice(0, -2));
    const scope = freq === "YEARLY" && values("BYMONTH").length === 0 ? 4 : 7;
    const side = (step: number) => {
      let place = 1;
      for (
        let other = addDays(date, step);
        other.slice(0, scope) === date.slice(0, scope);
        other = addDays(other, step)
      )
        if (weekdayOf(other) === weekdayOf(date)) place += 1;
      return place;
    };
    return nth === 0 || (nth > 0 ? side(-1) === nth : side(1) === -nth);
  };
  const [byMonth, byMonthDay, byDay] = [values("BYMONTH"), values("BYMONTHDAY"), values("BYDAY")];
  const matches = (date: string): boolean => {
    const day = Number(date.slice(8));
    const monthLength = Number(addDays(`${addDays(`${date.slice(0, 7)}-28`, 4).slice(0, 7)}-01`, -1).slice(8));
    const isBare = byMonthDay.length === 0 && byDay.length === 0;
    if (byMonth.length > 0 && !byMonth.includes(String(Number(date.slice(5, 7))))) return false;
    if (
      byMonthDay.length > 0 &&
      !byMonthDay.some((text) => Number(text) === day || Number(text) === day - monthLength - 1)
    )
      return false;
    if (byDay.length > 0 && !byDay.some((name) => isNth(date, name))) return false;
    if (isBare && freq === "WEEKLY") return weekdayOf(date) === weekdayOf(fromDate);
    if (isBare && (freq === "MONTHLY" || freq === "YEARLY") && day !== Number(fromDate.slice(8))) return false;
    return !(isBare && freq === "YEARLY" && byMonth.length === 0) || date.slice(5, 7) === fromDate.slice(5, 7);
  };
  const groups = new Map<number, string[]>();
  // From before the first date to after the last: positions count within whole periods.
  const lastDate = addDays(horizonUntil, 370);
  for (let date = addDays(fromDate, -370); date <= lastDate; date = addDays(date, 1)) {
    if (!inStep(date) || !matches(date)) continue;
    const group = groups.get(periodOf(date));
    if (group === undefined) groups.set(periodOf(date), [date]);
    else group.push(date);
  }
  const positions = values("BYSETPOS").map(Number);
  const picked = [...groups.values()].flatMap((group) =>
    positions.length === 0
      ? group
      : group.filter((_, index) => positions.includes(index + 1) || positions.includes(index - group.length)),
  );
  const until = of.get("UNTIL");
  return picked
    .filter((date) => date >= fromDate && (until === undefined || date.replaceAll("-", "") <= until))
    .slice(0, Number(of.get("COUNT") ?? Number.MAX_SAFE_INTEGER))
    .filter((date) => date <= horizonUntil);
}
