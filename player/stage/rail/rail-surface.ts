import type { StageSlot } from "../../../schemas/stage-channel.ts";
import { afterNextPaint } from "../surfaces/next-paint.ts";
import type { Surface, SurfaceEvents } from "../surfaces/surface.ts";
import type { Rail, Seat } from "./rail.ts";

/** One clip's seat on the rail, used like any other surface; made for each clip, without an element of its own. */
export class RailSurface implements Surface {
  readonly element: HTMLElement;
  readonly #rail: Rail;
  #seat: Seat | undefined;

  constructor(rail: Rail) {
    this.#rail = rail;
    this.element = rail.element;
  }

  prepare(slot: StageSlot, positionMs: number, events: SurfaceEvents, signal: AbortSignal): Promise<void> {
    return this.#rail.take(slot, positionMs, events, signal, (seat) => {
      this.#seat = seat;
    });
  }

  start(): void {
    this.#rail.start();
  }

  onNextFrame(seen: () => void): void {
    if (this.#seat === undefined || !this.#rail.isMoving) afterNextPaint(seen);
    else this.#rail.watchFor(this.#seat, seen);
  }

  frames(): number {
    return this.#seat?.frames ?? 0;
  }

  pulse(): void {
    if (this.#rail.isMoving) this.#rail.pulse();
    else if (this.#seat !== undefined) this.#standStill(this.#seat);
  }

  release(): void {
    if (this.#seat !== undefined) this.#rail.leave(this.#seat);
    this.#seat = undefined;
  }

  /** Its last frame stands, as a still does: what is counted is that the page still presents it. */
  #standStill(seat: Seat): void {
    afterNextPaint(() => {
      seat.frames += 1;
    });
  }
}
