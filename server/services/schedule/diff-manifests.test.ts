import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Manifest, Segment } from "../../../schemas/manifest.ts";
import { slotAt } from "../../../schemas/rules/slot-at.ts";
import { addDays, startOfDate, weekdayOf } from "../../../schemas/rules/zoned-time.ts";
import { anyManifest } from "../../../tests/support/manifest-arbitrary.ts";
import type { AirtimeChange } from "./airtime-changes.ts";
import { diffManifests } from "./diff-manifests.ts";

const RUNS = process.env.TEST_TIER === "long" ? 2_000 : 30;
const HOUR_MS = 3_600_000;
const FROM = "2026-11-23";
const ZONE = "Asia/Ho_Chi_Minh";
const horizon = Array.from({ length: 28 }, (_, day) => addDays(FROM, day));
const idOf = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;

/** Four weeks; each loop is `entry:language` slots of 20 s, each plan `[hour, loop]` from there on. */
function manifestOf(
  loops: Record<string, readonly string[]>,
  plans: Record<string, readonly (readonly [number, string])[]>,
  planOf: (date: string) => string,
): Manifest {
  const languages = [
    ...new Set(Object.values(loops).flatMap((slots) => slots.map((slot) => slot.split(":")[1] ?? ""))),
  ];
  const entries = [...new Set(Object.values(loops).flatMap((slots) => slots.map((slot) => slot.split(":")[0] ?? "")))];
  return {
    type: "manifest",
    screenId: idOf(1),
    siteId: idOf(2),
    place: { name: "Cửa khẩu thử", languages: [] },
    revision: 1,
    timeZone: ZONE,
    days: horizon.map((date) => [startOfDate(date, ZONE), startOfDate(addDays(date, 1), ZONE), planOf(date)]),
    weekly: horizon.slice(0, 7).map(planOf),
    dayPlans: Object.fromEntries(
      Object.entries(plans).map(([id, parts]) => [
        id,
        parts.map(([hour, loop], index): Segment => [hour * HOUR_MS, (parts[index + 1]?.[0] ?? 24) * HOUR_MS, loop, 0]),
      ]),
    ),
    loops: Object.fromEntries(
      Object.entries(loops).map(([id, slots]) => {
        const used = [...new Set(slots)];
        const use = used.map((slot): [number, number] => {
          const [entry = "", language = ""] = slot.split(":");
          return [languages.indexOf(language), entries.indexOf(entry)];
        });
        return [id, { use, s: slots.map((slot) => used.indexOf(slot)).join(" ") }];
      }),
    ),
    items: languages.map((language, index) => ({
      kind: "image",
      airingSha256: String(index).padStart(64, "a"),
      editionVersionId: idOf(10 + index),
      language,
      renditions: [],
      durationMs: 20_000,
      notBeforeMs: null,
      notAfterMs: null,
    })),
    entries: entries.map((entry) => idOf(100 + entry.charCodeAt(0))),
    assets: {},
    fallback: "none",
  };
}

const nowMs = startOfDate(FROM, ZONE) + 9 * HOUR_MS;
const plain = manifestOf({ a: ["b:vi", "b:vi", "b:km"] }, { p: [[0, "a"]] }, () => "p");

function hoursOf(change: AirtimeChange, dates: readonly string[]): number {
  const { dates: on } = change;
  const count =
    on.kind === "dates"
      ? on.dates.length
      : dates.filter(
          (date) => date >= on.fromDate && date <= (on.untilDate ?? "9999") && on.weekdays.includes(weekdayOf(date)),
        ).length;
  return (count * (change.untilMinute - change.fromMinute)) / 60;
}

