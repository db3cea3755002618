import type { Locale } from "../../messages/catalogue.ts";
import { languageName } from "./language-names.ts";
import { OPEN_WITHIN_DAYS } from "./lint-entries.ts";
import type { ProblemLine } from "./list-schedule-problems.ts";
import { placeWords } from "./place-words.ts";
import { Speaker } from "./speaker.ts";

const HOME_ZONE = "Asia/Ho_Chi_Minh";

/** One problem as a sentence and what to do as a label, in one language; times in the zone of its first screen. */
export function sayProblem(locale: Locale, line: ProblemLine): { sentence: string; fix: string } {
  const { problem, entries, screens, languages } = line;
  const speaker = new Speaker(locale, screens[0]?.timeZone ?? HOME_ZONE);
  const language = (index: number) => speaker.within(languageName(locale, languages, languages[index]?.language ?? ""));
  const bare = problem.kind === "language-missing" && problem.shownIn === null;
  const sentence = speaker.t(bare ? "problem.language-missing-bare" : `problem.${problem.kind}`, {
    place: placeWords(speaker, screens),
    entry: entries[0]?.name ?? "",
    other: problem.kind === "clash" ? (entries[1]?.name ?? "") : language(1),
    entries: speaker.list(entries.map(({ name }) => `“${name}”`)),
    language: language(0),
    languages: speaker.list(languages.map((_, index) => language(index))),
    ...figures(speaker, problem),
  });
  return { sentence, fix: speaker.t(`fix.${line.fix.verb}`) };
}

function figures(speaker: Speaker, problem: ProblemLine["problem"]): Record<string, string | number> {
  switch (problem.kind) {
    case "hole":
    case "clash":
      return { span: speaker.span(problem.fromMs, problem.toMs) };
    case "share-not-met":
      return { wanted: speaker.percent(problem.wantedPpm), held: speaker.percent(problem.heldPpm) };
    case "language-under-minimum":
      return { wanted: speaker.percent(problem.minimumPpm), held: speaker.percent(problem.heldPpm) };
    case "showings-not-met":
      return { n: problem.perHour, least: problem.least };
    case "spacing-not-met":
      return { n: problem.tooClose };
    case "partly-approved":
      return { n: problem.waiting, of: problem.of };
    case "does-not-fit":
      return { n: problem.airingSha256s.length };
    case "never-open":
      return { n: OPEN_WITHIN_DAYS };
    case "mix-conflict":
      return { excess: speaker.percent(problem.excessPpm) };
    case "uneven-hours":
      return { excess: speaker.percent(problem.worstHourPpm), length: speaker.length(problem.longestItemMs) };
    case "store-full":
      return { needed: speaker.size(problem.neededBytes), have: speaker.size(problem.storeBytes) };
    case "link-full":
      return { needed: speaker.size(problem.neededBytes), have: speaker.size(problem.monthlyBytes) };
    case "review-due":
      return { date: speaker.date(problem.reviewDate) };
    default:
      return {};
  }
}
