import fc from "fast-check";
import type { EntryLock, ScheduleLayer } from "../../schemas/schedule.ts";
import { MIXES, type PlannedEntry, type SchedulePlan, schedulePlans } from "./random-schedule.ts";

/** One thing that an operator of a gate does; `at` picks among what is there, locked things included. */
export type DeskAct =
  | { readonly act: "create"; readonly entry: PlannedEntry }
  | { readonly act: "update"; readonly at: number; readonly entry: PlannedEntry }
  | { readonly act: "retire"; readonly at: number }
  | { readonly act: "restore"; readonly at: number }
  | { readonly act: "fill"; readonly at: number; readonly stories: readonly number[] }
  | { readonly act: "retire-playlist"; readonly at: number }
  | { readonly act: "rename-playlist"; readonly at: number }
  | { readonly act: "daypart"; readonly at: number; readonly daypart: Readonly<Record<string, unknown>> }
  | { readonly act: "hours"; readonly fromDate: string; readonly hours: Readonly<Record<string, unknown>> }
  | { readonly act: "mix"; readonly mix: number }
  | { readonly act: "tags"; readonly tags: readonly string[] }
  | { readonly act: "retire-story"; readonly at: number }
  | { readonly act: "withdraw"; readonly at: number }
  | { readonly act: "publish" };

/** What an operator would try to push a locked share aside: the whole glass, everywhere, always, and long items. */
function greedyEntry(fromDate: string): fc.Arbitrary<PlannedEntry> {
  const layer = fc.constantFrom<ScheduleLayer[]>("base", "campaign", "takeover", "takeover", "override");
  const claim = fc.constantFrom(
    { kind: "share", sharePpm: 1_000_000 },
    { kind: "showings", perHour: 240 },
    {
      kind: "pinned",
      atLocal: Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:00`),
      exact: true,
    },
  );
  return fc
    .record({
      playlist: fc.nat({ max: 3 }),
      layer,
      claim,
      lock: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, fc.constantFrom<EntryLock[]>("province", "ministry")),
      capPpm: fc.constantFrom(null, 1_000_000),
      spacingMs: fc.constantFrom(null, null, 3_600_000),
      order: fc.constantFrom("rotate", "listed"),
    })
    .map(({ playlist, layer, claim, lock, capPpm, spacingMs, order }) => {
      const isCampaign = layer === "campaign";
      const locks = isCampaign && claim.kind === "share" ? lock : null;
      return {
        playlist,
        daypart: null,
        target: [[]],
        input: {
          name: "Tham lam",
          layer,
          claim: isCampaign ? claim : null,
          lock: locks,
          fromDate,
          untilDate: null,
          recurrence: null,
          hours: { kind: "always" },
          exceptions: [],
          reviewDate: null,
          capPpm: layer === "takeover" || layer === "override" ? null : capPpm,
          spacingMs,
          order,
        },
      };
    });
}

/** Sequences of up to `most` acts on one gate, by someone who may also try what is not allowed. */
export function deskActs(fromDate: string, stories: number, most: number): fc.Arbitrary<DeskAct[]> {
  const plan = schedulePlans({ stories, sites: 1, screens: 1, fromDate });
  const entry = fc.oneof(
    greedyEntry(fromDate),
    plan.map((one): PlannedEntry => one.entries[0] as PlannedEntry),
  );
  const at = fc.nat({ max: 11 });
  const part = <K extends keyof SchedulePlan>(key: K) => plan.map((one) => one[key]);
  const act: fc.Arbitrary<DeskAct> = fc.oneof(
    { weight: 8, arbitrary: entry.map((one): DeskAct => ({ act: "create", entry: one })) },
    {
      weight: 5,
      arbitrary: fc.tuple(at, entry).map(([place, one]): DeskAct => ({ act: "update", at: place, entry: one })),
    },
    { weight: 2, arbitrary: at.map((place): DeskAct => ({ act: "retire", at: place })) },
    at.map((place): DeskAct => ({ act: "restore", at: place })),
    {
      weight: 2,
      arbitrary: fc
        .tuple(at, fc.array(fc.nat({ max: stories - 1 }), { maxLength: 5 }))
        .map(([place, list]): DeskAct => ({ act: "fill", at: place, stories: list })),
    },
    at.map((place): DeskAct => ({ act: "retire-playlist", at: place })),
    at.map((place): DeskAct => ({ act: "rename-playlist", at: place })),
    fc.tuple(at, part("dayparts")).map(([place, [daypart = {}]]): DeskAct => ({ act: "daypart", at: place, daypart })),
    part("hours").map(
      ([row]): DeskAct =>
        row === undefined ? { act: "publish" } : { act: "hours", fromDate: row.fromDate, hours: row.hours },
    ),
    fc.nat({ max: MIXES.length - 1 }).map((mix): DeskAct => ({ act: "mix", mix })),
    part("tags").map(([tags = []]): DeskAct => ({ act: "tags", tags })),
    at.map((place): DeskAct => ({ act: "retire-story", at: place })),
    at.map((place): DeskAct => ({ act: "withdraw", at: place })),
    { weight: 2, arbitrary: fc.constant<DeskAct>({ act: "publish" }) },
  );
  return fc.array(act, { minLength: 1, maxLength: most });
}
