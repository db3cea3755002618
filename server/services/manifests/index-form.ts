import type { BuiltLoop, LoopSlotPlan } from "../../../schemas/rules/loop-contract.ts";

/** A loop as a manifest writes it, but for what its pairs are called there. */
export interface IndexForm {
  /** Each entry with each item that the loop shows of it, once. */
  readonly pairs: readonly LoopSlotPlan[];
  /** Positions in `pairs`. */
  readonly s: string;
}

const known = new WeakMap<BuiltLoop, IndexForm>();

/**
 * A loop's own part of its index form, worked out once: only what the positions point at differs between manifests.
 * Pairs stand in the order of items, not of showing: an ascending list takes a fourth of the room once compressed.
 */
export function indexFormOf(loop: BuiltLoop): IndexForm {
  const before = known.get(loop);
  if (before !== undefined) return before;
  // Showings of one item are mostly one object, so few names are made for many slots.
  const nameOf = new Map<LoopSlotPlan, string>();
  for (const slot of loop.slots) if (!nameOf.has(slot)) nameOf.set(slot, `${slot.key} ${slot.entryId}`);
  const distinct = new Map([...nameOf].map(([slot, name]) => [name, slot]));
  const names = [...distinct.keys()].sort();
  const placeOf = new Map(names.map((name, place) => [name, String(place)]));
  const textOf = new Map([...nameOf].map(([slot, name]) => [slot, placeOf.get(name) ?? ""]));
  const form = {
    pairs: names.flatMap((name) => distinct.get(name) ?? []),
    s: loop.slots.map((slot) => textOf.get(slot)).join(" "),
  };
  known.set(loop, form);
  return form;
}

/** Takes the form of a loop from where it was worked out. */
export function knowIndexForm(loop: BuiltLoop, form: IndexForm): void {
  known.set(loop, form);
}
