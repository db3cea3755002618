import type { Span } from "../../../schemas/rules/daypart-windows.ts";
import type { BuiltLoop } from "../../../schemas/rules/loop-contract.ts";
import type { CompileFrame } from "./compile-frame.ts";
import type { CompiledView } from "./compiled-view.ts";
import type { Stretch } from "./entry-stretches.ts";
import type { ActiveEntry, PlannedEntry, PlannedItem } from "./planned-entries.ts";
import { Remembered } from "./remembered.ts";
import type { Pin } from "./section.ts";
import type { SetPlan } from "./set-plan.ts";

/**
 * What compiling has worked out, by content: whatever two screens or two runs have in common is made once. It only saves
 * time: with it or without, the result is the same to the byte. What a whole run does not ask for is forgotten at the
 * end of the next, so that it holds about what the screens of now need.
 */
export class CompileCache {
  readonly frames = new Remembered<CompileFrame>();
  readonly planned = new Remembered<PlannedEntry>();
  readonly spans = new Remembered<readonly Span[]>();
  readonly stretches = new Remembered<readonly Stretch[]>();
  readonly pins = new Remembered<readonly Pin[]>();
  readonly sets = new Remembered<SetPlan>();
  readonly loops = new Remembered<BuiltLoop>();
  /** By id: sets that differ only in name share their loop. */
  readonly knownLoops = new Map<string, BuiltLoop>();
  readonly sections = new Remembered<{ readonly loop: BuiltLoop | undefined }>();
  readonly views = new Remembered<CompiledView>();
  readonly #actives = new Remembered<ActiveEntry>();
  readonly #numbers = new Remembered<number>();
  #lastNumber = 0;

  /** To be called after all screens in use have been compiled. */
  turn(): void {
    const all = [this.frames, this.planned, this.spans, this.stretches, this.pins, this.sets, this.loops];
    for (const kind of [...all, this.sections, this.views, this.#actives, this.#numbers]) kind.turn();
    this.knownLoops.clear();
  }

  /** How many different plans and loops have been asked for since the last turn. */
  sizes(): { views: number; loops: number } {
    return { views: this.views.size, loops: this.loops.size };
  }

  /** A short name for a long one: equal texts have equal numbers, as long as they are in use. */
  numberOf(text: string): number {
    return this.#numbers.get(text, () => this.#next());
  }

  readonly activeOf = (planned: PlannedEntry, items: readonly PlannedItem[]): ActiveEntry =>
    this.#actives.get(activeName(planned, items), () => ({ number: this.#next(), planned, items }));

  /** Numbers are never given twice, so that what was forgotten is not taken for something else. */
  #next(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }
}

function activeName(planned: PlannedEntry, items: readonly PlannedItem[]): string {
  if (items === planned.items) return `${planned.number}`;
  let next = 0;
  const chosen: number[] = [];
  for (const [index, item] of planned.candidates.entries()) {
    if (item !== items[next]) continue;
    chosen.push(index);
    next += 1;
  }
  return `${planned.number}:${chosen.join(",")}`;
}
