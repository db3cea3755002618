import { expect, test } from "vitest";
import { Interpreter, type Shown } from "../interpreter/interpreter.ts";
import type { EntryRow, ItemRow, Rows } from "../interpreter/rows.ts";

const FROM_MS = Date.parse("2026-11-20T17:00:00Z");
const HOUR_MS = 3_600_000;
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

function entry(id: string, changes: Partial<EntryRow> = {}): EntryRow {
  return {
    id,
    layer: "base",
    playlistId: id,
    target: { anyOf: [{ allOf: [] }] },
    fromDate: "2026-11-01",
    untilDate: null,
    recurrence: null,
    hours: { kind: "always" },
    exceptions: [],
    claim: null,
    capPpm: null,
    lock: null,
    ...changes,
  };
}

function item(airingSha256: string, changes: Partial<ItemRow> = {}): ItemRow {
  return {
    airingSha256,
    language: "vi",
    durationMs: 10_000,
    notBeforeMs: null,
    notAfterMs: null,
    siteIds: null,
    ...changes,
  };
}

const between = (fromLocal: string, untilLocal: string): EntryRow["hours"] => ({
  kind: "own",
  daypart: { weekdays: EVERY_DAY, windows: [{ fromLocal, untilLocal }] },
});

const rows: Rows = {
  entries: [
    entry("base", { hours: between("06:00", "22:00") }),
    entry("takeover", { layer: "takeover", hours: between("10:00", "11:00") }),
    entry("elsewhere", { target: { anyOf: [{ allOf: [{ field: "screen", is: true, values: ["other"] }] }] } }),
  ],
  playlists: new Map(["base", "takeover", "elsewhere"].map((id) => [id, [id]])),
  items: new Map([
    ["base", [item("always"), item("morning", { notAfterMs: FROM_MS + 8 * HOUR_MS })]],
    ["takeover", [item("alone")]],
    ["elsewhere", [item("other")]],
  ]),
  dayparts: new Map(),
  holidays: [],
  roles: new Map(),
  screens: new Map([
    [
      "screen",
      {
        screenId: "screen",
        clusterId: "cluster",
        siteId: "site",
        timeZone: "Asia/Ho_Chi_Minh",
        tags: [],
        siteKind: null,
        province: null,
        neighbour: null,
        hours: [],
        mix: [],
      },
    ],
  ]),
};

/** What the interpreter says of an item that has been on since a second before. */
function said(hour: number, entryId: string, airingSha256: string): string | null {
  const atMs = FROM_MS + hour * HOUR_MS;
  const shown: Shown = { kind: "item", entryId, airingSha256, startedAtMs: atMs - 1_000 };
  return new Interpreter(rows, "screen", FROM_MS).objection(atMs, shown);
}

test("the reading that plans are held against objects to whatever the schedule does not say, and to nothing else", () => {
  expect(said(7, "base", "always")).toBe(null);
  expect(said(7, "base", "morning")).toBe(null);
  expect(said(10.5, "takeover", "alone")).toBe(null);

  expect(said(9, "base", "morning")).toBe("shows an item outside its validity");
  expect(said(10.5, "base", "always")).toBe("shows an entry that lost; takeover has the glass");
  expect(said(11.5, "takeover", "alone")).toBe("shows an entry that lost; shared has the glass");
  expect(said(7, "elsewhere", "other")).toBe("shows an entry that lost; shared has the glass");
  expect(said(7, "base", "alone")).toBe("shows an item that may not be shown here; shared has the glass");
  expect(said(23, "base", "always")).toBe("shows a closed entry");
  expect(said(7, "base", "unknown")).toBe("shows what nobody approved");

  const slate = (hour: number) =>
    new Interpreter(rows, "screen", FROM_MS).objection(FROM_MS + hour * HOUR_MS, { kind: "slate" });
  expect(slate(23)).toBe(null);
  expect(slate(7)).toBe("shows nothing; shared has the glass");
  expect(slate(10.5)).toBe("shows nothing; takeover has the glass");
});

test("where those above have locked the whole glass, nobody below them must be seen; else each share must", () => {
  const share = (sharePpm: number, lock: EntryRow["lock"]): Partial<EntryRow> => ({
    layer: "campaign",
    claim: { kind: "share", sharePpm },
    lock,
    playlistId: "base",
  });
  const seenWith = (ministryPpm: number, provincePpm: number) => {
    const entries = [
      entry("ministry", share(ministryPpm, "ministry")),
      entry("province", share(provincePpm, "province")),
      entry("gate", share(50_000, null)),
    ];
    return new Interpreter({ ...rows, entries }, "screen", FROM_MS).mustBeSeen(FROM_MS + 20 * HOUR_MS);
  };
  expect(seenWith(600_000, 350_000)).toEqual(["ministry", "province", "gate"]);
  expect(seenWith(600_000, 400_000)).toEqual(["ministry", "province"]);
  expect(seenWith(1_000_000, 400_000)).toEqual(["ministry"]);
});
