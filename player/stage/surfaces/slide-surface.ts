import type { StageSlot } from "../../../schemas/stage-channel.ts";
import { loadFontsFor } from "../fonts/load-fonts.ts";
import { fitSlide } from "../templates/fit-slide.ts";
import { renderSlide } from "../templates/render-slide.ts";
import { afterNextPaint } from "./next-paint.ts";
import { PrepareFailure, type Surface } from "./surface.ts";

/** Shows one slide, built from its template, with its fonts loaded and its fit proven before anybody sees it. */
export class SlideSurface implements Surface {
  readonly element = document.createElement("div");
  #frames = 0;

  constructor() {
    this.element.className = "surface";
  }

  async prepare(slot: StageSlot, _positionMs: number, _events: unknown, signal: AbortSignal): Promise<void> {
    this.#frames = 0;
    const slide = renderSlide(slot.airing, slot.urls);
    if (slide === undefined) throw new PrepareFailure("template-unknown");
    this.element.replaceChildren(slide);
    await Promise.all([loadFontsFor(slide), ...[...slide.querySelectorAll("img")].map(decodePicture)]);
    if (signal.aborted) throw new PrepareFailure("released");
    if (!fitSlide(slide)) throw new PrepareFailure("overflow");
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
    this.element.replaceChildren();
  }
}

async function decodePicture(image: HTMLImageElement): Promise<void> {
  await image.decode().catch(() => {
    throw new PrepareFailure("picture-not-decodable");
  });
}
