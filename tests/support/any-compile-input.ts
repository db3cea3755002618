import fc from "fast-check";
import type { EntryTarget } from "../../schemas/entry-target.ts";
import type { DaypartWindow } from "../../schemas/entry-timing.ts";
import { Daypart } from "../../schemas/entry-timing.ts";
import { EVERYWHERE, onScreens, onSites } from "../../schemas/rules/target-filter.ts";
import { addDays } from "../../schemas/rules/zoned-time.ts";
import type { ScheduledEntry } from "../../schemas/schedule.ts";
import type { CompileInput, CompileScreen } from "../../server/services/manifests/compile-input.ts";
import { DAY_MS, edition, entry, FROM, idOf, inputOf, SCREEN, SITE, start } from "./compile-input.ts";

/** Screens of two sites; the first is the one that `anyCompileInput` is made for. */
export const SCREENS = [SCREEN, idOf(911), idOf(912)] as const;
const SITES = [SITE, SITE, idOf(920)] as const;

const clock = fc.constantFrom("00:00", "05:30", "08:00", "11:30", "12:00", "17:00", "22:00", "23:45");
const daypartWindow: fc.Arbitrary<DaypartWindow> = fc
  .record({ fromLocal: clock, untilLocal: clock })
  .filter(({ fromLocal, untilLocal }) => fromLocal !== untilLocal);
const weekdays = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 });
const hours: fc.Arbitrary<ScheduledEntry["hours"]> = fc.oneof(
  fc.constant({ kind: "always" as const }),
  fc.constant({ kind: "operating" as const }),
  fc
    .record({ weekdays, windows: fc.array(daypartWindow, { minLength: 1, maxLength: 2 }) })
    .map((daypart) => ({ kind: "own" as const, daypart: Daypart.parse(daypart) })),
);

const part = fc.record({
  layer: fc.constantFrom("base", "base", "campaign", "campaign", "pinned", "locked", "takeover", "override"),
  hours,
  sharePpm: fc.integer({ min: 1, max: 12 }).map((parts) => parts * 50_000),
  perHour: fc.option(fc.integer({ min: 1, max: 40 }), { nil: null }),
  capPpm: fc.option(fc.integer({ min: 1, max: 20 }), { nil: null }),
  atLocal: fc.uniqueArray(clock, { minLength: 1, maxLength: 3 }),
  exact: fc.boolean(),
  listed: fc.boolean(),
  fromDay: fc.integer({ min: -20, max: 20 }),
  lastDay: fc.option(fc.integer({ min: 0, max: 30 }), { nil: null }),
  rule: fc.constantFrom(null, null, "FREQ=DAILY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA"),
  target: fc.constantFrom<EntryTarget[]>(EVERYWHERE, EVERYWHERE, onSites([SITE]), onScreens([SCREENS[1]])),
  items: fc.array(
    fc.record({
      before: fc.option(fc.integer({ min: -5, max: 40 }), { nil: null }),
      length: fc.option(fc.integer({ min: 1, max: 60 }), { nil: null }),
      // Not so short that a manifest has no room for its loops: those would be cut to what is left of the weeks.
      seconds: fc.integer({ min: 12, max: 90 }),
      language: fc.constantFrom("vi", "en", "lo"),
      site: fc.constantFrom(null, null, null, SITE, idOf(920)),
    }),
    { maxLength: 4 },
  ),
});

/** Entries of every layer, claim and timing, with items that come and go, on a site with operating hours. */
export const anyCompileInput: fc.Arbitrary<CompileInput> = fc
  .record({
    parts: fc.array(part, { minLength: 1, maxLength: 6 }),
    mix: fc.constantFrom<readonly (readonly [string, number])[]>(
      [],
      [["vi", 1_000_000]],
      [
        ["vi", 600_000],
        ["lo", 400_000],
      ],
    ),
    opening: daypartWindow,
  })
  .map(({ parts, mix, opening }) => {
    const input = inputOf(
      parts.map((one, index) => ({
        entry: entryOf(one, index),
        editions: one.items.map((item, place) => {
          const notBeforeMs = item.before === null ? null : start + item.before * DAY_MS + 5 * 3_600_000 + 1_234;
          return edition(index * 10 + place, {
            language: item.language,
            durationMs: item.seconds * 1_000,
            notBeforeMs,
            notAfterMs: item.length === null ? null : (notBeforeMs ?? start) + item.length * DAY_MS + 777,
            siteIds: item.site === null ? null : [item.site],
          });
        }),
      })),
      30,
    );
    const weekly = Array.from({ length: 7 }, (_, day) => (day === 6 ? [] : [opening]));
    const languages = mix.map(([language, sharePpm]) => ({ language, sharePpm, minimumPpm: sharePpm / 2 }));
    const hoursRow = { fromDate: "2026-01-01", hours: { weekly, publicHolidays: null, exceptions: [] } };
    return {
      ...input,
      screen: { ...input.screen, languages, hours: [hoursRow] },
      fallbacks: { lo: ["en", "vi"], en: ["vi"] },
    };
  });

function entryOf(one: typeof part extends fc.Arbitrary<infer Part> ? Part : never, index: number): ScheduledEntry {
  const isCampaign = ["campaign", "pinned", "locked"].includes(one.layer);
  const layer = isCampaign ? "campaign" : (one.layer as ScheduledEntry["layer"]);
  const share = { kind: "share" as const, sharePpm: one.sharePpm };
  const claim =
    one.layer === "pinned"
      ? { kind: "pinned" as const, atLocal: [...one.atLocal].sort(), exact: one.exact }
      : one.layer === "campaign" && one.perHour !== null
        ? { kind: "showings" as const, perHour: one.perHour }
        : isCampaign
          ? share
          : null;
  const mayBeCapped = one.layer === "base" || one.layer === "campaign";
  const always = { kind: "always" as const };
  return entry(index + 1, {
    layer,
    claim,
    capPpm: mayBeCapped && one.capPpm !== null ? one.capPpm * 50_000 : null,
    order: one.listed ? "listed" : "rotate",
    lock: one.layer === "locked" ? (index % 2 === 0 ? "ministry" : "province") : null,
    hours: one.layer === "pinned" || (one.layer === "locked" && one.hours.kind === "operating") ? always : one.hours,
    recurrence: one.rule === null ? null : { kind: "rule", rrule: one.rule },
    target: one.target,
    fromDate: addDays(FROM, one.fromDay),
    untilDate: one.lastDay === null ? null : addDays(FROM, Math.max(one.fromDay, 0) + one.lastDay),
  });
}

/** The screen of an input, and two more that see partly the same. */
export function screensOf(input: CompileInput): CompileScreen[] {
  return SCREENS.map((screenId, index) => {
    const siteId = SITES[index] ?? SITE;
    return { ...input.screen, screenId, siteId, facts: { ...input.screen.facts, screenId, siteId } };
  });
}
