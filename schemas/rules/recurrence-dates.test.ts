import { describe, expect, test } from "vitest";
import type { Recurrence } from "../entry-timing.ts";
import { checkRecurrence, recurrenceDates, recursOn } from "./recurrence-dates.ts";

const rule = (rrule: string): Recurrence => ({ kind: "rule", rrule });
const datesOf = (rrule: string, fromDate: string, horizonFrom: string, horizonUntil: string) => [
  ...recurrenceDates(rule(rrule), fromDate, null, horizonFrom, horizonUntil),
];

describe("rules over civil dates", () => {
  test("every second day is counted from the first date, over the turn of the year", () => {
    expect(datesOf("FREQ=DAILY;INTERVAL=2", "2026-11-23", "2026-12-30", "2027-01-05")).toEqual([
      "2026-12-31",
      "2027-01-02",
      "2027-01-04",
    ]);
  });

  test("every second week on Monday is counted from the week of the first date", () => {
    // The first date is a Wednesday: the Monday of its week has passed, the next Monday is in the other week.
    const dates = datesOf("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-11-25", "2026-11-01", "2027-01-10");
    expect(dates).toEqual(["2026-12-07", "2026-12-21", "2027-01-04"]);
    expect(datesOf("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-11-23", "2026-11-01", "2026-12-10")).toEqual([
      "2026-11-23",
      "2026-12-07",
    ]);
  });

  test("monthly on the 23rd and on the 31st, which short months leave out", () => {
    expect(datesOf("FREQ=MONTHLY;BYMONTHDAY=23", "2026-11-24", "2026-11-01", "2027-02-28")).toEqual([
      "2026-12-23",
      "2027-01-23",
      "2027-02-23",
    ]);
    expect(datesOf("FREQ=MONTHLY;BYMONTHDAY=23,31", "2026-11-24", "2026-11-01", "2027-03-30")).toEqual([
      "2026-12-23",
      "2026-12-31",
      "2027-01-23",
      "2027-01-31",
      "2027-02-23",
      "2027-03-23",
    ]);
    const last = ["2026-12-31", "2027-01-31", "2027-03-31", "2027-05-31"];
    expect(datesOf("FREQ=MONTHLY;BYMONTHDAY=31", "2026-11-01", "2026-11-01", "2027-05-31")).toEqual(last);
    expect(datesOf("FREQ=MONTHLY", "2026-12-31", "2026-11-01", "2027-05-31")).toEqual(last);
    expect(datesOf("FREQ=MONTHLY;BYMONTHDAY=-1", "2027-02-01", "2027-02-01", "2027-04-01")).toEqual([
      "2027-02-28",
      "2027-03-31",
    ]);
  });

  test("UNTIL is a date and inclusive", () => {
    const dates = datesOf("FREQ=DAILY;UNTIL=20261125", "2026-11-23", "2026-11-01", "2027-12-31");
    expect(dates).toEqual(["2026-11-23", "2026-11-24", "2026-11-25"]);
    expect(datesOf("FREQ=WEEKLY;BYDAY=SU;UNTIL=20261205", "2026-11-23", "2026-11-01", "2027-12-31")).toEqual([
      "2026-11-29",
    ]);
  });

  test("COUNT counts from the first date that matches, also years later", () => {
    expect(datesOf("FREQ=WEEKLY;BYDAY=MO;COUNT=3", "2026-12-16", "2026-11-01", "2028-12-31")).toEqual([
      "2026-12-21",
      "2026-12-28",
      "2027-01-04",
    ]);
    const yearly = rule("FREQ=YEARLY;COUNT=4");
    expect(recursOn(yearly, "2026-11-23", "2029-11-23")).toBe(true);
    expect(recursOn(yearly, "2026-11-23", "2030-11-23")).toBe(false);
    expect(datesOf("FREQ=DAILY;COUNT=400", "2026-11-23", "2027-12-25", "2028-12-31")).toEqual([
      "2027-12-25",
      "2027-12-26",
      "2027-12-27",
    ]);
  });

  test("a first date in the future has nothing before it, and is a date only where it matches", () => {
    expect(datesOf("FREQ=DAILY", "2027-03-01", "2026-11-01", "2027-03-02")).toEqual(["2027-03-01", "2027-03-02"]);
    expect(datesOf("FREQ=WEEKLY;BYDAY=FR", "2027-03-01", "2026-11-01", "2027-03-10")).toEqual(["2027-03-05"]);
  });

  test("the entry's last date ends it, inclusive", () => {
    const dates = recurrenceDates(
      rule("FREQ=DAILY;INTERVAL=2"),
      "2026-11-23",
      "2026-11-27",
      "2026-11-01",
      "2027-01-01",
    );
    expect([...dates]).toEqual(["2026-11-23", "2026-11-25", "2026-11-27"]);
  });

  test("29 February comes in leap years only", () => {
    expect(datesOf("FREQ=YEARLY", "2024-02-29", "2024-01-01", "2033-01-01")).toEqual([
      "2024-02-29",
      "2028-02-29",
      "2032-02-29",
    ]);
    const monthly = datesOf("FREQ=MONTHLY;BYMONTHDAY=29", "2026-12-29", "2027-01-01", "2028-03-31");
    expect(monthly).not.toContain("2027-03-01");
    expect(monthly.filter((date) => date.slice(5, 7) === "02")).toEqual(["2028-02-29"]);
    expect(recursOn(rule("FREQ=DAILY"), "2028-02-01", "2028-02-29")).toBe(true);
  });

  test("examples of RFC 5545", () => {
    expect(datesOf("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12", "1997-01-01", "1999-12-31")).toEqual([
      "1997-05-12",
      "1998-05-11",
      "1999-05-17",
    ]);
    expect(datesOf("FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100,200", "1997-01-01", "1997-01-01", "2000-12-31")).toEqual([
      "1997-01-01",
      "1997-04-10",
      "1997-07-19",
      "2000-01-01",
      "2000-04-09",
      "2000-07-18",
    ]);
    expect(datesOf("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29", "1997-09-01", "1997-12-31")).toEqual([
      "1997-09-29",
      "1997-10-30",
      "1997-11-27",
      "1997-12-30",
    ]);
    const weekStart = (day: string) =>
      datesOf(`FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=${day}`, "1997-08-05", "1997-08-01", "1997-12-31");
    expect(weekStart("MO")).toEqual(["1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"]);
    expect(weekStart("SU")).toEqual(["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"]);
  });
});

