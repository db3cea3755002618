import type { StageSlot } from "../../../schemas/stage-channel.ts";
import { loadFontsFor } from "../fonts/load-fonts.ts";
import { fitSlide } from "../templates/fit-slide.ts";
import { afterNextPaint } from "./next-paint.ts";
import { PrepareFailure, type Surface, type SurfaceEvents } from "./surface.ts";

/** Shows one slide, built from its template, with its fonts loaded and its fit proven before anybody sees it. */
export class SlideSurface implements Surface {
  readonly element = document.createElement("div");
  #frames = 0;
  #events: SurfaceEvents | undefined;

  constructor() {
    this.element.className = "surface";
    // A screen that is turned or plugged in while it runs: the same slide, laid out anew in the same frame.
    addEventListener("resize", () => this.#fitAgain());
  }

  async prepare(slot: StageSlot, _positionMs: number, events: SurfaceEvents, signal: AbortSignal): Promise<void> {
    this.#frames = 0;
    // It brings the schemas with it, which no start with a picture or a clip should wait for.
    const { renderSlide } = await import("../templates/render-slide.ts");
    if (signal.aborted) throw new PrepareFailure("released");
    const slide = renderSlide(slot.airing, slot.urls);
    if (slide === undefined) throw new PrepareFailure("template-unknown");
    this.element.replaceChildren(slide);
    await Promise.all([loadFontsFor(slide), ...[...slide.querySelectorAll("img")].map(decodePicture)]);
    if (signal.aborted) throw new PrepareFailure("released");
    if (!fitSlide(slide)) throw new PrepareFailure("overflow");
    this.#events = events;
  }

  start(): void {
    // A still has no clock.
  }

  onNextFrame(seen: () => void): void {
    afterNextPaint(() => {
      this.#frames += 1;
      seen();
    });
  }

  frames(): number {
    return this.#frames;
  }

  pulse(): void {
    afterNextPaint(() => {
      this.#frames += 1;
    });
  }

  release(): void {
    this.#events = undefined;
    this.element.replaceChildren();
  }

  #fitAgain(): void {
    const slide = this.element.firstElementChild;
    if (this.#events === undefined || !(slide instanceof HTMLElement)) return;
    if (!fitSlide(slide)) this.#events.onBroken("overflow");
  }
}

async function decodePicture(image: HTMLImageElement): Promise<void> {
  await image.decode().catch(() => {
    throw new PrepareFailure("picture-not-decodable");
  });
}
