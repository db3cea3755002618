import type { BuiltLoop } from "../../../schemas/rules/loop-contract.ts";
import { carriedTimes } from "./carried-time.ts";
import type { CompileFrame } from "./compile-frame.ts";
import { type DueEvent, dueEvents } from "./due-events.ts";
import { LockedDebt } from "./locked-debt.ts";
import { LoopPlaces } from "./loop-places.ts";
import { rowOf, slotIndexIn, slotStartIn } from "./loop-row.ts";
import type { BoundKind } from "./screen-plan.ts";
import type { Pin } from "./section.ts";
import type { Run } from "./timeline.ts";

/** A stretch of the glass in which one loop, or one section, plays. */
export interface LaidPiece {
  readonly startMs: number;
  readonly endMs: number;
  readonly startBound: BoundKind;
  /** What is due then; a section interrupts it. */
  readonly run: Run;
  readonly pin: Pin | null;
  /** Of length 0 where nothing is on the air. */
  readonly loop: BuiltLoop;
  readonly phaseMs: number;
}

/** What stood in a section's way: another section, or an entry that has the glass alone. */
export interface PinClash {
  readonly winnerId: string;
  readonly loserId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface LaidTimeline {
  /** In order, without gap, from before the first date to the frame's end. */
  readonly pieces: readonly LaidPiece[];
  readonly clashes: readonly PinClash[];
  /** Sections that had nothing to show at their time. */
  readonly unfit: readonly Pin[];
}

export interface LayInput {
  readonly runs: readonly Run[];
  readonly pins: readonly Pin[];
  readonly frame: CompileFrame;
  readonly loopOf: (run: Run) => BuiltLoop;
  readonly sectionOf: (pin: Pin, run: Run, atMs: number) => BuiltLoop | undefined;
  /** Last instant (exclusive) at which an airing may be shown; null without end. */
  readonly validUntilOf: (airingSha256: string) => number | null;
}

/** A bare stretch counts on as if it were a loop of this length: the fallback that plays in it is not cut at midnight. */
export const BARE_LOOP_MS = 34_560_000_000;
/** A section that comes later than this has been in a clash. */
const LATE_MS = 5 * 60_000;

/**
 * Lays runs and sections on the glass. A soft bound falls on the end of the item that plays, if that item stays valid and
 * its rest takes no more than half of what comes next; a section waits for the end of a locked entry's item even where
 * its time is exact, and sections queue in the order of their times. A loop longer than
 * its stretch goes on, from a slot's start, where it stopped the time before, once locked entries had what such stretches
 * owe them; any other begins anew. A set that goes on
 * over midnight or over a week's end is one piece, so that nothing is cut there.
 */
export function layTimeline(input: LayInput): LaidTimeline {
  const { events, lost } = dueEvents(input.runs, input.pins, input.frame);
  const carried = carriedTimes(events, input.frame);
  const firstMs = input.frame.dates[0]?.startAtMs ?? input.frame.fromMs;
  const anchor = events.findLastIndex((event) => event.isAnchor && event.atMs <= firstMs);
  const glass = new Glass(input, events[anchor]);
  for (const [index, event] of events.entries()) if (index >= anchor) glass.take(event, carried[index] ?? 0);
  const missed = lost.map(({ pin, run }) => ({
    winnerId: run.set.airtime.shares.find(({ layer }) => layer === run.set.airtime.layer)?.entryId ?? "",
    loserId: pin.planned.entry.id,
    fromMs: pin.atMs,
    toMs: run.toMs,
  }));
  return { ...glass.finish(), clashes: [...missed, ...glass.clashes] };
}

class Glass {
  readonly clashes: PinClash[] = [];
  readonly #unfit: Pin[] = [];
  readonly #input: LayInput;
  readonly #pieces: LaidPiece[] = [];
  #debt = new LockedDebt();
  #places = new LoopPlaces();
  /** The newest anchor: what lies before it counts for nothing after it. */
  #countedFromMs = 0;
  /** How many pieces have been counted. */
  #counted = 0;
  /** End of the section that is on the glass or queued last. */
  #busyUntilMs = 0;