describe("checking a recurrence", () => {
  const fault = (rrule: string, fromDate = "2026-11-23") => {
    const check = checkRecurrence(rule(rrule), fromDate);
    return check.ok ? "ok" : `${check.reason} ${check.part}`;
  };

  test("what cannot be read, or RFC 5545 forbids, is refused by its part and has no dates", () => {
    for (const part of [
      "FREQ=FORTNIGHTLY",
      "FREQ=DAILY;BYMONTHDAY=32",
      "FREQ=DAILY;BYMONTHDAY=0",
      "FREQ=MONTHLY;BYMONTH=-1",
      "FREQ=WEEKLY;BYDAY=2MO",
      "FREQ=WEEKLY;BYMONTHDAY=1",
      "FREQ=MONTHLY;BYYEARDAY=1",
      "FREQ=DAILY;BYWEEKNO=1",
      "FREQ=DAILY;UNTIL=20261305",
      "FREQ=DAILY;UNTIL=20261205T120000Z",
      "FREQ=DAILY;COUNT=0",
      "FREQ=DAILY;BYSETPOS=1",
      "FREQ=DAILY;EXDATE=20261205",
      "FREQ=DAILY;WKST=XX",
      "FREQ=YEARLY;BYMONTHDAY=-1;BYDAY=2MO",
      "FREQ=YEARLY;BYDAY=MO,2MO",
      "FREQ=DAILY;COUNT=",
    ]) {
      expect(fault(part)).toBe(`unreadable ${part.split(";").at(-1)}`);
      expect(datesOf(part, "2026-11-23", "2026-11-01", "2027-12-31")).toEqual([]);
    }
    expect(fault("BYDAY=MO")).toBe("unreadable FREQ=");
    expect(fault("FREQ=DAILY;FREQ=DAILY")).toBe("unreadable FREQ=DAILY");
    expect(fault("FREQ=DAILY;COUNT=3;UNTIL=20270101")).toBe("unreadable COUNT=3");
    expect(fault("")).toBe("unreadable ");
  });

  test("nothing more often than daily, no time of day, no standing still", () => {
    for (const freq of ["HOURLY", "MINUTELY", "SECONDLY"])
      expect(fault(`FREQ=${freq};INTERVAL=24`)).toBe(`too-often FREQ=${freq}`);
    expect(fault("FREQ=DAILY;BYHOUR=8,12")).toBe("too-often BYHOUR=8,12");
    expect(fault("FREQ=DAILY;INTERVAL=0")).toBe("no-interval INTERVAL=0");
  });

  test("a rule without a date in five years is refused, and one with a single date is not", () => {
    expect(fault("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")).toBe("no-date null");
    expect(fault("FREQ=MONTHLY;BYDAY=6MO")).toBe("no-date null");
    expect(fault("FREQ=DAILY;UNTIL=20261122")).toBe("no-date null");
    expect(fault("FREQ=DAILY;BYSETPOS=2;BYDAY=MO")).toBe("no-date null");
    expect(fault("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2096-03-01")).toBe("no-date null");
    expect(fault("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")).toBe("ok");
    expect(fault("FREQ=DAILY;INTERVAL=1000000")).toBe("ok");
    expect(fault("FREQ=YEARLY;INTERVAL=9999999;BYMONTH=5,6;BYSETPOS=-2")).toBe("no-date null");
  });

  test("the calendar's last year ends what is looked for", () => {
    expect(fault("FREQ=DAILY;BYMONTHDAY=31", "9999-12-31")).toBe("ok");
    expect(fault("FREQ=DAILY;INTERVAL=2;BYMONTHDAY=30", "9999-12-31")).toBe("no-date null");
    expect(datesOf("FREQ=DAILY;INTERVAL=3", "9999-12-25", "9999-12-01", "9999-12-31")).toEqual([
      "9999-12-25",
      "9999-12-28",
      "9999-12-31",
    ]);
  });

  test("lunar recurrences are checked alike", () => {
    const lunar = { kind: "lunar", month: 1, day: 1, leapMonths: "skip", offsetDays: 0, lengthDays: 3 } as const;
    expect(checkRecurrence(lunar, "2026-11-23")).toEqual({ ok: true });
    expect(checkRecurrence(lunar, "2500-11-23")).toEqual({ ok: false, reason: "no-date", part: null });
  });

  test("the answer comes in bounded work, whatever the rule says", () => {
    const many = (count: number, of: (index: number) => number | string) =>
      Array.from({ length: count }, (_, index) => of(index)).join(",");
    const hostile = [
      `FREQ=YEARLY;BYSETPOS=${many(60, (index) => 366 - index)}`,
      `FREQ=DAILY;BYDAY=MO;BYSETPOS=${many(60, (index) => index + 2)}`,
      "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3,-3",
      "FREQ=DAILY;COUNT=9999999;BYMONTH=2;BYMONTHDAY=29",
      "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
      "FREQ=YEARLY;INTERVAL=9999999;BYDAY=53MO;BYMONTH=1",
      "FREQ=YEARLY;BYYEARDAY=366;BYWEEKNO=20",
      `FREQ=YEARLY;BYWEEKNO=${many(40, (index) => index + 1)};BYDAY=MO,TU,WE,TH,FR;BYSETPOS=250,-250`,
    ];
    const startedMs = process.cpuUsage().user / 1_000;
    for (const text of hostile) for (const from of ["2026-11-23", "0001-01-01", "9998-06-01"]) fault(text, from);
    // A search without end took from one second to ten for each of these.
    expect(process.cpuUsage().user / 1_000 - startedMs).toBeLessThan(5_000);
  });
});
