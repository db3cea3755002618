import fc from "fast-check";
import type { Manifest, Segment } from "../../schemas/manifest.ts";
import { addDays, startOfDate } from "../../schemas/rules/zoned-time.ts";
import { hashBytes } from "./trust.ts";

/** Zones with clock changes at midnight, by half an hour, over the date line, and without any. */
export const ZONES = [
  "Asia/Ho_Chi_Minh",
  "America/St_Johns",
  "America/Santiago",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Europe/Lisbon",
];

const nameOf = (kind: string, index: number) => hashBytes(new TextEncoder().encode(`${kind} ${index}`)).slice(0, 16);
const idOf = (index: number) => `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`;

/** Any manifest of the right shape: holes, empty loops, items outside their validity, phases, days of a clock change. */
export const anyManifest: fc.Arbitrary<Manifest> = fc
  .record({
    timeZone: fc.constantFrom(...ZONES),
    fromDate: fc.constantFrom("2026-03-07", "2026-04-04", "2026-10-03", "2026-11-21", "2026-09-04"),
    days: fc.integer({ min: 1, max: 4 }),
    items: fc.array(
      fc.record({
        durationMs: fc.integer({ min: 3, max: 120 }).map((half) => half * 500),
        before: fc.option(fc.integer({ min: -10, max: 100 }), { nil: null }),
        after: fc.option(fc.integer({ min: -10, max: 150 }), { nil: null }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    loops: fc.array(fc.array(fc.nat(4), { maxLength: 12 }), { minLength: 1, maxLength: 4 }),
    plans: fc.array(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat(4), fc.integer({ min: 0, max: 1_000_000 })), {
        minLength: 1,
        maxLength: 5,
      }),
      { minLength: 1, maxLength: 3 },
    ),
    picks: fc.array(fc.nat(9), { minLength: 12, maxLength: 12 }),
    fallback: fc.nat(4),
  })
  .map((raw): Manifest => {
    const startMs = startOfDate(raw.fromDate, raw.timeZone);
    const hour = (hours: number | null) => (hours === null ? null : startMs + hours * 3_600_000 + 12_345);
    const loops: Manifest["loops"] = {};
    for (const [index, slots] of raw.loops.entries()) {
      const use = raw.items.map((_, item): [number, number] => [item, item % 2]);
      loops[nameOf("loop", index)] = { use, s: slots.map((slot) => slot % use.length).join(" ") };
    }
    const loopOf = (pick: number) => nameOf("loop", pick % raw.loops.length);
    const dayPlans: Manifest["dayPlans"] = {};
    for (const [index, parts] of raw.plans.entries()) {
      let atMs = 0;
      const segments = parts.map(([eighths, loop, phaseMs]): Segment => {
        const fromMs = atMs;
        atMs += eighths * 1_234_567;
        return [fromMs, atMs, loopOf(loop), phaseMs];
      });
      dayPlans[nameOf("plan", index)] = segments;
    }
    const planOf = (pick: number) => nameOf("plan", pick % raw.plans.length);
    return {
      type: "manifest",
      screenId: idOf(1),
      siteId: idOf(2),
      place: { name: "Cửa khẩu thử", languages: ["vi", "en"] },
      revision: 1,
      timeZone: raw.timeZone,
      days: Array.from({ length: raw.days }, (_, day) => [
        startOfDate(addDays(raw.fromDate, day), raw.timeZone),
        startOfDate(addDays(raw.fromDate, day + 1), raw.timeZone),
        planOf(raw.picks[day] ?? 0),
      ]),
      weekly: raw.picks.slice(5, 12).map(planOf),
      dayPlans,
      loops,
      items: raw.items.map((item, index) => ({
        kind: "image",
        airingSha256: hashBytes(new TextEncoder().encode(`airing ${index}`)),
        editionVersionId: idOf(100 + index),
        language: "vi",
        renditions: [],
        durationMs: item.durationMs,
        notBeforeMs: hour(item.before),
        notAfterMs: hour(item.after),
      })),
      entries: [idOf(10), idOf(11)],
      assets: {},
      fallback: loopOf(raw.fallback),
    };
  });
