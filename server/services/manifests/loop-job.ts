import { buildPlannedLoop, planLoop } from "../../../schemas/rules/build-loop.ts";
import type { BuiltLoop, LoopInput, LoopSlotPlan } from "../../../schemas/rules/loop-contract.ts";
import { sha256Hex } from "../../sha256.ts";
import { indexFormOf, knowIndexForm } from "./index-form.ts";

/** What a loop must fit into. */
export type LoopRoom = Pick<LoopInput, "segmentMs" | "maxCycleMs">;

/** Sets of entries whose loops are to be built, as plain data that another thread can be sent. */
export type LoopJob = readonly (Pick<LoopInput, "entries" | "languages"> & { readonly rooms: readonly LoopRoom[] })[];

/** A built loop without its slots' texts, which the asker has: each slot is the number of an item among all of the set. */
export interface PackedLoop extends Omit<BuiltLoop, "slots"> {
  readonly row: Int32Array;
  /** Its index form, the pairs by the same numbers. */
  readonly form: { readonly pairs: readonly number[]; readonly s: string };
}

/** By set of the job: its different loops, and by room which of them it is. */
export type LoopAnswer = readonly { readonly loops: readonly PackedLoop[]; readonly ofRoom: readonly number[] }[];

/** Builds the loops of a job. The same loops as `buildLoop` gives, wherever it runs. */
export function doLoopJob(job: LoopJob): LoopAnswer {
  return job.map((set) => {
    const planned = planLoop(set, sha256Hex);
    const known = new Map<string, BuiltLoop>();
    const built = set.rooms.map((room) => buildPlannedLoop(planned, room, sha256Hex, known));
    const loops = [...new Set(built)];
    return { loops: loops.map((loop) => packLoop(loop, set)), ofRoom: built.map((loop) => loops.indexOf(loop)) };
  });
}

function packLoop(loop: BuiltLoop, set: Pick<LoopInput, "entries">): PackedLoop {
  const numbers = new Map<string, number>();
  for (const [number, slot] of slotsOf(set).entries()) {
    const name = nameOf(slot);
    if (!numbers.has(name)) numbers.set(name, number);
  }
  const { slots, ...rest } = loop;
  const numberOf = new Map([...new Set(slots)].map((slot) => [slot, numbers.get(nameOf(slot)) ?? -1]));
  const row = new Int32Array(slots.length);
  for (const [index, slot] of slots.entries()) row[index] = numberOf.get(slot) ?? -1;
  const { pairs, s } = indexFormOf(loop);
  return { ...rest, row, form: { pairs: pairs.map((slot) => numberOf.get(slot) ?? -1), s } };
}

/** The loop that was packed; `undefined` when it is not of this set. */
export function unpackLoop({ row, form, ...rest }: PackedLoop, set: Pick<LoopInput, "entries">): BuiltLoop | undefined {
  const known = slotsOf(set);
  const slots = slotsAt(row, known);
  const pairs = slotsAt(form.pairs, known);
  if (slots.length !== row.length || pairs.length !== form.pairs.length) return undefined;
  const loop = { ...rest, slots };
  knowIndexForm(loop, { pairs, s: form.s });
  return loop;
}

function slotsAt(numbers: Iterable<number>, known: readonly LoopSlotPlan[]): LoopSlotPlan[] {
  const slots: LoopSlotPlan[] = [];
  for (const number of numbers) {
    const slot = known[number];
    if (slot !== undefined) slots.push(slot);
  }
  return slots;
}

/** A slot for each item of the set, in its order. */
function slotsOf({ entries }: Pick<LoopInput, "entries">): LoopSlotPlan[] {
  return entries.flatMap(({ entryId, items }) => items.map(({ key, durationMs }) => ({ entryId, key, durationMs })));
}

function nameOf({ entryId, key, durationMs }: LoopSlotPlan): string {
  return `${entryId} ${key} ${durationMs}`;
}
