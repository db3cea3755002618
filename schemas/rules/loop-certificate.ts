import type { LoopCertificate, LoopInput, LoopMember, LoopSlotPlan } from "./loop-contract.ts";
import { type LanePlan, planLanes } from "./loop-lanes.ts";
import { findNearestMix, type NearestMix } from "./loop-mix.ts";
import { countRepeats } from "./loop-repeats.ts";

const HOUR_MS = 3_600_000;
const PPM = 1_000_000;

/**
 * Measures a finished row of slots against what was asked, for a loop that goes round and round. The row is all it
 * believes: how it came about plays no part.
 */
export function certifyLoop(slots: readonly LoopSlotPlan[], input: LoopInput): LoopCertificate {
  const plan = planLanes(input);
  return certifySlots(slots, plan, findNearestMix(plan));
}

/** `certifyLoop` for a caller that has the plan of the input, and its nearest mix, at hand. */
export function certifySlots(slots: readonly LoopSlotPlan[], plan: LanePlan, mix: NearestMix): LoopCertificate {
  const { repeats, unavoidableRepeats } = countRepeats(slots);
  const row = rowOf(slots, plan);
  const entries = plan.entries.map(({ entryId }, index) =>
    measure(entryId, showingsOf(row, row.entryOf, index), row, plan.entryShares[index], plan.entryShares[index]),
  );
  const languages = plan.languages.map((language, index) =>
    measure(language, showingsOf(row, row.languageOf, index), row, plan.languageShares[index], mix.shares[index]),
  );
  return {
    longestItemMs: row.longestItemMs,
    bound: [...entries, ...languages].reduce((most, member) => Math.max(most, member.bound), 0),
    entries,
    languages,
    conflict: mix.conflict,
    repeats,
    unavoidableRepeats,
    tooClose: plan.entries.reduce((sum, entry) => sum + countTooClose(slots, entry.entryId, entry.spacingMs), 0),
  };
}

/** The slots by number: which entry and which language each of them shows; -1 for what is not of the plan. */
interface Row {
  readonly lengthMs: number;
  readonly longestItemMs: number;
  readonly durationsMs: Float64Array;
  readonly entryOf: Int32Array;
  readonly languageOf: Int32Array;
}

function rowOf(slots: readonly LoopSlotPlan[], plan: LanePlan): Row {
  const languageIndex = new Map(plan.languages.map((language, index) => [language, index]));
  const known = new Map(
    plan.entries.map(({ entryId, items }, entry) => [
      entryId,
      { entry, languages: new Map(items.map(({ key, language }) => [key, languageIndex.get(language) ?? -1])) },
    ]),
  );
  const durationsMs = new Float64Array(slots.length);
  const entryOf = new Int32Array(slots.length);
  const languageOf = new Int32Array(slots.length);
  let lengthMs = 0;
  let longestItemMs = 0;
  for (let slot = 0; slot < slots.length; slot += 1) {
    const { entryId, key, durationMs } = slots[slot] as LoopSlotPlan;
    const shown = known.get(entryId);
    durationsMs[slot] = durationMs;
    entryOf[slot] = shown?.entry ?? -1;
    languageOf[slot] = shown?.languages.get(key) ?? -1;
    lengthMs += durationMs;
    longestItemMs = Math.max(longestItemMs, durationMs);
  }
  return { lengthMs, longestItemMs, durationsMs, entryOf, languageOf };
}

/** Showings of one member: start and end of each, and its airtime before each and in all. */
interface Showings {
  readonly startsMs: Float64Array;
  readonly endsMs: Float64Array;
  readonly beforeMs: Float64Array;
  readonly totalMs: number;
}

function showingsOf({ durationsMs }: Row, memberOf: Int32Array, member: number): Showings {
  let count = 0;
  for (let slot = 0; slot < memberOf.length; slot += 1) if (memberOf[slot] === member) count += 1;
  const startsMs = new Float64Array(count);
  const endsMs = new Float64Array(count);
  const beforeMs = new Float64Array(count);
  let [next, atMs, totalMs] = [0, 0, 0];
  for (let slot = 0; slot < memberOf.length; slot += 1) {
    const durationMs = durationsMs[slot] as number;
    if (memberOf[slot] === member) {
      startsMs[next] = atMs;
      endsMs[next] = atMs + durationMs;
      beforeMs[next] = totalMs;
      totalMs += durationMs;
      next += 1;
    }
    atMs += durationMs;
  }
  return { startsMs, endsMs, beforeMs, totalMs };
}

function measure(
  name: string,
  showings: Showings,
  { lengthMs, longestItemMs }: Row,
  wanted = 0,
  nearest = 0,
): LoopMember {
  return {
    name,
    wantedPpm: Math.round(wanted * PPM),
    nearestPpm: Math.round(nearest * PPM),
    heldPpm: lengthMs === 0 ? 0 : Math.round((showings.totalMs * PPM) / lengthMs),
    ...measureDeviation(showings, lengthMs, Math.max(1, longestItemMs)),
    worstHourPpm: worstHourPpm(showings, lengthMs, nearest),
    leastStartsPerHour: leastStartsPerHour(showings.startsMs, lengthMs),
    longestGapMs: longestGapMs(showings.startsMs, lengthMs),
  };
}

/**
 * Between boundaries a member's deviation is linear: it is lowest right before a showing and highest right after one.
 * Multiplied by the loop's length every term is a whole number, so nothing is lost to rounding.
 */