describe("the difference between two manifests", () => {
  test("is empty for the same one, also when it is compared a week later", () => {
    fc.assert(
      fc.property(anyManifest, fc.nat(50), (manifest, hours) => {
        const fromMs = (manifest.days[0]?.[0] ?? 0) + hours * HOUR_MS;
        expect(diffManifests(manifest, structuredClone(manifest), fromMs, 0)).toEqual({
          firstChangeAtMs: null,
          airtime: [],
          itemsAdded: [],
          itemsRemoved: [],
          entriesAdded: [],
          entriesRemoved: [],
        });
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 60_000 },
    );
  });

  test("tells a language lost on weekdays from the day it begins, and nothing that stays the same", () => {
    const loops = { a: ["b:vi", "b:vi", "b:km"], c: ["b:vi", "b:vi", "b:vi", "b:vi", "b:km"] };
    const next = manifestOf(
      loops,
      {
        p: [[0, "a"]],
        q: [
          [0, "a"],
          [8, "c"],
          [17, "a"],
        ],
      },
      (date) => (date >= "2026-11-30" && weekdayOf(date) < 5 ? "q" : "p"),
    );
    const diff = diffManifests(plain, next, nowMs);
    expect(diff.firstChangeAtMs).toBeGreaterThanOrEqual(startOfDate("2026-11-30", ZONE) + 8 * HOUR_MS);
    expect(diff.firstChangeAtMs).toBeLessThan(startOfDate("2026-11-30", ZONE) + 8 * HOUR_MS + 60_000);
    const dates = { kind: "weekly", fromDate: "2026-11-30", untilDate: null, weekdays: [0, 1, 2, 3, 4] };
    const window = { fromMinute: 480, untilMinute: 1_020, dates };
    expect(diff.airtime).toEqual([
      { subject: { kind: "language", language: "km" }, beforeMs: HOUR_MS / 3, afterMs: HOUR_MS / 5, ...window },
      {
        subject: { kind: "language", language: "vi" },
        beforeMs: (HOUR_MS * 2) / 3,
        afterMs: (HOUR_MS * 4) / 5,
        ...window,
      },
    ]);
    expect(diff.entriesAdded).toEqual([]);
  });

  test("names an entry that comes, what it takes from the others, and a hole it leaves", () => {
    const next = manifestOf(
      { a: ["b:vi", "b:vi", "b:km"], d: ["b:vi", "b:km", "e:vi"], z: [] },
      {
        p: [
          [0, "a"],
          [12, "d"],
          [18, "z"],
        ],
      },
      () => "p",
    );
    const diff = diffManifests(plain, next, nowMs);
    expect(diff.entriesAdded).toEqual([idOf(100 + "e".charCodeAt(0))]);
    const gained = diff.airtime.map(({ subject, beforeMs, afterMs, fromMinute }) => [
      subject.kind === "entry" ? subject.entryId : subject.kind === "language" ? subject.language : "slate",
      fromMinute / 60,
      Math.round((afterMs - beforeMs) / 60_000),
    ]);
    expect(gained).toEqual(
      expect.arrayContaining([
        [idOf(100 + "e".charCodeAt(0)), 12, 20],
        [idOf(100 + "b".charCodeAt(0)), 12, -20],
        ["slate", 18, 60],
        ["km", 18, -20],
      ]),
    );
    expect(gained.filter(([name, hour]) => name === "km" && hour === 12)).toEqual([]);
  });

  test("what is gained and what is lost make nothing, by entry and by language", () => {
    fc.assert(
      fc.property(anyManifest, fc.array(fc.nat(6), { minLength: 4, maxLength: 4 }), (before, picks) => {
        const planIds = Object.keys(before.dayPlans);
        const after: Manifest = {
          ...structuredClone(before),
          days: before.days.map(([from, to, planId], index) => [
            from,
            to,
            planIds[(picks[index] ?? 0) % planIds.length] ?? planId,
          ]),
        };
        const fromMs = before.days[0]?.[0] ?? 0;
        const isPlainDay = before.days.every(([from, to]) => to - from === 24 * HOUR_MS);
        fc.pre(isPlainDay);
        const { airtime, firstChangeAtMs } = diffManifests(before, after, fromMs, 0);
        const dates = before.days.map((_, index) => addDays(dateAt(before), index));
        for (const family of ["entry", "language"] as const) {
          const rows = airtime.filter(({ subject }) => subject.kind === family || subject.kind === "slate");
          const gained = rows.reduce((sum, row) => sum + (row.afterMs - row.beforeMs) * hoursOf(row, dates), 0);
          const all = rows.reduce((sum, row) => sum + hoursOf(row, dates), 0);
          expect(Math.abs(gained)).toBeLessThanOrEqual(1 + all * 2);
        }
        if (airtime.length > 0) {
          expect(firstChangeAtMs).not.toBeNull();
          const atMs = firstChangeAtMs ?? 0;
          expect(slotAt(before, atMs)).not.toEqual(slotAt(after, atMs));
          expect(nameAt(before, atMs - 1)).toBe(nameAt(after, atMs - 1));
        }
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: 60_000 },
    );
  });
});

function dateAt(manifest: Manifest): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: manifest.timeZone }).format(manifest.days[0]?.[0] ?? 0);
}

function nameAt(manifest: Manifest, atMs: number): string {
  if (atMs < (manifest.days[0]?.[0] ?? 0)) return "";
  const answer = slotAt(manifest, atMs);
  return answer.kind === "slate" ? "slate" : `${answer.item.airingSha256} ${answer.entryId}`;
}
