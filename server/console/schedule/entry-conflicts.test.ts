import { expect, it } from "vitest";
import { lookUpInstants } from "../../../schemas/rules/daypart-windows.ts";
import { onScreens } from "../../../schemas/rules/target-filter.ts";
import { ScheduledEntry } from "../../../schemas/schedule.ts";
import { PLAIN_ENTRY } from "../../../tests/support/plain-entry.ts";
import { entryConflicts } from "./entry-conflicts.ts";
import type { PlaceScreen } from "./entry-places.ts";

const ZONE = "Asia/Ho_Chi_Minh";
const id = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const at = lookUpInstants(ZONE);

function screen(n: number): PlaceScreen {
  return {
    facts: {
      screenId: id(n),
      clusterId: id(90),
      siteId: id(91),
      tags: [],
      siteKind: "land",
      province: null,
      neighbour: "LA",
    },
    name: `Màn ${n}`,
    clusterName: "Cụm chính",
    siteName: "Lao Bảo",
    timeZone: ZONE,
    hours: [],
  };
}
const SCREENS = [screen(1), screen(2)];

function entry(n: number, said: object): ScheduledEntry {
  return ScheduledEntry.parse({
    id: id(n),
    name: `Lịch ${n}`,
    playlistId: id(99),
    ...PLAIN_ENTRY,
    fromDate: "2026-11-23",
    ...said,
  });
}

const own = (fromLocal: string, untilLocal: string) => ({
  hours: { kind: "own", daypart: { weekdays: [0, 1, 2, 3, 4, 5, 6], windows: [{ fromLocal, untilLocal }] } },
});
const share = (sharePpm: number) => ({ layer: "campaign", claim: { kind: "share", sharePpm } });

function conflicts(draft: ScheduledEntry, others: ScheduledEntry[]) {
  const place = { timeZone: ZONE, hours: [], publicHolidays: new Set<string>(), dayparts: new Map(), at };
  const days = { fromDate: "2026-11-22", untilDate: "2026-12-27" };
  return entryConflicts({ draft, others, screens: SCREENS, placeOf: () => place, ...days });
}

it("an entry under a takeover gives way, on the screens both reach, from the first minute they share", () => {
  const takeover = entry(2, {
    layer: "takeover",
    target: onScreens([id(2)]),
    fromDate: "2026-11-28",
    untilDate: "2026-11-28",
    ...own("16:00", "18:00"),
  });
  const [found, ...more] = conflicts(entry(1, own("17:00", "06:00")), [takeover]);
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    kind: "gives-way",
    times: 1,
    first: [at("2026-11-28", 1_020), at("2026-11-28", 1_080)],
  });
  expect(found?.screens.map(({ name }) => name)).toEqual(["Màn 2"]);
});

it("entries that never share a minute or a screen, and what is the entry itself, are no conflict", () => {
  const draft = entry(1, { layer: "takeover", ...own("08:00", "09:00") });
  expect(conflicts(draft, [entry(2, { layer: "takeover", ...own("09:00", "10:00") })])).toEqual([]);
  const elsewhere = entry(2, { layer: "takeover", target: onScreens([id(2)]) });
  expect(conflicts(entry(1, { target: onScreens([id(1)]) }), [elsewhere])).toEqual([]);
  expect(conflicts(draft, [draft])).toEqual([]);
  expect(conflicts(entry(1, {}), [entry(2, {})])).toEqual([]);
});

it("of two takeovers the later first date wins, then the higher id", () => {
  const later = entry(1, { layer: "takeover", fromDate: "2026-11-25" });
  const earlier = entry(2, { layer: "takeover" });
  expect(conflicts(later, [earlier])[0]?.kind).toBe("clash-won");
  expect(conflicts(earlier, [later])[0]?.kind).toBe("clash-lost");
  expect(conflicts(entry(1, { layer: "takeover" }), [earlier])[0]?.kind).toBe("clash-lost");
});

it("a locked share holds inside a takeover, and only an override stands above it", () => {
  const locked = entry(1, { ...share(100_000), lock: "ministry" });
  expect(conflicts(locked, [entry(2, { layer: "takeover" })])).toEqual([]);
  expect(conflicts(entry(2, { layer: "takeover" }), [locked])).toEqual([]);
  expect(conflicts(locked, [entry(2, { layer: "override" })])[0]?.kind).toBe("gives-way");
});

it("shares are over the whole only while all of them are open at once", () => {
  const rivals = [
    entry(2, { ...share(500_000), ...own("08:00", "12:00") }),
    entry(3, { ...share(300_000), ...own("10:00", "14:00") }),
  ];
  const found = conflicts(entry(1, { ...share(300_000), ...own("11:00", "23:00") }), rivals);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    kind: "over-whole",
    sumPpm: 1_100_000,
    first: [at("2026-11-23", 660), at("2026-11-23", 720)],
  });
  expect(conflicts(entry(1, { ...share(300_000), ...own("12:00", "23:00") }), rivals)).toEqual([]);
  expect(conflicts(entry(1, { ...share(200_000), ...own("11:00", "23:00") }), rivals)).toEqual([]);
});
