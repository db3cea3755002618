import { describe, expect, test } from "vitest";
import type { ScheduleProblem } from "../../../schemas/schedule-problem.ts";
import type { ProblemLine } from "./list-schedule-problems.ts";
import { fixOf, languagesIn, SEVERITIES, severityOf, weightOf } from "./problem-facts.ts";
import type { ScreenPlace } from "./read-plans.ts";
import { sayProblem } from "./say-problem.ts";

const idOf = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
const [screenId, entryId, other] = [idOf(1), idOf(2), idOf(3)];
const fromMs = Date.parse("2026-11-23T12:00:00+07:00");
const toMs = Date.parse("2026-11-23T13:30:00+07:00");

const ALL: readonly ScheduleProblem[] = [
  { kind: "too-much", screenId, part: "items" },
  { kind: "hole", screenId, fromMs, toMs },
  { kind: "clash", screenId, winnerId: other, loserId: entryId, fromMs, toMs },
  { kind: "locked-over-whole", screenId, entryIds: [entryId, other] },
  { kind: "shares-over-whole", screenId, entryIds: [entryId, other] },
  { kind: "share-not-met", screenId, entryId, wantedPpm: 350_000, heldPpm: 201_000 },
  { kind: "showings-not-met", screenId, entryId, perHour: 12, least: 9 },
  { kind: "language-under-minimum", screenId, language: "km", minimumPpm: 150_000, heldPpm: 80_000 },
  { kind: "store-full", screenId, neededBytes: 17_400_000_000, storeBytes: 16_000_000_000 },
  { kind: "empty-playlist", entryId },
  { kind: "nothing-approved", entryId },
  { kind: "all-expired", entryId },
  { kind: "reaches-no-screen", entryId },
  { kind: "never-open", entryId },
  { kind: "mix-conflict", screenId, entryIds: [entryId], languages: ["km", "vi"], excessPpm: 120_000 },
  { kind: "language-missing", screenId, entryId, language: "km", shownIn: "vi" },
  { kind: "language-missing", screenId, entryId, language: "km", shownIn: null },
  { kind: "partly-approved", entryId, waiting: 2, of: 5 },
  { kind: "does-not-fit", screenId, airingSha256s: ["a".repeat(64)] },
  { kind: "spacing-not-met", screenId, entryId, tooClose: 3 },
  { kind: "link-full", screenId, neededBytes: 31_000_000_000, monthlyBytes: 20_000_000_000 },
  { kind: "review-due", entryId, reviewDate: "2026-11-20" },
  { kind: "uneven-hours", screenId, language: "vi", worstHourPpm: 23_400, longestItemMs: 60_000 },
  { kind: "repeats", screenId, entryIds: [entryId] },
  { kind: "ended", entryId },
];

function place(number: number): ScreenPlace {
  return {
    screenId: idOf(number),
    screenName: `Màn ${number}`,
    siteId: idOf(900),
    siteNames: { vi: "Cửa khẩu Một", en: "Gate One" },
    timeZone: "Asia/Ho_Chi_Minh",
    siteScreens: 60,
  };
}

function lineOf(problem: ScheduleProblem, screens: readonly ScreenPlace[] = [place(1)]): ProblemLine {
  const names = { vi: ["tiếng Việt", "Vietnamese"], km: ["tiếng Khmer", "Khmer"] } as const;
  return {
    problem,
    severity: severityOf(problem),
    fix: fixOf(problem, () => idOf(50)),
    screens: "screenId" in problem ? screens : [],
    entries: [
      { entryId, name: "Nền cửa khẩu" },
      { entryId: other, name: "Diễn tập" },
    ],
    languages: languagesIn(problem).map((language) => {
      const [nameVi, nameEn] = names[language === "vi" ? "vi" : "km"];
      return { language, nameVi, nameEn };
    }),
  };
}

describe("a problem in words", () => {
  test("every kind has a sentence and a way to mend it in both languages, with every figure in place", () => {
    for (const problem of ALL) {
      for (const locale of ["vi", "en"] as const) {
        const { sentence, fix } = sayProblem(locale, lineOf(problem));
        expect(`${sentence} ${fix}`, problem.kind).not.toMatch(/[{}]|undefined|NaN/);
        expect(sentence.length, problem.kind).toBeGreaterThan(10);
      }
    }
  });

  test("names the place, the winner and the hours of a clash, in the gate's own time", () => {
    const clash = ALL.find(({ kind }) => kind === "clash") ?? ALL[0];
    if (clash === undefined) throw new Error("There is no clash.");
    expect(sayProblem("vi", lineOf(clash)).sentence).toBe(
      "Cửa khẩu Một, Màn 1: “Nền cửa khẩu” và “Diễn tập” cùng đòi cả màn hình 23/11 12:00–13:30; “Diễn tập” thắng",
    );
    expect(sayProblem("en", lineOf(clash)).fix).toBe("Move the entry that loses");
  });

  test("many screens of one site are a number, not a list", () => {
    const screens = Array.from({ length: 40 }, (_, index) => place(index + 1));
    const hole = ALL.find(({ kind }) => kind === "hole");
    if (hole === undefined) throw new Error("There is no hole.");
    expect(sayProblem("en", lineOf(hole, screens)).sentence).toBe(
      "Gate One, 40 screens: nothing is scheduled 23/11 12:00–13:30",
    );
  });

  test("what will not do what it says comes before warnings, and those before notes", () => {
    const sorted = ALL.toSorted((one, next) => weightOf(one) - weightOf(next)).map(severityOf);
    expect(sorted).toEqual(sorted.toSorted((one, next) => SEVERITIES.indexOf(one) - SEVERITIES.indexOf(next)));
    expect(new Set(sorted).size).toBe(3);
  });
});
