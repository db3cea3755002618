import { type PlaceTime, pinInstants } from "../../../schemas/rules/entry-spans.ts";
import { certifyLoop } from "../../../schemas/rules/loop-certificate.ts";
import type { BuiltLoop, LoopEntry, LoopSlotPlan } from "../../../schemas/rules/loop-contract.ts";
import { addDays } from "../../../schemas/rules/zoned-time.ts";
import { sha256Hex } from "../../sha256.ts";
import type { CompileFrame } from "./compile-frame.ts";
import { validThrough } from "./entry-stretches.ts";
import { chooseItems, type PlannedEntry } from "./planned-entries.ts";
import { longestBeside, type SetPlan } from "./set-plan.ts";

/** A section at one of its times. */
export interface Pin {
  readonly atMs: number;
  readonly planned: PlannedEntry;
  /** It cuts the item before it; otherwise it waits for that item's end. */
  readonly exact: boolean;
}

/** When a locked entry closes, and whether an item of it must be over by then or may end. */
export interface LockEnd {
  readonly atMs: number;
  readonly exact: boolean;
}

const WHOLE_PPM = 1_000_000;
/** Where locked shares leave less than this, a section would stretch without end. */
const LEAST_LEFT_PPM = 50_000;

/** All times of a section in the frame, in order. */
export function pinsOf(planned: PlannedEntry, place: PlaceTime, frame: CompileFrame): Pin[] {
  const { claim } = planned.entry;
  if (claim?.kind !== "pinned" || planned.candidates.length === 0) return [];
  const pins: Pin[] = [];
  for (let date = frame.firstDate; date <= frame.lastDate; date = addDays(date, 1)) {
    for (const atMs of pinInstants(planned.entry, claim.atLocal, place, date)) {
      if (atMs >= frame.fromMs && atMs < frame.untilMs) pins.push({ atMs, planned, exact: claim.exact });
    }
  }
  return pins;
}

/**
 * The section's playlist once, in its own order, from an instant on; between its items the locked shares of the set that
 * it interrupts keep theirs for as long as they are open (`lockEnds`, by entry). `undefined` when none of its items is valid that long, short enough beside those shares, or
 * has room left by them.
 */
export function buildSection(
  { planned }: Pin,
  set: SetPlan,
  atMs: number,
  lockEnds: ReadonlyMap<string, LockEnd> = new Map(),
): BuiltLoop | undefined {
  const locked = set.entries.filter((entry) => set.lockedIds.includes(entry.entryId));
  const leftPpm = WHOLE_PPM - locked.reduce((sum, entry) => sum + entry.sharePpm, 0);
  if (leftPpm < LEAST_LEFT_PPM) return undefined;
  const mostMs = longestBeside(set.open);
  const short = planned.candidates.filter(({ edition }) => edition.durationMs <= mostMs);
  const onceMs = chooseItems(planned, short).reduce((sum, { edition }) => sum + edition.durationMs, 0);
  const roundingMs = locked.reduce((sum, { items }) => sum + Math.max(...items.map((item) => item.durationMs)), 0);
  const longestMs = Math.ceil(((onceMs + roundingMs) * WHOLE_PPM) / leftPpm);
  const items = chooseItems(planned, validThrough(short, atMs, atMs + longestMs)).map(({ edition, position }) => ({
    key: edition.airingSha256,
    language: edition.language,
    durationMs: edition.durationMs,
    position,
  }));
  if (items.length === 0) return undefined;
  const own: LoopEntry = {
    entryId: planned.entry.id,
    sharePpm: leftPpm,
    items,
    spacingMs: null,
    order: "listed",
    minStartsPerHour: null,
  };
  const slots = interleave(own, locked, ({ entryId }, offsetMs, durationMs) => {
    const end = lockEnds.get(entryId);
    return end === undefined || atMs + offsetMs + (end.exact ? durationMs - 1 : 0) < end.atMs;
  });
  const lengthMs = slots.reduce((sum, slot) => sum + slot.durationMs, 0);
  const id = sha256Hex(`section ${slots.map((slot) => `${slot.entryId} ${slot.key} ${slot.durationMs}`).join("\n")}`);
  const input = { entries: [own, ...locked], languages: null, segmentMs: lengthMs, maxCycleMs: lengthMs };
  return { id: id.slice(0, 16), slots, lengthMs, certificate: certifyLoop(slots, input), leftOut: [] };
}

/**
 * After each item of the section, locked entries have at least their share of it so far, each through its items in turn.
 * Never less: a gate may have many short sections, and what each of them rounded off would add up to the whole share.
 */
function interleave(
  own: LoopEntry,
  locked: readonly LoopEntry[],
  mayBegin: (entry: LoopEntry, offsetMs: number, durationMs: number) => boolean,
): LoopSlotPlan[] {
  const slots: LoopSlotPlan[] = [];
  let lengthMs = 0;
  const add = (entryId: string, item: { key: string; durationMs: number }) => {
    slots.push({ entryId, key: item.key, durationMs: item.durationMs });
    lengthMs += item.durationMs;
  };
  const had = locked.map(() => ({ airtimeMs: 0, showings: 0 }));
  const owed = () => {
    for (const [index, entry] of locked.entries()) {
      const state = had[index];
      const item = entry.items[(state?.showings ?? 0) % entry.items.length];
      if (state === undefined || item === undefined || !mayBegin(entry, lengthMs, item.durationMs)) continue;
      if (entry.sharePpm * lengthMs > state.airtimeMs * WHOLE_PPM) return { entry, state, item };
    }
    return undefined;
  };
  for (const item of own.items) {
    add(own.entryId, item);
    for (let next = owed(); next !== undefined; next = owed()) {
      add(next.entry.entryId, next.item);
      next.state.airtimeMs += next.item.durationMs;
      next.state.showings += 1;
    }
  }
  return slots;
}
