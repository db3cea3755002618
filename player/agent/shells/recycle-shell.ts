import {
  type Glass,
  isSafeCut,
  judgeRenderer,
  newRenderer,
  notReplaced,
  type RecyclingState,
} from "../core/recycling.ts";
import type { Display } from "../ports/display.ts";
import type { Report } from "../ports/reporter.ts";

const LOOK_MS = 250;
/** A page behind has this long to come up and connect. */
const COME_UP_MS = 20_000;
/** It knows the program only from then on; this long it takes to have the item on the glass ready itself. */
const SETTLE_MS = 3_000;
const PATIENCE_MS = 600_000;
const PROOF_MS = 6_000;
const MOST_BETWEEN_READINGS_MS = 60_000;

export interface RecycleShellPorts {
  readonly display: Pick<Display, "rendererBytes" | "openBehind" | "drawBehind" | "exchange" | "closeBehind">;
  /** Monotonic. */
  readonly mono: () => number;
  readonly agentMs: () => number;
  /** What is on the glass; `null` for the slate. */
  readonly glass: () => Glass | null;
  readonly hub: { readonly ownPages: number; handOver(): boolean };
  /** Another page is on the glass now. */
  readonly onReplaced: () => void;
  /** Whether the page on the glass has proved that its picture moves. */
  readonly isProven: () => boolean;
  readonly oldestMs: number;
  readonly report: Report;
}

/**
 * Replaces the renderer before its memory or its age become a danger: a second page is prepared behind the one on the
 * glass and exchanged with it under a still picture; the old one goes only after the new one has proved itself.
 */
export class RecycleShell {
  readonly #ports: RecycleShellPorts;
  #state: RecyclingState;
  #timer: NodeJS.Timeout | undefined;
  #run = 0;
  #isBusy = false;
  #isExchanging = false;
  #count = 0;

  constructor(ports: RecycleShellPorts) {
    this.#ports = ports;
    this.#state = newRenderer(ports.mono());
  }

  /** Renderers replaced since the start. */
  get count(): number {
    return this.#count;
  }

  /** Whether the page that presents is just on its way to the glass. */
  get isExchanging(): boolean {
    return this.#isExchanging;
  }

  start(): void {
    const everyMs = Math.min(MOST_BETWEEN_READINGS_MS, this.#ports.oldestMs / 4);
    this.#timer = setInterval(() => {
      this.#look().catch((error: unknown) => this.#ports.report("recycle-trouble", { reason: String(error) }));
    }, everyMs);
  }

  /** The renderer is a new one anyway; what was under way is given up. */
  renewed(): void {
    this.#run += 1;
    this.#state = newRenderer(this.#ports.mono());
  }

  stop(): void {
    this.#run += 1;
    clearInterval(this.#timer);
  }

  /** One at a time: on a busy machine a look outlasts the time to the next one, and there is one page behind. */
  async #look(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      await this.#replaceWhenDue();
    } finally {
      this.#isBusy = false;
    }
  }

  async #replaceWhenDue(): Promise<void> {
    const { display, mono, isProven, oldestMs, report } = this.#ports;
    const { state, isDue } = judgeRenderer(this.#state, mono(), await display.rendererBytes(), oldestMs);
    this.#state = state;
    // A page that is still coming up must be the first to connect: the first one presents.
    if (!isDue || !isProven()) return;
    const run = this.#run;
    try {
      const isReplaced = await this.#replace(run);
      if (isReplaced) this.#count += 1;
      report(isReplaced ? "renderer-recycled" : "renderer-not-recycled");
      if (run !== this.#run) return;
      this.#state = isReplaced ? newRenderer(mono()) : notReplaced(this.#state, mono());
    } catch (error) {
      this.#state = notReplaced(this.#state, mono());
      throw error;
    } finally {
      await display.closeBehind();
    }
  }

  async #replace(run: number): Promise<boolean> {
    const { display, hub, mono, agentMs, glass, isProven } = this.#ports;
    await display.openBehind();
    if (!(await this.#until(run, COME_UP_MS, () => hub.ownPages > 1))) return false;
    const upSinceMs = mono();
    const isSafe = () => {
      const waitedMs = mono() - upSinceMs;
      return waitedMs >= SETTLE_MS && isSafeCut(glass(), agentMs(), waitedMs, PATIENCE_MS);
    };
    // Drawing takes a moment, in which the seam may have come too close; what moves is never twice the same.
    for (let isAlike = false; !isAlike || !isSafe(); ) {
      if (!(await this.#until(run, 2 * PATIENCE_MS, isSafe))) return false;
      const before = glass();
      const isSame = await display.drawBehind();
      isAlike = (isSame || mono() - upSinceMs >= PATIENCE_MS) && before?.startedAtMs === glass()?.startedAtMs;
    }
    if (run !== this.#run || !(await this.#exchange())) return false;
    if (await this.#until(run, PROOF_MS, isProven)) return true;
    if (run === this.#run) await this.#exchange();
    return false;
  }

  /** The page behind presents from now on, and is put on the glass. False when it is not connected. */
  async #exchange(): Promise<boolean> {
    const { display, hub, onReplaced } = this.#ports;
    this.#isExchanging = true;
    try {
      const isDone = await display.exchange(() => hub.handOver());
      if (isDone) onReplaced();
      return isDone;
    } finally {
      this.#isExchanging = false;
    }
  }

  /** False when it did not come about in time, or something else happened to the page meanwhile. */
  async #until(run: number, withinMs: number, isSo: () => boolean): Promise<boolean> {
    const { mono } = this.#ports;
    const untilMs = mono() + withinMs;
    while (run === this.#run && mono() < untilMs) {
      if (isSo()) return true;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return false;
  }
}
