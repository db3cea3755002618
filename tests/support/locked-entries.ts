import type { ScheduledEntry } from "../../schemas/schedule.ts";
import { Openings } from "../interpreter/opening.ts";
import type { Rows } from "../interpreter/rows.ts";
import type { LockedShare } from "./locked-airtime.ts";

const everyDay = [0, 1, 2, 3, 4, 5, 6];
/** What the ministry and the province have locked: always, by day, and over midnight. */
const LOCKED = [
  { lock: "ministry", sharePpm: 200_000, hours: { kind: "always" } },
  {
    lock: "province",
    sharePpm: 100_000,
    hours: {
      kind: "own",
      daypart: { weekdays: everyDay, windows: [{ fromLocal: "06:00", untilLocal: "18:00" }] },
    },
  },
  {
    lock: "province",
    sharePpm: 150_000,
    hours: {
      kind: "own",
      daypart: { weekdays: [5, 6], windows: [{ fromLocal: "22:00", untilLocal: "05:00" }] },
    },
  },
] as const;

/** What the province has on in spite of everything: by hours of its own, and by a named daypart. */
export function overrideInput(playlistId: string, daypartId: string) {
  const windows = [{ fromLocal: "12:00", untilLocal: "12:20" }];
  return [
    { kind: "own", daypart: { weekdays: everyDay, windows } },
    { kind: "named", daypartId },
  ].map((hours) => ({
    name: "Khẩn",
    layer: "override",
    playlistId,
    target: { anyOf: [{ allOf: [] }] },
    fromDate: "2026-01-01",
    untilDate: null,
    hours,
  }));
}

export function lockedInput(playlistId: string) {
  return LOCKED.map(({ lock, sharePpm, hours }) => ({
    name: "Của Bộ",
    layer: "campaign",
    playlistId,
    target: { anyOf: [{ allOf: [] }] },
    fromDate: "2026-01-01",
    untilDate: null,
    hours,
    claim: { kind: "share", sharePpm },
    lock,
  }));
}

/** The locked entries of these rows, as an independent reader says when they are open. */
export function lockedShares(rows: Rows, screenId: string): LockedShare[] {
  const screen = rows.screens.get(screenId);
  if (screen === undefined) throw new Error("No such screen.");
  const openings = new Openings(rows, screen);
  return rows.entries.flatMap((entry): LockedShare[] => {
    if (entry.lock === null || entry.claim?.kind !== "share") return [];
    const { sharePpm } = entry.claim;
    return [{ entryId: entry.id, sharePpm, isOpen: (atMs) => openings.isOpen(entry, atMs) }];
  });
}

/** The overrides of these rows, in the same way. */
export function overridesOf(rows: Rows, screenId: string) {
  const screen = rows.screens.get(screenId);
  if (screen === undefined) throw new Error("No such screen.");
  const openings = new Openings(rows, screen);
  return rows.entries
    .filter(({ layer }) => layer === "override")
    .map((entry) => ({ entryId: entry.id, isOpen: (atMs: number) => openings.isOpen(entry, atMs) }));
}

/** Entries that nobody at a gate may touch. */
export function isAboveGates({ lock, layer }: Pick<ScheduledEntry, "lock" | "layer">): boolean {
  return lock !== null || layer === "override";
}
