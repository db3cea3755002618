import type { ScheduleProblem } from "../../../schemas/schedule-problem.ts";

/** `error`: a screen will not do what the schedule says. `warning`: it does, at a price. `note`: worth knowing. */
export type ProblemSeverity = "error" | "warning" | "note";

export const SEVERITIES: readonly ProblemSeverity[] = ["error", "warning", "note"];

/** Where a problem is mended; the console knows the page. */
export type FixTarget =
  | { readonly noun: "entry"; readonly entryId: string }
  | { readonly noun: "playlist"; readonly playlistId: string }
  | { readonly noun: "playlist-approvals"; readonly playlistId: string }
  | { readonly noun: "playlist-stories"; readonly playlistId: string; readonly language: string | null }
  | { readonly noun: "new-entry"; readonly screenId: string; readonly fromMs: number; readonly toMs: number }
  | { readonly noun: "site-languages"; readonly screenId: string }
  | { readonly noun: "screen"; readonly screenId: string };

/** What to do there; each has its words in the catalogue as `fix.<verb>`. */
export type FixVerb =
  | "add-stories"
  | "approve"
  | "add-edition"
  | "renew-content"
  | "change-target"
  | "change-dates"
  | "change-hours"
  | "review-entry"
  | "lower-shares"
  | "lower-claim"
  | "lower-spacing"
  | "shorten-items"
  | "change-mix"
  | "move-loser"
  | "fill-hole"
  | "take-out"
  | "free-store"
  | "spare-link";

export interface ProblemFix {
  readonly verb: FixVerb;
  readonly target: FixTarget;
}

type Kind = ScheduleProblem["kind"];
type Of<K extends Kind> = Extract<ScheduleProblem, { kind: K }>;
/** The playlist that an entry of the schedule plays. */
type PlaylistOf = (entryId: string) => string;

interface Facts<K extends Kind> {
  readonly severity: ProblemSeverity;
  readonly verb: FixVerb;
  readonly target: (problem: Of<K>, playlistOf: PlaylistOf) => FixTarget;
}

const entry = (entryId: string): FixTarget => ({ noun: "entry", entryId });
const ownEntry = (problem: { readonly entryId: string }): FixTarget => entry(problem.entryId);
/** The first by id: whoever mends it finds the others named in the sentence. */
const oneOf = (problem: { readonly entryIds: readonly string[] }): FixTarget => entry(problem.entryIds[0] ?? "");
const languagesOf = (problem: { readonly screenId: string }): FixTarget => ({
  noun: "site-languages",
  screenId: problem.screenId,
});
const ownScreen = (problem: { readonly screenId: string }): FixTarget => ({
  noun: "screen",
  screenId: problem.screenId,
});

/** One severity and one way to mend it for every kind, worst kinds first: lists of problems keep this order. */
const FACTS: { readonly [K in Kind]: Facts<K> } = {
  "too-much": { severity: "error", verb: "take-out", target: ownScreen },
  hole: {
    severity: "error",
    verb: "fill-hole",
    target: ({ screenId, fromMs, toMs }) => ({ noun: "new-entry", screenId, fromMs, toMs }),
  },
  clash: { severity: "error", verb: "move-loser", target: ({ loserId }) => entry(loserId) },
  "locked-over-whole": { severity: "error", verb: "lower-shares", target: oneOf },
  "shares-over-whole": { severity: "error", verb: "lower-shares", target: oneOf },
  "share-not-met": { severity: "error", verb: "lower-claim", target: ownEntry },
  "showings-not-met": { severity: "error", verb: "lower-claim", target: ownEntry },
  "store-full": { severity: "error", verb: "free-store", target: ownScreen },
  "empty-playlist": {
    severity: "error",
    verb: "add-stories",
    target: ({ entryId }, playlistOf) => ({ noun: "playlist", playlistId: playlistOf(entryId) }),
  },
  "nothing-approved": {
    severity: "error",
    verb: "approve",
    target: ({ entryId }, playlistOf) => ({ noun: "playlist-approvals", playlistId: playlistOf(entryId) }),
  },
  "all-expired": {
    severity: "error",
    verb: "renew-content",
    target: ({ entryId }, playlistOf) => ({ noun: "playlist", playlistId: playlistOf(entryId) }),
  },
  "reaches-no-screen": { severity: "error", verb: "change-target", target: ownEntry },
  "never-open": { severity: "error", verb: "change-hours", target: ownEntry },
  "language-under-minimum": { severity: "warning", verb: "change-mix", target: languagesOf },
  "mix-conflict": { severity: "warning", verb: "change-mix", target: languagesOf },
  "language-missing": {
    severity: "warning",
    verb: "add-edition",
    target: ({ entryId, language }, playlistOf) => ({
      noun: "playlist-stories",
      playlistId: playlistOf(entryId),
      language,
    }),
  },
  "partly-approved": {
    severity: "warning",
    verb: "approve",
    target: ({ entryId }, playlistOf) => ({ noun: "playlist-approvals", playlistId: playlistOf(entryId) }),
  },
  "does-not-fit": { severity: "warning", verb: "shorten-items", target: ownScreen },
  "spacing-not-met": { severity: "warning", verb: "lower-spacing", target: ownEntry },
  "link-full": { severity: "warning", verb: "spare-link", target: ownScreen },
  "review-due": { severity: "warning", verb: "review-entry", target: ownEntry },
  "uneven-hours": { severity: "note", verb: "shorten-items", target: languagesOf },
  repeats: { severity: "note", verb: "add-stories", target: oneOf },
  ended: { severity: "note", verb: "change-dates", target: ownEntry },
};

const KINDS = Object.keys(FACTS);

export function severityOf(problem: ScheduleProblem): ProblemSeverity {
  return FACTS[problem.kind].severity;
}

/** Place of a problem's kind among all, worst first. */
export function weightOf(problem: ScheduleProblem): number {
  return SEVERITIES.indexOf(severityOf(problem)) * KINDS.length + KINDS.indexOf(problem.kind);
}

export function fixOf(problem: ScheduleProblem, playlistOf: PlaylistOf): ProblemFix {
  const { verb, target } = factsOf(problem);
  return { verb, target: target(problem, playlistOf) };
}

/** The entries a problem names, the one to mend first. */
export function entriesOf(problem: ScheduleProblem): readonly string[] {
  if ("entryIds" in problem) return problem.entryIds;
  if (problem.kind === "clash") return [problem.loserId, problem.winnerId];
  return "entryId" in problem ? [problem.entryId] : [];
}

/** The languages a problem names. */
export function languagesIn(problem: ScheduleProblem): readonly string[] {
  if (problem.kind === "mix-conflict") return problem.languages;
  if (problem.kind === "language-missing") {
    return problem.shownIn === null ? [problem.language] : [problem.language, problem.shownIn];
  }
  return "language" in problem ? [problem.language] : [];
}

function factsOf<K extends Kind>(problem: Of<K>): Facts<K> {
  return FACTS[problem.kind as K];
}