  /** Begins a moment before an event that depends on nothing before it; without one, at the frame's start. */
  constructor(input: LayInput, anchor: DueEvent | undefined) {
    this.#input = input;
    const run = anchor?.run ?? input.runs[0];
    const startMs = anchor === undefined ? input.frame.fromMs : anchor.atMs - 1;
    if (run !== undefined) this.#open(run, startMs, "soft", startMs);
  }

  take(event: DueEvent, carriedMs: number): void {
    if (event.isAnchor) {
      this.#debt = new LockedDebt();
      this.#places = new LoopPlaces();
      this.#countedFromMs = event.atMs;
    }
    if (event.kind === "settle") this.#settle(event);
    else if (event.kind === "pin" && event.pin !== null) this.#section(event, event.pin, carriedMs);
    else this.#set(event, carriedMs);
  }

  finish(): Pick<LaidTimeline, "pieces" | "unfit"> {
    this.#cutAt(this.#input.frame.untilMs);
    return { pieces: this.#pieces, unfit: this.#unfit };
  }

  #set(event: DueEvent, carriedMs: number): void {
    const startMs = this.#startOf(event, event.run.cutsSections);
    const bound = event.exact && startMs === event.atMs ? "exact" : "soft";
    this.#cutAt(startMs);
    this.#openDue(event, startMs, bound, carriedMs);
  }

  #section(event: DueEvent, pin: Pin, carriedMs: number): void {
    const startMs = this.#startOf(event, false);
    const loop = this.#input.sectionOf(pin, event.run, startMs);
    if (loop === undefined) {
      this.#unfit.push(pin);
      // The event may be the week's anchor: what is due begins anew at it, section or not.
      if (event.forced) this.#set({ ...event, kind: "set" }, carriedMs);
      return;
    }
    if (startMs > pin.atMs + LATE_MS) {
      const winnerId = this.#pieces.findLast((piece) => piece.pin !== null)?.pin?.planned.entry.id;
      const loserId = pin.planned.entry.id;
      if (winnerId !== undefined) this.clashes.push({ winnerId, loserId, fromMs: pin.atMs, toMs: startMs });
    }
    this.#cutAt(startMs);
    const startBound = startMs === pin.atMs && event.exact ? "exact" : "soft";
    this.#busyUntilMs = startMs + loop.lengthMs;
    this.#pieces.push({ startMs, endMs: this.#busyUntilMs, startBound, run: event.run, pin, loop, phaseMs: 0 });
    this.#openDue(event, this.#busyUntilMs, "soft", carriedMs);
  }

