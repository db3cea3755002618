import type { LanguageShare } from "../../../schemas/language-mix.ts";
import type { BuiltLoop, LoopEntry } from "../../../schemas/rules/loop-contract.ts";
import type { ScheduleProblem } from "../../../schemas/schedule-problem.ts";
import { NO_SCREEN } from "./problem-input.ts";
import type { SetPlan } from "./set-plan.ts";

/** An hour of a language may be this far from its share before it is told. */
const UNEVEN_PPM = 20_000;
/** Differences a loop's rounding makes are not told: this of the whole, and this part of the share. */
const ROUNDING_PPM = 5_000;
const ROUNDING_PART = 0.05;
/** What cannot be placed as wished is told from here on. */
const CONFLICT_PPM = 5_000;

const screenId = NO_SCREEN;

/** A set that plays, with the loop that was built for it. */
export interface SetLoop {
  readonly set: SetPlan;
  readonly loop: BuiltLoop;
}

/** What stands against sets of entries and their loops, each complaint once, at its worst. */
export function setProblems(
  sets: readonly SetPlan[],
  loops: readonly SetLoop[],
  mix: readonly LanguageShare[],
  unfit: readonly string[],
): ScheduleProblem[] {
  const worst = new Worst();
  const tooLong = new Set(unfit);
  for (const set of new Set(sets)) {
    const { overWhole, lockedOverWhole } = set.airtime;
    if (overWhole.length > 0) worst.add({ kind: "shares-over-whole", screenId, entryIds: [...overWhole] }, 0);
    if (lockedOverWhole.length > 0)
      worst.add({ kind: "locked-over-whole", screenId, entryIds: [...lockedOverWhole] }, 0);
    for (const key of set.tooLong) tooLong.add(key);
  }
  for (const one of loops) {
    for (const key of one.loop.leftOut) tooLong.add(key);
    addShares(worst, one);
    addLanguages(worst, one, mix);
    addOrder(worst, one);
  }
  if (tooLong.size > 0) worst.add({ kind: "does-not-fit", screenId, airingSha256s: [...tooLong].sort() }, 0);
  return worst.list();
}

/** Keeps, of complaints about the same thing, the worst. */
class Worst {
  readonly #found = new Map<string, { problem: ScheduleProblem; badness: number }>();

  add(problem: ScheduleProblem, badness: number): void {
    const name = [
      problem.kind,
      "entryId" in problem ? problem.entryId : "",
      "language" in problem ? problem.language : "",
      "entryIds" in problem ? problem.entryIds.join(" ") : "",
    ].join("|");
    const before = this.#found.get(name);
    if (before === undefined || badness > before.badness) this.#found.set(name, { problem, badness });
  }

  list(): ScheduleProblem[] {
    return [...this.#found.entries()]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, { problem }]) => problem);
  }
}

function addShares(worst: Worst, { set, loop }: SetLoop): void {
  for (const share of set.airtime.shares) {
    const member = loop.certificate.entries.find(({ name }) => name === share.entryId);
    const entry = set.open.find(({ planned }) => planned.entry.id === share.entryId)?.planned.entry;
    if (member === undefined || entry === undefined) continue;
    const { entryId, claimedPpm } = share;
    const { heldPpm, leastStartsPerHour } = member;
    // A cap that gave way is told as a share that is above what was wanted.
    const wantedPpm = share.limit === "cap-yielded" ? entry.capPpm : entry.claim?.kind === "share" ? claimedPpm : null;
    if (wantedPpm !== null && share.limit !== "scaled") {
      const offPpm = share.limit === "cap-yielded" ? heldPpm - wantedPpm : wantedPpm - heldPpm;
      if (offPpm > ROUNDING_PPM + ROUNDING_PART * wantedPpm)
        worst.add({ kind: "share-not-met", screenId, entryId, wantedPpm, heldPpm }, offPpm);
    }
    if (entry.claim?.kind === "showings" && leastStartsPerHour < entry.claim.perHour) {
      const { perHour } = entry.claim;
      worst.add(
        { kind: "showings-not-met", screenId, entryId, perHour, least: leastStartsPerHour },
        perHour - leastStartsPerHour,
      );
    }
  }
}

function addLanguages(worst: Worst, { loop }: SetLoop, mix: readonly LanguageShare[]): void {
  // A site without a mix of its own has been promised none.
  if (mix.length === 0) return;
  const { conflict, languages, longestItemMs } = loop.certificate;
  if (conflict !== null && conflict.excessPpm >= CONFLICT_PPM) {
    const { excessPpm } = conflict;
    const entryIds = [...conflict.entryIds];
    worst.add({ kind: "mix-conflict", screenId, entryIds, languages: [...conflict.languages], excessPpm }, excessPpm);
  }
  for (const { language, minimumPpm } of mix) {
    const heldPpm = languages.find(({ name }) => name === language)?.heldPpm ?? 0;
    if (minimumPpm - heldPpm > ROUNDING_PPM)
      worst.add({ kind: "language-under-minimum", screenId, language, minimumPpm, heldPpm }, minimumPpm - heldPpm);
  }
  for (const { name: language, worstHourPpm } of languages) {
    if (worstHourPpm > UNEVEN_PPM)
      worst.add({ kind: "uneven-hours", screenId, language, worstHourPpm, longestItemMs }, worstHourPpm);
  }
}

function addOrder(worst: Worst, { set, loop }: SetLoop): void {
  const { repeats, tooClose } = loop.certificate;
  if (repeats > 0) worst.add({ kind: "repeats", screenId, entryIds: repeatedIn(loop) }, repeats);
  if (tooClose === 0) return;
  for (const entry of set.entries) {
    const count = tooCloseIn(loop, entry);
    if (count > 0) worst.add({ kind: "spacing-not-met", screenId, entryId: entry.entryId, tooClose: count }, count);
  }
}

/** The entries of which an item follows itself, the seam included. */
function repeatedIn({ slots }: BuiltLoop): string[] {
  const entryIds = new Set<string>();
  for (const [index, slot] of slots.entries()) {
    if (slots[(index + 1) % slots.length]?.key === slot.key) entryIds.add(slot.entryId);
  }
  return [...entryIds].sort();
}

/** Showings of an entry's items that come sooner after the last than it asks, the seam included. */
function tooCloseIn({ slots, lengthMs }: BuiltLoop, { entryId, spacingMs }: LoopEntry): number {
  if (spacingMs === null) return 0;
  const lastEnds = new Map<string, number>();
  let count = 0;
  for (let round = 0; round < 2; round += 1) {
    let atMs = round * lengthMs;
    for (const slot of slots) {
      const endedMs = slot.entryId === entryId ? lastEnds.get(slot.key) : undefined;
      if (round === 1 && endedMs !== undefined && atMs - endedMs < spacingMs) count += 1;
      atMs += slot.durationMs;
      if (slot.entryId === entryId) lastEnds.set(slot.key, atMs);
    }
  }
  return count;
}
