import { expect, it } from "vitest";
import type { EntryHours } from "../../../schemas/entry-timing.ts";
import { lookUpInstants } from "../../../schemas/rules/daypart-windows.ts";
import type { PlaceTime } from "../../../schemas/rules/entry-spans.ts";
import { EVERYWHERE } from "../../../schemas/rules/target-filter.ts";
import { extensionOver, withoutClash } from "./decide-windows.ts";
import type { ReadEntry } from "./reach.ts";
import { movableOf } from "./timeline-movable.ts";

const ZONE = "Asia/Ho_Chi_Minh";
const DATE = "2026-11-23";
const at = lookUpInstants(ZONE);
const place: PlaceTime = { timeZone: ZONE, hours: [], publicHolidays: new Set(), dayparts: new Map(), at };
const facts = {
  screenId: "s",
  clusterId: "c",
  siteId: "x",
  tags: [],
  siteKind: null,
  province: null,
  neighbour: null,
};
const span = (from: number, to: number) => ({ fromMs: at(DATE, from * 60), toMs: at(DATE, 0) + to * 3_600_000 });

it("a bar moves the very window that opened it, also the night's that began the day before", () => {
  const night = entry(own("07:00–12:00", "22:00–05:00"));
  expect(movableOf(night, span(7, 12), place, DATE, true)).toMatchObject({ index: 0, fromMinute: 420 });
  expect(movableOf(night, span(0, 5), place, DATE, true)).toMatchObject({
    index: 1,
    fromMinute: 1_320,
    untilMinute: 1_740,
    midnightMs: at("2026-11-22", 0),
  });
});

it("hours that are not the entry's own, a date with an exception, and a lock above the person stay, each with its reason", () => {
  const why = (one: ReadEntry, may = true) => {
    const move = movableOf(one, span(7, 12), place, DATE, may);
    return move.kind === "fixed" ? move.why[0] : null;
  };
  expect(why(entry({ kind: "always" }))).toBe("timeline.fixed-always");
  expect(why(entry({ kind: "operating" }))).toBe("timeline.fixed-operating");
  const exceptions = [{ date: DATE, windows: [{ fromLocal: "07:00", untilLocal: "12:00" }], note: "" }];
  expect(why({ ...entry(own("08:00–12:00")), exceptions })).toBe("timeline.fixed-exception");
  expect(why({ ...entry(own("07:00–12:00")), lock: "province" }, false)).toBe("schedule.locked-by-province");
  expect(why({ ...entry(own("07:00–12:00")), lock: "province" })).toBe(null);
});

it("accepting a clash leaves the loser the rest of that date alone, before and after", () => {
  const loser = entry(own("16:00–18:00", "20:00–21:00"));
  expect(withoutClash(loser, place, span(16.5, 17))).toEqual({
    date: DATE,
    windows: [window("16:00–16:30"), window("17:00–18:00"), window("20:00–21:00")],
  });
  expect(withoutClash(loser, place, span(16, 18))?.windows).toEqual([window("20:00–21:00")]);
  expect(withoutClash(loser, place, span(15, 17))).toBe(null);
});

it("only a base that ends where the hole begins, with hours of its own, is offered to go on over it", () => {
  const base = { ...entry(own("05:00–12:00")), layer: "base" as const };
  const hole = span(12, 13.5);
  expect(extensionOver([base], facts, place, hole)?.windows).toEqual([window("05:00–13:30")]);
  expect(extensionOver([{ ...base, layer: "campaign" }], facts, place, hole)).toBe(null);
  expect(extensionOver([entry({ kind: "operating" })], facts, place, hole)).toBe(null);
  expect(extensionOver([{ ...base, ...entryHours(own("05:00–11:00")) }], facts, place, hole)).toBe(null);
});

function window(text: string) {
  return { fromLocal: text.slice(0, 5), untilLocal: text.slice(6) };
}

function own(...windows: readonly string[]): EntryHours {
  return { kind: "own", daypart: { weekdays: [0, 1, 2, 3, 4, 5, 6], windows: windows.map(window) } };
}

function entryHours(hours: EntryHours): { hours: EntryHours } {
  return { hours };
}

function entry(hours: EntryHours): ReadEntry {
  return {
    id: "01a200ad-0000-7000-8000-000000000001",
    name: "Thử",
    layer: "campaign",
    playlistId: "01a200ad-0000-7000-8000-000000000002",
    target: EVERYWHERE,
    fromDate: "2026-11-01",
    untilDate: null,
    recurrence: null,
    hours,
    exceptions: [],
    reviewDate: null,
    claim: null,
    capPpm: null,
    spacingMs: null,
    order: "rotate",
    lock: null,
    published: true,
    updatedAtMs: 1,
  };
}
