import { addDays } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduleProblem } from "../../../schemas/schedule-problem.ts";
import type { PlannedEntry } from "./planned-entries.ts";
import { NO_SCREEN, type ProblemInput } from "./problem-input.ts";
import { shownInstead } from "./set-languages.ts";

/** What stands against single entries of a view, from its first instant on. */
export function entryProblems({ view, swept, span, sources }: ProblemInput, fromMs: number): ScheduleProblem[] {
  const playlists = new Map(sources.schedule.playlists.map(({ id, storyIds }) => [id, storyIds]));
  const endDate = addDays(span.fromDate, span.days);
  const airs = new Set(swept.entries.filter(({ stretches }) => stretches.some(({ toMs }) => toMs > fromMs)).map(idOf));
  for (const pin of swept.pins) if (pin.atMs >= fromMs) airs.add(pin.planned.entry.id);
  return view.planned.flatMap((planned): ScheduleProblem[] => {
    const { entry, candidates } = planned;
    const entryId = entry.id;
    if (entry.untilDate !== null && entry.untilDate < span.fromDate) return [{ kind: "ended", entryId }];
    if ((playlists.get(entry.playlistId)?.length ?? 0) === 0) return [{ kind: "empty-playlist", entryId }];
    if (candidates.length === 0) return [{ kind: "nothing-approved", entryId }];
    const missing = missingLanguages(planned, view.mix, sources.fallbacks);
    // One that begins after the last day says nothing yet.
    if (airs.has(entryId) || entry.fromDate >= endDate) return missing;
    return [{ kind: hasExpired(planned, fromMs) ? "all-expired" : "never-open", entryId }, ...missing];
  });
}

function idOf({ planned }: { readonly planned: PlannedEntry }): string {
  return planned.entry.id;
}

/** No item of it can be on the air again: the last valid ones end before the entry is next open. */
function hasExpired({ candidates }: PlannedEntry, fromMs: number): boolean {
  return candidates.every(({ edition }) => edition.notAfterMs !== null && edition.notAfterMs <= fromMs);
}

function missingLanguages(
  { entry, items }: PlannedEntry,
  mix: ProblemInput["view"]["mix"],
  fallbacks: ProblemInput["sources"]["fallbacks"],
): ScheduleProblem[] {
  const present = new Set(items.map(({ edition }) => edition.language));
  // A section shows each story in one language, so it lacks none.
  if (entry.claim?.kind === "pinned") return [];
  return mix
    .filter(({ language }) => !present.has(language))
    .map(({ language }) => ({
      kind: "language-missing",
      screenId: NO_SCREEN,
      entryId: entry.id,
      language,
      shownIn: shownInstead(language, present, fallbacks),
    }));
}