  /** Goes over to the position that hangs on the time alone, if it is not there. */
  #settle(event: DueEvent): void {
    const current = this.#pieces.at(-1);
    if (current === undefined || current.startMs > event.atMs) return;
    const lengthMs = cycleOf(current.loop);
    const isSettled = (event.atMs - current.startMs + current.phaseMs - event.atMs) % lengthMs === 0;
    if (isSettled) return;
    const startMs = event.atMs + this.#restAt(current, event.atMs);
    this.#cutAt(startMs);
    this.#open(event.run, startMs, "soft", startMs);
  }

  /** When the event takes the glass. */
  #startOf(event: DueEvent, cutsSection: boolean): number {
    const { kind, atMs, exact, forced, untilMs } = event;
    if (forced) {
      this.#busyUntilMs = Math.min(this.#busyUntilMs, atMs);
      return atMs;
    }
    if (cutsSection) this.#busyUntilMs = Math.min(this.#busyUntilMs, atMs);
    if (this.#busyUntilMs > atMs) return this.#busyUntilMs;
    const current = this.#pieces.at(-1);
    if (current === undefined) return atMs;
    const restMs = current.startMs < atMs ? this.#restAt(current, atMs) : 0;
    // A locked share comes before a section's time: sections every minute would cut each showing of a longer item.
    if (kind === "pin" && restMs > 0 && isLockedAt(current, atMs)) return atMs + restMs;
    if (exact) return atMs;
    if (current.startMs >= atMs) return current.startMs;
    return restMs <= (untilMs - atMs) / 2 ? atMs + restMs : atMs;
  }

  /** What is left of the item on the glass; 0 where none is, or it is not valid that long. */
  #restAt(piece: LaidPiece, atMs: number): number {
    const { loop } = piece;
    if (loop.lengthMs === 0) return 0;
    const row = rowOf(loop);
    const positionMs = (atMs - piece.startMs + piece.phaseMs) % loop.lengthMs;
    const index = slotIndexIn(row, positionMs);
    const slot = loop.slots[index];
    const doneMs = positionMs - (row.startsMs[index] ?? 0);
    if (slot === undefined || doneMs === 0) return 0;
    const restMs = slot.durationMs - doneMs;
    const validUntilMs = this.#input.validUntilOf(slot.key);
    return validUntilMs === null || validUntilMs >= atMs + restMs ? restMs : 0;
  }

  #phase({ run, atMs, untilMs }: DueEvent, carriedMs: number): number {
    const loop = this.#input.loopOf(run);
    if (loop.lengthMs <= untilMs - atMs) return 0;
    return slotStartIn(loop, carriedMs % loop.lengthMs);
  }

  /** Opens what is due. In a stretch that is shorter than its loop, a locked entry is first paid what it is owed. */
  #openDue(event: DueEvent, startMs: number, bound: BoundKind, carriedMs: number): void {
    const { run, untilMs } = event;
    const loop = this.#input.loopOf(run);
    this.#countUntil(startMs);
    const carried = this.#phase(event, carriedMs);
    const phaseMs = event.kind === "pin" ? this.#places.nextPhase(run.set, loop, carried) : carried;
    const lengthMs = untilMs - startMs;
    const isShort = lengthMs > 0 && loop.lengthMs > lengthMs && run.set.lockedIds.length > 0;
    const payment = isShort ? this.#debt.payment({ set: run.set, loop, phaseMs, lengthMs }) : undefined;
    const endMs = startMs + (payment?.lengthMs ?? 0);
    if (payment !== undefined) {
      this.#pieces.push({ startMs, endMs, startBound: bound, run, pin: null, loop: payment, phaseMs: 0 });
    }
    this.#open(run, endMs, payment === undefined ? bound : "soft", phaseMs);
  }

  #countUntil(atMs: number): void {
    for (; this.#counted < this.#pieces.length; this.#counted += 1) {
      const piece = this.#pieces[this.#counted];
      if (piece === undefined || piece.endMs > atMs) return;
      const { run, loop, phaseMs, pin, startMs } = piece;
      if (pin !== null || startMs < this.#countedFromMs) continue;
      const stretch = { set: run.set, loop, phaseMs, lengthMs: piece.endMs - startMs };
      this.#debt.count(stretch);
      // What a locked entry was paid is its own, beside the loop.
      if (this.#input.pins.length > 0 && loop === this.#input.loopOf(run)) this.#places.count(stretch);
    }
  }

  /** Ends what is on the glass at an instant; what was to come after it is dropped. */
  #cutAt(atMs: number): void {
    for (let last = this.#pieces.at(-1); last !== undefined && last.startMs >= atMs; last = this.#pieces.at(-1)) {
      this.#pieces.pop();
    }
    this.#counted = Math.min(this.#counted, this.#pieces.length);
    const last = this.#pieces.at(-1);
    if (last !== undefined && last.endMs > atMs) this.#pieces.splice(-1, 1, { ...last, endMs: atMs });
  }

  #open(run: Run, startMs: number, startBound: BoundKind, phaseMs: number): void {
    const loop = this.#input.loopOf(run);
    this.#pieces.push({
      startMs,
      endMs: Number.MAX_SAFE_INTEGER,
      startBound,
      run,
      pin: null,
      loop,
      phaseMs: phaseMs % cycleOf(loop),
    });
  }
}

/** Whether a locked entry has the glass. */
function isLockedAt({ loop, run, startMs, phaseMs }: LaidPiece, atMs: number): boolean {
  const slot = loop.slots[slotIndexIn(rowOf(loop), (atMs - startMs + phaseMs) % loop.lengthMs)];
  return slot !== undefined && run.set.lockedIds.includes(slot.entryId);
}

/** Length of a loop, and of the stretch that stands for one where there is none. */
export function cycleOf(loop: BuiltLoop): number {
  return loop.lengthMs === 0 ? BARE_LOOP_MS : loop.lengthMs;
}
