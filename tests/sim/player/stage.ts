import type { z } from "zod";
import type { StageSlot, StageToAgent } from "../../../schemas/stage-channel.ts";
import type { SimTimer } from "../engine/event-queue.ts";
import type { SimWorld } from "../engine/world.ts";

const BEAT_MS = 1_000;

type Evidence = z.infer<typeof StageToAgent>;

/** What really happens on the glass; only the checker hears of it. */
export interface GlassWatcher {
  shown(slot: StageSlot): void;
  /** `isSeen` is false when nobody could tell the agent. */
  gone(why: "planned" | "replaced" | "dead"): void;
}

export interface StagePorts {
  readonly tell: (message: Evidence) => void;
  readonly watcher: GlassWatcher;
  /** Agent time now, as the page believes: its own clock beside the last word of the agent. */
  readonly agentMs: () => number;
  readonly trueDelayMs: (delayMs: number) => number;
}

/**
 * The page: shows each slot of its list at its start, takes away what the list no longer names, and says what it did.
 * It can hang (the picture stays, nothing is said) and it can die (the picture is gone).
 */
export class SimStage {
  isHung = false;
  #isDead = false;
  #slots: readonly StageSlot[] = [];
  #current: StageSlot | null = null;
  #frames = 0;
  #toldAtMs = 0;
  #next: SimTimer | null = null;
  readonly #world: SimWorld;
  readonly #ports: StagePorts;

  constructor(world: SimWorld, ports: StagePorts) {
    this.#world = world;
    this.#ports = ports;
  }

  get current(): StageSlot | null {
    return this.#current;
  }

  take(slots: readonly StageSlot[]): void {
    if (this.#isDead || this.isHung) return;
    this.#slots = slots;
    this.#look();
  }

  /** What a page says each second; told when somebody is about to look and has not heard it in the last one. */
  beat(): void {
    const { nowMs } = this.#world;
    if (this.#isDead || this.isHung || nowMs - this.#toldAtMs < BEAT_MS) return;
    this.#toldAtMs = nowMs;
    this.#frames += 1;
    this.#ports.tell({ type: "heartbeat", key: this.#current?.key ?? null, frames: this.#frames });
  }

  hang(): void {
    this.beat();
    this.isHung = true;
    this.#cancel();
  }

  die(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    this.#cancel();
    if (this.#current !== null) this.#ports.watcher.gone("dead");
    this.#current = null;
  }

  #look(): void {
    this.#cancel();
    const nowMs = this.#ports.agentMs();
    const due = this.#slots.find((slot) => slot.startsAtMs <= nowMs && nowMs < slot.endsAtMs);
    const named = this.#slots.find((slot) => slot.key === this.#current?.key);
    if (due !== undefined && due.key !== this.#current?.key) this.#show(due);
    else if (this.#current !== null && due === undefined) this.#remove(named === undefined ? "replaced" : "planned");
    const boundaries = this.#slots.flatMap((slot) => [slot.startsAtMs, slot.endsAtMs]).filter((atMs) => atMs > nowMs);
    if (boundaries.length === 0) return;
    const delayMs = this.#ports.trueDelayMs(Math.min(...boundaries) - nowMs);
    this.#next = this.#world.after(delayMs + this.#world.random.between(0, 16), () => this.#look());
  }

  #show(slot: StageSlot): void {
    this.beat();
    const before = this.#current;
    if (before !== null) this.#ports.watcher.gone("planned");
    this.#current = slot;
    this.#frames += 1;
    this.#ports.watcher.shown(slot);
    this.#ports.tell({ type: "shown", key: slot.key, frames: this.#frames });
    if (before !== null) {
      this.#ports.tell({ type: "removed", key: before.key, frames: this.#frames, reason: "planned" });
    }
  }

  #remove(reason: "planned" | "replaced"): void {
    const before = this.#current;
    if (before === null) return;
    this.beat();
    this.#current = null;
    this.#ports.watcher.gone(reason);
    this.#ports.tell({ type: "removed", key: before.key, frames: this.#frames, reason });
  }

  #cancel(): void {
    if (this.#next !== null) this.#next.run = null;
    this.#next = null;
  }
}
