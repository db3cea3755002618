import type { Loop, Manifest } from "../../../schemas/manifest.ts";
import { type LaidLoop, layLoop, loopOf, slotIndexAt } from "../../../schemas/rules/loop-slots.ts";
import { type SlotAnswer, slotAt } from "../../../schemas/rules/slot-at.ts";
import { addDays, civilAt, startOfDate } from "../../../schemas/rules/zoned-time.ts";

/** Milliseconds on the glass, by entry and by language; together with the slate's they make the whole stretch. */
export interface PlannedAirtime {
  readonly entries: ReadonlyMap<string, number>;
  readonly languages: ReadonlyMap<string, number>;
  readonly slateMs: number;
}

/** One segment of a manifest on the time line. */
export interface PlacedSegment {
  readonly startAtMs: number;
  readonly endAtMs: number;
  readonly loopId: string;
  readonly phaseMs: number;
}

/**
 * Airtime in `[fromMs, toMs)` as `slotAt` gives it, to the millisecond. Worked out by whole loops: a month costs no more
 * than its segments.
 */
export function airtimeBetween(manifest: Manifest, fromMs: number, toMs: number): PlannedAirtime {
  return tally(manifest, fromMs, toMs, (sums, laid, segment, atMs, untilMs) =>
    sums.addLoop(laid, atMs - segment.startAtMs + segment.phaseMs, untilMs - atMs),
  );
}

/**
 * Airtime in `[fromMs, toMs)` as the loops on air in it give it in the long run: free of the rounding that a short
 * stretch of a loop has, and so comparable between two loops. Fractions of a millisecond are kept.
 */
export function expectedAirtime(manifest: Manifest, fromMs: number, toMs: number): PlannedAirtime {
  return tally(manifest, fromMs, toMs, (sums, laid, segment, atMs, untilMs) =>
    sums.addRounds(loopSums(manifest, segment.loopId), (untilMs - atMs) / laid.lengthMs),
  );
}

function tally(
  manifest: Manifest,
  fromMs: number,
  toMs: number,
  addSteady: (sums: Tally, laid: LaidLoop, segment: PlacedSegment, fromMs: number, toMs: number) => void,
): PlannedAirtime {
  const sums = new Tally(manifest);
  for (let atMs = fromMs; atMs < toMs; ) {
    const segment = segmentAt(manifest, atMs);
    const untilMs = Math.min(segment?.endAtMs ?? slotAt(manifest, atMs).endsAtMs, toMs);
    const laid = segment === undefined ? undefined : steadyLoop(manifest, segment);
    if (segment === undefined || laid === undefined) walk(manifest, atMs, untilMs, (...part) => sums.add(...part));
    else addSteady(sums, laid, segment, atMs, untilMs);
    atMs = untilMs;
  }
  return sums;
}

/** Follows `slotAt` through `[fromMs, toMs)`; each answer comes once, cut to the stretch. */
export function walk(
  manifest: Manifest,
  fromMs: number,
  toMs: number,
  visit: (answer: SlotAnswer, fromMs: number, toMs: number) => void,
): void {
  for (let atMs = fromMs; atMs < toMs; ) {
    const answer = slotAt(manifest, atMs);
    visit(answer, atMs, Math.min(answer.endsAtMs, toMs));
    atMs = answer.endsAtMs;
  }
}

/** The segment that covers `atMs`, after the last day that of the weekly plan; `undefined` in a gap. */
export function segmentAt(manifest: Manifest, atMs: number): PlacedSegment | undefined {
  const day = dayAt(manifest, atMs);
  if (day === undefined) return undefined;
  for (const [fromMs, toMs, loopId, phaseMs] of manifest.dayPlans[day.planId] ?? []) {
    const startAtMs = day.startAtMs + fromMs;
    const endAtMs = Math.min(day.startAtMs + toMs, day.endAtMs);
    if (startAtMs <= atMs && atMs < endAtMs) return { startAtMs, endAtMs, loopId, phaseMs };
  }
  return undefined;
}

/** The day plan in force at `atMs` and the instants between which it is. */
function dayAt(manifest: Manifest, atMs: number): { startAtMs: number; endAtMs: number; planId: string } | undefined {
  const { days, timeZone } = manifest;
  let low = 0;
  let high = days.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const day = days[middle];
    if (day === undefined) return undefined;
    const [startAtMs, endAtMs, planId] = day;
    if (atMs < startAtMs) high = middle - 1;
    else if (atMs >= endAtMs) low = middle + 1;
    else return { startAtMs, endAtMs, planId };
  }
  if (atMs < (days.at(-1)?.[1] ?? 0)) return undefined;
  const civil = civilAt(atMs, timeZone);
  const endAtMs = startOfDate(addDays(civil.date, 1), timeZone);
  return { startAtMs: startOfDate(civil.date, timeZone), endAtMs, planId: manifest.weekly[civil.weekday] ?? "" };
}