function measureDeviation(showings: Showings, lengthMs: number, longestMs: number): { bound: number; range: number } {
  const { startsMs, endsMs, beforeMs, totalMs } = showings;
  let [lowest, highest] = [0, 0];
  for (let index = 0; index < startsMs.length; index += 1) {
    const startMs = startsMs[index] as number;
    const hadMs = beforeMs[index] as number;
    const endMs = endsMs[index] as number;
    lowest = Math.min(lowest, hadMs * lengthMs - totalMs * startMs);
    highest = Math.max(highest, (hadMs + endMs - startMs) * lengthMs - totalMs * endMs);
  }
  const scale = Math.max(1, lengthMs * longestMs);
  return { bound: Math.max(-lowest, highest) / scale, range: (highest - lowest) / scale };
}

/** The extremes of a sliding hour lie where one of its ends meets an end of a showing. */
function worstHourPpm(showings: Showings, lengthMs: number, nearest: number): number {
  if (lengthMs === 0) return 0;
  const hours = Math.ceil(HOUR_MS / lengthMs);
  const backMs = hours * lengthMs - HOUR_MS;
  const [ahead, behind] = [new Airtime(showings, lengthMs), new Airtime(showings, lengthMs)];
  let mostMs = ahead.until(HOUR_MS);
  let leastMs = mostMs;
  const look = (edgeMs: number, hadMs: number) => {
    // The hour that begins at the edge, and the one that ends there.
    const nextMs = ahead.until(edgeMs + HOUR_MS) - hadMs;
    const lastMs = hadMs + hours * showings.totalMs - behind.until(edgeMs + backMs);
    mostMs = Math.max(mostMs, nextMs, lastMs);
    leastMs = Math.min(leastMs, nextMs, lastMs);
  };
  for (let index = 0; index < showings.startsMs.length; index += 1) {
    const startMs = showings.startsMs[index] as number;
    const endMs = showings.endsMs[index] as number;
    const hadMs = showings.beforeMs[index] as number;
    look(startMs, hadMs);
    look(endMs, hadMs + endMs - startMs);
  }
  const worstMs = Math.max(Math.abs(mostMs - nearest * HOUR_MS), Math.abs(leastMs - nearest * HOUR_MS));
  return Math.round((worstMs * PPM) / HOUR_MS);
}

/** Airtime of a member in the endless loop. It keeps its place, so ask for instants in order: each is then soon found. */
class Airtime {
  private readonly showings: Showings;
  private readonly lengthMs: number;
  /** How many showings have begun at `restMs` of a round. */
  private begun = 0;
  private restMs = 0;

  constructor(showings: Showings, lengthMs: number) {
    this.showings = showings;
    this.lengthMs = lengthMs;
  }

  /** Airtime in `[0, untilMs)`. */
  until(untilMs: number): number {
    const { startsMs, endsMs, beforeMs, totalMs } = this.showings;
    const rounds = Math.floor(untilMs / this.lengthMs);
    const restMs = untilMs - rounds * this.lengthMs;
    if (restMs < this.restMs) this.begun = 0;
    this.restMs = restMs;
    while (this.begun < startsMs.length && (startsMs[this.begun] as number) <= restMs) this.begun += 1;
    if (this.begun === 0) return rounds * totalMs;
    const last = this.begun - 1;
    const cutMs = Math.min(restMs, endsMs[last] as number) - (startsMs[last] as number);
    return rounds * totalMs + (beforeMs[last] as number) + cutMs;
  }
}

/** The hour with fewest starts begins right after one. */
function leastStartsPerHour(startsMs: Float64Array, lengthMs: number): number {
  if (startsMs.length === 0) return 0;
  const wholeRounds = Math.floor(HOUR_MS / lengthMs);
  const restMs = HOUR_MS - wholeRounds * lengthMs;
  let least = Number.MAX_SAFE_INTEGER;
  // First start that comes later than the rest of an hour after this one; counted on over the seam.
  let next = 0;
  for (let index = 0; index < startsMs.length; index += 1) {
    const untilMs = (startsMs[index] as number) + restMs;
    while (next < 2 * startsMs.length && startAt(startsMs, next, lengthMs) <= untilMs) next += 1;
    least = Math.min(least, next - index - 1);
  }
  return least + wholeRounds * startsMs.length;
}

function startAt(startsMs: Float64Array, turn: number, lengthMs: number): number {
  return turn < startsMs.length ? (startsMs[turn] as number) : (startsMs[turn - startsMs.length] as number) + lengthMs;
}

/** A member that never starts has the whole loop as its gap. */
function longestGapMs(startsMs: Float64Array, lengthMs: number): number {
  if (startsMs.length === 0) return lengthMs;
  const lastMs = (startsMs.at(-1) ?? 0) - lengthMs;
  return startsMs.reduce((most, startMs, index) => Math.max(most, startMs - (startsMs[index - 1] ?? lastMs)), 0);
}

/** Showings of the entry that begin sooner than `spacingMs` after the same item of the entry ended, seam included. */
function countTooClose(slots: readonly LoopSlotPlan[], entryId: string, spacingMs: number | null): number {
  if (spacingMs === null) return 0;
  const showings = new Map<string, { firstMs: number; endedMs: number }>();
  let tooClose = 0;
  let atMs = 0;
  for (const slot of slots) {
    if (slot.entryId === entryId) {
      const before = showings.get(slot.key);
      if (before !== undefined && atMs - before.endedMs < spacingMs) tooClose += 1;
      showings.set(slot.key, { firstMs: before?.firstMs ?? atMs, endedMs: atMs + slot.durationMs });
    }
    atMs += slot.durationMs;
  }
  for (const { firstMs, endedMs } of showings.values()) if (atMs + firstMs - endedMs < spacingMs) tooClose += 1;
  return tooClose;
}
