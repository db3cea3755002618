import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EntryTiming } from "../entry-timing.ts";
import { lookUpInstants } from "./daypart-windows.ts";
import { entrySpans } from "./entry-spans.ts";
import { addDays, weekdayOf } from "./zoned-time.ts";

const HOUR_MS = 3_600_000;
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

/** Minutes of six days with the civil reading of each, on a clock that waits where the wall clock goes back. */
interface Walk {
  readonly zone: string;
  readonly firstDate: string;
  readonly minutes: readonly { readonly atMs: number; readonly civilMinute: number }[];
}

const WALKED_DAYS = 6;

function walk(zone: string, firstDate: string): Walk {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  const startMs = Date.parse(`${firstDate}T00:00Z`) - 24 * HOUR_MS;
  let highest = Number.NEGATIVE_INFINITY;
  const minutes = Array.from({ length: (WALKED_DAYS + 2) * 1_440 }, (_, index) => {
    const atMs = startMs + index * 60_000;
    highest = Math.max(highest, Date.parse(`${format.format(atMs).replace(" ", "T")}Z`) / 60_000);
    return { atMs, civilMinute: highest };
  });
  return { zone, firstDate, minutes };
}

const walks = [
  ["Asia/Ho_Chi_Minh", "2026-11-22"],
  ["America/St_Johns", "2026-03-05"],
  ["America/St_Johns", "2026-10-29"],
  ["Europe/Berlin", "2026-03-26"],
  ["Europe/Berlin", "2026-10-22"],
].map(([zone = "", firstDate = ""]) => walk(zone, firstDate));

const clock = fc
  .integer({ min: 0, max: 287 })
  .map((fives) => `${String(Math.floor(fives / 12)).padStart(2, "0")}:${String((fives % 12) * 5).padStart(2, "0")}`);
const window = fc.record({ fromLocal: clock, untilLocal: clock }).filter((one) => one.fromLocal !== one.untilLocal);
const someWindows = fc.array(window, { minLength: 1, maxLength: 3 });
const dayOffset = fc.integer({ min: -2, max: WALKED_DAYS });
const anyCase = fc.record({
  from: dayOffset,
  until: fc.option(dayOffset, { nil: null }),
  interval: fc.constantFrom(null, 1, 2, 3),
  weekdays: fc.uniqueArray(fc.constantFrom(...EVERY_DAY), { minLength: 1 }),
  windows: fc.option(someWindows, { nil: null }),
  exceptions: fc.uniqueArray(fc.tuple(dayOffset, fc.array(window, { maxLength: 2 })), {
    selector: ([day]) => day,
    maxLength: 2,
  }),
});

describe("spans against a walk through the minutes", () => {
  test.each(walks)("$zone from $firstDate: open exactly where the clock says so", ({ zone, firstDate, minutes }) => {
    const where = {
      timeZone: zone,
      hours: [],
      publicHolidays: new Set<string>(),
      dayparts: new Map(),
      at: lookUpInstants(zone),
    };
    fc.assert(
      fc.property(anyCase, ({ from, until, interval, weekdays, windows, exceptions }) => {
        const asked = EntryTiming.parse({
          fromDate: addDays(firstDate, from),
          untilDate: until === null ? null : addDays(firstDate, Math.max(from, until)),
          recurrence: interval === null ? null : { kind: "rule", rrule: `FREQ=DAILY;INTERVAL=${interval}` },
          hours: windows === null ? { kind: "always" } : { kind: "own", daypart: { weekdays, windows } },
          exceptions: exceptions.map(([day, list]) => ({ date: addDays(firstDate, day), windows: list, note: "" })),
        });
        const spans = entrySpans(asked, where, firstDate, addDays(firstDate, WALKED_DAYS - 2));
        for (const [index, span] of spans.entries()) {
          expect(span[0]).toBeLessThan(span[1]);
          if (index > 0) expect(span[0]).toBeGreaterThan(spans[index - 1]?.[1] ?? 0);
        }
        const isOpen = new Set<number>();
        for (let day = 0; day <= WALKED_DAYS - 2; day += 1) {
          const date = addDays(firstDate, day);
          if (day < from || (until !== null && day > Math.max(from, until))) continue;
          const exception = exceptions.find(([other]) => other === day);
          const occurs = interval === null || (day - from) % interval === 0;
          const usual = windows === null ? [{ fromLocal: "00:00", untilLocal: "24:00" }] : windows;
          const ofWeekday = windows === null || weekdays.includes(weekdayOf(date)) ? usual : [];
          for (const one of exception?.[1] ?? (occurs ? ofWeekday : [])) addMinutes(isOpen, date, one);
        }
        let next = 0;
        for (const { atMs, civilMinute } of minutes) {
          while (next < spans.length && (spans[next]?.[1] ?? 0) <= atMs) next += 1;
          const inSpan = (spans[next]?.[0] ?? Number.POSITIVE_INFINITY) <= atMs;
          if (inSpan !== isOpen.has(civilMinute)) throw new Error(`Differs at ${new Date(atMs).toISOString()}.`);
        }
      }),
      { numRuns: process.env.TEST_TIER === "long" ? 1_500 : 120, interruptAfterTimeLimit: 50_000 },
    );
  });
});

function addMinutes(
  open: Set<number>,
  date: string,
  { fromLocal, untilLocal }: { fromLocal: string; untilLocal: string },
): void {
  const minute = (local: string) => Number(local.slice(0, 2)) * 60 + Number(local.slice(3));
  const first = Date.parse(`${date}T00:00Z`) / 60_000;
  const until = minute(untilLocal) + (untilLocal <= fromLocal ? 1_440 : 0);
  for (let at = minute(fromLocal); at < until; at += 1) open.add(first + at);
}
