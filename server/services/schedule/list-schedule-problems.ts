import type { Manifest } from "../../../schemas/manifest.ts";
import type { ScheduleProblem } from "../../../schemas/schedule-problem.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { unreadablePart } from "../manifests/unreadable-part.ts";
import { requireRole } from "../people/require-role.ts";
import { type LanguageName, languageNames } from "./language-names.ts";
import { lintBytes, readMonthlyBytes } from "./lint-bytes.ts";
import { lintEntries } from "./lint-entries.ts";
import {
  entriesOf,
  fixOf,
  languagesIn,
  type ProblemFix,
  type ProblemSeverity,
  severityOf,
  weightOf,
} from "./problem-facts.ts";
import { readPlans, type SchedulePlans, type ScreenPlace } from "./read-plans.ts";

/** One thing to decide before publishing. */
export interface ProblemLine {
  /** As it stands on the first of `screens`; on the others it is the same. */
  readonly problem: ScheduleProblem;
  readonly severity: ProblemSeverity;
  readonly fix: ProblemFix;
  /** By site and name; empty where it is a matter of the entry alone. */
  readonly screens: readonly ScreenPlace[];
  /** The one to mend first; of a missing language, all that lack it. */
  readonly entries: readonly { readonly entryId: string; readonly name: string }[];
  readonly languages: readonly LanguageName[];
}

/**
 * What stands against the schedule as it would be published now, with severity, place and a way to mend it. A problem
 * that many screens have alike is one line, and so is a language that many entries lack there. By severity, then kind, then place; the same schedule gives the same list.
 */
export async function listScheduleProblems(ctx: ServiceContext): Promise<ProblemLine[]> {
  requireRole(ctx, "editor", "approver", "administrator");
  const read = await readPlans(ctx, { draft: true });
  const monthlyBytes = await readMonthlyBytes(ctx);
  const problems = lintEntries(
    read,
    read.plans.map(({ screen }) => screen),
    ctx.now(),
  );
  for (const plan of read.plans) {
    problems.push(
      ...plan.problems,
      ...lintReadable(plan.manifest),
      ...(await lintBytes(ctx, plan.manifest, monthlyBytes)),
    );
  }
  const gathered = gather(withoutEchoes(problems));
  const names = await languageNames(
    ctx,
    gathered.flatMap(({ problem }) => languagesIn(problem)),
  );
  return gathered
    .map((one) => lineOf(one, read, names))
    .sort(
      (one, other) =>
        weightOf(one.problem) - weightOf(other.problem) ||
        compareText(placeOf(one), placeOf(other)) ||
        byText(one, other),
    );
}

function lintReadable(manifest: Manifest): ScheduleProblem[] {
  const part = unreadablePart(manifest);
  return part === null ? [] : [{ kind: "too-much", screenId: manifest.screenId, part }];
}

/** An entry that is over, empty or unheard is told as that alone, not once more by what follows from it. */
function withoutEchoes(problems: readonly ScheduleProblem[]): ScheduleProblem[] {
  const silent = new Set(
    problems.flatMap((problem) => (CAUSES.has(problem.kind) && "entryId" in problem ? [problem.entryId] : [])),
  );
  return problems.filter(
    (problem) => !(ECHOES.has(problem.kind) && "entryId" in problem && silent.has(problem.entryId)),
  );
}

const CAUSES = new Set<ScheduleProblem["kind"]>([
  "empty-playlist",
  "nothing-approved",
  "all-expired",
  "reaches-no-screen",
  "never-open",
  "ended",
]);
const ECHOES = new Set<ScheduleProblem["kind"]>([
  "partly-approved",
  "language-missing",
  "share-not-met",
  "showings-not-met",
]);

interface Gathered {
  readonly problem: ScheduleProblem;
  readonly screenIds: string[];
  readonly entryIds: string[];
}

/** Makes one of what is the same on many screens, and of a language that many entries lack on the same screens. */
function gather(problems: readonly ScheduleProblem[]): Gathered[] {
  const byScreens = join(
    problems.map((problem) => ({
      problem,
      screenIds: "screenId" in problem ? [problem.screenId] : [],
      entryIds: [...entriesOf(problem)],
    })),
    ({ problem }) => canonicalJson("screenId" in problem ? { ...problem, screenId: "" } : problem),
  );
  return join(byScreens, ({ problem, screenIds }) =>
    canonicalJson(
      problem.kind === "language-missing"
        ? { ...problem, entryId: "", screenId: screenIds.join(" ") }
        : { problem, screenIds },
    ),
  );
}

function join(all: readonly Gathered[], nameOf: (one: Gathered) => string): Gathered[] {
  const joined = new Map<string, Gathered>();
  for (const one of all) {
    const name = nameOf(one);
    const known = joined.get(name);
    joined.set(name, {
      problem: known?.problem ?? one.problem,
      screenIds: [...new Set([...(known?.screenIds ?? []), ...one.screenIds])].sort(),
      entryIds: [...new Set([...(known?.entryIds ?? []), ...one.entryIds])],
    });
  }
  return [...joined.values()];
}

function lineOf(gathered: Gathered, read: SchedulePlans, names: readonly LanguageName[]): ProblemLine {
  const { problem, screenIds, entryIds } = gathered;
  const { entries } = read.schedule;
  const entryOf = (entryId: string) => entries.find(({ id }) => id === entryId);
  const screens = screenIds.flatMap((screenId) => read.places.get(screenId) ?? []).sort(byPlace);
  return {
    problem: "screenId" in problem ? { ...problem, screenId: screens[0]?.screenId ?? problem.screenId } : problem,
    severity: severityOf(problem),
    fix: fixOf(problem, (entryId) => entryOf(entryId)?.playlistId ?? ""),
    screens,
    entries: entryIds.map((entryId) => ({ entryId, name: entryOf(entryId)?.name ?? "" })),
    languages: languagesIn(problem).flatMap((tag) => names.find(({ language }) => language === tag) ?? []),
  };
}

function byPlace(one: ScreenPlace, other: ScreenPlace): number {
  return compareText(nameOf(one), nameOf(other));
}

function placeOf({ screens }: ProblemLine): string {
  const [first] = screens;
  return first === undefined ? "" : nameOf(first);
}

function nameOf(place: ScreenPlace): string {
  return `${place.siteNames.vi} ${place.screenName} ${place.screenId}`;
}

function byText(one: ProblemLine, other: ProblemLine): number {
  const entry = (line: ProblemLine) => line.entries.map(({ name }) => name).join(" ");
  return compareText(entry(one), entry(other)) || (canonicalJson(one.problem) < canonicalJson(other.problem) ? -1 : 1);
}

function compareText(one: string, other: string): number {
  return one.localeCompare(other, "vi", { numeric: true });
}