/** The segment's loop; `undefined` for an empty one and when an item comes or goes inside the segment. */
export function steadyLoop(manifest: Manifest, segment: PlacedSegment): LaidLoop | undefined {
  const laid = layLoop(loopOf(manifest, segment.loopId), manifest.items);
  const { validFromMs, validUntilMs } = loopSums(manifest, segment.loopId);
  return laid.lengthMs > 0 && validFromMs <= segment.startAtMs && segment.endAtMs <= validUntilMs ? laid : undefined;
}

/** One round of a loop. */
export interface LoopSums {
  readonly entries: ReadonlyMap<string, number>;
  readonly languages: ReadonlyMap<string, number>;
  /** Between these all its items are valid. */
  readonly validFromMs: number;
  readonly validUntilMs: number;
}

const knownSums = new WeakMap<Loop, LoopSums>();

/** What one round of a loop gives each entry and language, in ms; remembered as long as the loop lives. */
export function loopSums(manifest: Manifest, loopId: string): LoopSums {
  const loop = loopOf(manifest, loopId);
  const known = knownSums.get(loop);
  if (known !== undefined) return known;
  const sums = {
    entries: new Map<string, number>(),
    languages: new Map<string, number>(),
    validFromMs: 0,
    validUntilMs: Number.MAX_SAFE_INTEGER,
  };
  for (const { itemIndex, entryIndex, startMs, endMs } of layLoop(loop, manifest.items).slots) {
    const item = manifest.items[itemIndex];
    grow(sums.entries, manifest.entries[entryIndex] ?? "", endMs - startMs);
    grow(sums.languages, item?.language ?? "", endMs - startMs);
    sums.validFromMs = Math.max(sums.validFromMs, item?.notBeforeMs ?? 0);
    sums.validUntilMs = Math.min(sums.validUntilMs, item?.notAfterMs ?? Number.MAX_SAFE_INTEGER);
  }
  knownSums.set(loop, sums);
  return sums;
}

class Tally implements PlannedAirtime {
  readonly entries = new Map<string, number>();
  readonly languages = new Map<string, number>();
  slateMs = 0;
  readonly #manifest: Manifest;

  constructor(manifest: Manifest) {
    this.#manifest = manifest;
  }

  add(answer: SlotAnswer, fromMs: number, toMs: number): void {
    if (answer.kind === "slate") this.slateMs += toMs - fromMs;
    else this.#give(answer.entryId, answer.item.language, toMs - fromMs);
  }

  /** `lengthMs` of the endless loop from `inLoopMs` on. */
  addLoop(laid: LaidLoop, inLoopMs: number, lengthMs: number): void {
    const rounds = Math.floor(lengthMs / laid.lengthMs);
    if (rounds > 0) for (const slot of laid.slots) this.#giveSlot(slot, rounds * (slot.endMs - slot.startMs));
    let restMs = lengthMs - rounds * laid.lengthMs;
    let atMs = inLoopMs % laid.lengthMs;
    for (let index = slotIndexAt(laid, atMs); restMs > 0; index = (index + 1) % laid.slots.length) {
      const slot = laid.slots[index];
      if (slot === undefined) return;
      const partMs = Math.min(restMs, slot.endMs - Math.max(atMs, slot.startMs));
      this.#giveSlot(slot, partMs);
      restMs -= partMs;
      atMs = slot.endMs % laid.lengthMs;
    }
  }

  addRounds(round: LoopSums, rounds: number): void {
    for (const [entryId, ms] of round.entries) grow(this.entries, entryId, ms * rounds);
    for (const [language, ms] of round.languages) grow(this.languages, language, ms * rounds);
  }

  #giveSlot(slot: LaidLoop["slots"][number], partMs: number): void {
    const { entries, items } = this.#manifest;
    this.#give(entries[slot.entryIndex] ?? "", items[slot.itemIndex]?.language ?? "", partMs);
  }

  #give(entryId: string, language: string, partMs: number): void {
    grow(this.entries, entryId, partMs);
    grow(this.languages, language, partMs);
  }
}

function grow(sums: Map<string, number>, name: string, byMs: number): void {
  sums.set(name, (sums.get(name) ?? 0) + byMs);
}
