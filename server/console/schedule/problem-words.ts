import type { ScheduleProblem } from "../../../schemas/schedule.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { momentOf } from "../parts/format.ts";
import type { View } from "../view.ts";
import type { ReadEntry } from "./reach.ts";

/** One line of the list: one problem, or the missing languages of one entry on one screen together. */
export interface ProblemLine {
  readonly kind: ScheduleProblem["kind"];
  readonly sentence: string;
  readonly href: string;
}

interface Known {
  readonly entries: readonly ReadEntry[];
  readonly screens: readonly ScreenView[];
  /** In the page's language, by tag. */
  readonly languageNames: ReadonlyMap<string, string>;
}

/** What stands against the schedule, a sentence each, and where to mend it; worst first. */
export function problemLines(view: View, problems: readonly ScheduleProblem[], known: Known): ProblemLine[] {
  const lines = gatherLanguages(problems).map((problem) => ({
    kind: problem.kind,
    ...problemWords(view, problem, known),
  }));
  return lines.sort((left, right) => WEIGHT.indexOf(left.kind) - WEIGHT.indexOf(right.kind));
}

const WEIGHT: readonly ScheduleProblem["kind"][] = [
  "hole",
  "nothing-approved",
  "empty-playlist",
  "reaches-no-screen",
  "does-not-fit",
  "shares-over-whole",
  "ended",
  "language-missing",
];

/** Five languages missing at one place are one thing to decide, not five. */
function gatherLanguages(problems: readonly ScheduleProblem[]): ScheduleProblem[] {
  const gathered = new Map<string, ScheduleProblem>();
  for (const [index, problem] of problems.entries()) {
    const isLanguage = problem.kind === "language-missing";
    const key = isLanguage ? `${problem.entryId} ${problem.screenId}` : String(index);
    const before = gathered.get(key);
    const isMore = isLanguage && before?.kind === "language-missing";
    gathered.set(key, isMore ? { ...problem, language: `${before.language}, ${problem.language}` } : problem);
  }
  return [...gathered.values()];
}

function problemWords(view: View, problem: ScheduleProblem, known: Known): { sentence: string; href: string } {
  const screen = "screenId" in problem ? known.screens.find((one) => one.screenId === problem.screenId) : undefined;
  const entryId = "entryId" in problem ? problem.entryId : "entryIds" in problem ? problem.entryIds[0] : undefined;
  const entry = known.entries.find((one) => one.id === entryId);
  const screenName = screen === undefined ? "" : `${screen.siteNames[view.locale]}, ${screen.name}`;
  const moment = (atMs: number) => momentOf(view, atMs, screen?.timeZone);
  const sentence = view.t(`schedule.problem.${problem.kind}`, {
    entry: entry?.name ?? "",
    screen: screenName,
    language: "language" in problem ? namesOf(problem.language, known) : "",
    count: "airingSha256s" in problem ? problem.airingSha256s.length : 0,
    from: "fromMs" in problem ? moment(problem.fromMs) : "",
    to: "toMs" in problem ? moment(problem.toMs) : "",
  });
  return { sentence, href: hrefOf(problem, entry) };
}

function hrefOf(problem: ScheduleProblem, entry: ReadEntry | undefined): string {
  if (problem.kind === "hole") return "/schedule/entries/new?layer=base";
  if (entry === undefined) return "/schedule";
  if (problem.kind === "language-missing" || problem.kind === "nothing-approved") return "/stories";
  return problem.kind === "empty-playlist"
    ? `/schedule/playlists/${entry.playlistId}`
    : `/schedule/entries/${entry.id}`;
}

function namesOf(tags: string, known: Known): string {
  return tags
    .split(", ")
    .map((tag) => known.languageNames.get(tag) ?? tag)
    .join(", ");
}
