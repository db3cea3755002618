import type { ScheduleProblem } from "../../../schemas/schedule.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { momentOf } from "../parts/format.ts";
import type { View } from "../view.ts";
import type { ReadEntry } from "./reach.ts";

/** What stands against the schedule, as a sentence, and where to mend it. */
export function problemWords(
  view: View,
  problem: ScheduleProblem,
  known: { entries: readonly ReadEntry[]; screens: readonly ScreenView[] },
): { sentence: string; href: string } {
  const screen = "screenId" in problem ? known.screens.find((one) => one.screenId === problem.screenId) : undefined;
  const entryId = "entryId" in problem ? problem.entryId : "entryIds" in problem ? problem.entryIds[0] : undefined;
  const entry = known.entries.find((one) => one.id === entryId);
  const screenName = screen === undefined ? "" : `${screen.siteNames[view.locale]}, ${screen.name}`;
  const moment = (atMs: number) => momentOf(view, atMs, screen?.timeZone);
  const sentence = view.t(`schedule.problem.${problem.kind}`, {
    entry: entry?.name ?? "",
    screen: screenName,
    language: "language" in problem ? problem.language : "",
    count: "airingSha256s" in problem ? problem.airingSha256s.length : 0,
    from: "fromMs" in problem ? moment(problem.fromMs) : "",
    to: "toMs" in problem ? moment(problem.toMs) : "",
  });
  return { sentence, href: hrefOf(problem, entry) };
}

function hrefOf(problem: ScheduleProblem, entry: ReadEntry | undefined): string {
  if (problem.kind === "hole") return "/schedule/entries/new?layer=base";
  if (entry === undefined) return "/schedule";
  return problem.kind === "empty-playlist"
    ? `/schedule/playlists/${entry.playlistId}`
    : `/schedule/entries/${entry.id}`;
}
