import { addDays, civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../../context.ts";
import { mayChange } from "../../services/schedule/entry-rights.ts";
import type { DaypartView } from "../../services/schedule/list-dayparts.ts";
import type { ProblemLine } from "../../services/schedule/list-schedule-problems.ts";
import { type FixTarget, SEVERITIES } from "../../services/schedule/problem-facts.ts";
import type { ScheduleView } from "../../services/schedule/read-schedule.ts";
import { sayProblem } from "../../services/schedule/say-problem.ts";
import { timeOf } from "../parts/format.ts";
import type { View } from "../view.ts";
import { type DateWindows, type Extension, extensionOver, withoutClash } from "./decide-windows.ts";
import { placeTimes } from "./entry-reading.ts";
import { problemsOn } from "./timeline-data.ts";
import type { TimelineQuery } from "./timeline-query.ts";
import type { TimelineScreen } from "./timeline-screens.ts";

/** One thing to decide: its sentence, where it is mended, and what one press can do. */
export interface Decision {
  readonly line: ProblemLine;
  readonly sentence: string;
  /** How often the same hole comes again on other dates. */
  readonly repeats: number;
  readonly fix: { readonly label: string; readonly href: string };
  /** A clash: the loser gives way on that date. */
  readonly accept: (DateWindows & { readonly entryId: string; readonly basis: number; readonly name: string }) | null;
  /** A hole: the base before it goes on. */
  readonly extend: Extension | null;
}

/** What stands against the schedule, the chosen date first; notes last. */
export async function decisionsOf(
  ctx: ServiceContext,
  view: View,
  query: TimelineQuery,
  problems: readonly ProblemLine[],
  known: {
    readonly screens: readonly TimelineScreen[];
    readonly schedule: ScheduleView;
    readonly dayparts: readonly DaypartView[];
  },
): Promise<Decision[]> {
  const timesOf = await placeTimes(ctx, query.today, known.dayparts);
  const onDate = new Set(problemsOn(problems, query.date, null));
  const weight = (line: ProblemLine) => SEVERITIES.indexOf(line.severity) * 2 + (onDate.has(line) ? 0 : 1);
  const entries = known.schedule.entries.filter((entry) => mayChange(ctx.actor, entry));
  return withRepeats([...problems].sort((one, other) => weight(one) - weight(other))).map(({ line, repeats }) => {
    const { sentence, fix } = sayProblem(view.locale, line);
    const screen = known.screens.find(({ compile }) => compile.screenId === line.screens[0]?.screenId);
    const { problem } = line;
    const decision = { line, repeats, sentence, fix: { label: fix, href: fixHref(line.fix.target, known.screens) } };
    if (screen === undefined) return { ...decision, accept: null, extend: null };
    const { facts, hours, timeZone } = screen.compile;
    const names = { name: screen.screen.name, clusterName: "", siteName: "" };
    const place = timesOf({ facts, hours, timeZone, ...names });
    if (problem.kind === "clash") {
      const loser = entries.find(({ id }) => id === problem.loserId);
      const rest = loser === undefined ? null : withoutClash(loser, place, problem);
      if (loser === undefined || rest === null) return { ...decision, accept: null, extend: null };
      const { id: entryId, updatedAtMs: basis, name } = loser;
      return { ...decision, accept: { ...rest, entryId, basis, name }, extend: null };
    }
    const extend = problem.kind === "hole" ? extensionOver(entries, facts, place, problem) : null;
    return { ...decision, accept: null, extend };
  });
}

/** The same hours empty on the same screens on other dates are one thing to decide. */
function withRepeats(lines: readonly ProblemLine[]): { line: ProblemLine; repeats: number }[] {
  const told = new Map<string, { line: ProblemLine; repeats: number }>();
  for (const [index, line] of lines.entries()) {
    const { problem, screens } = line;
    const zone = screens[0]?.timeZone;
    const places = screens.map(({ screenId }) => screenId).join(" ");
    const name =
      problem.kind === "hole" && problem.toMs - problem.fromMs < DAY_MS
        ? `${places} ${timeOf(problem.fromMs, zone)} ${timeOf(problem.toMs, zone)}`
        : String(index);
    const before = told.get(name);
    if (before === undefined) told.set(name, { line, repeats: 0 });
    else before.repeats += 1;
  }
  return [...told.values()];
}

const DAY_MS = 86_400_000;

/** The page on which a problem is mended. */
export function fixHref(target: FixTarget, screens: readonly TimelineScreen[]): string {
  const placeOf = (screenId: string) => screens.find(({ compile }) => compile.screenId === screenId)?.compile;
  switch (target.noun) {
    case "entry":
      return `/schedule/entries/${target.entryId}`;
    case "playlist":
      return `/schedule/playlists/${target.playlistId}`;
    case "playlist-approvals":
      return "/approval";
    case "playlist-stories":
      return "/stories";
    case "site-languages":
      return `/sites/${placeOf(target.screenId)?.siteId ?? ""}/languages`;
    case "screen":
      return `/screens/${target.screenId}`;
    case "new-entry":
      return newEntryHref(target, placeOf(target.screenId)?.timeZone);
  }
}

/** A base entry for the screen; with the hole's own hours where it lies within a day. */
function newEntryHref(target: Extract<FixTarget, { noun: "new-entry" }>, timeZone: string | undefined): string {
  const { screenId, fromMs, toMs } = target;
  const [from, last] = [civilAt(fromMs, timeZone ?? "UTC"), civilAt(toMs - 1, timeZone ?? "UTC")];
  const asked = new URLSearchParams({ layer: "base", screen: screenId, date: from.date });
  if (last.date <= addDays(from.date, 1) && toMs - fromMs < 86_400_000) {
    const until = timeOf(toMs, timeZone);
    asked.set("from", timeOf(fromMs, timeZone));
    asked.set("until", until === "00:00" ? "24:00" : until);
  }
  return `/schedule/entries/new?${asked}`;
}
