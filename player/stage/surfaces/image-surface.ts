import type { StageSlot } from "../../../schemas/stage-channel.ts";
import type { FirstShowing } from "./first-showing.ts";
import { afterNextPaint } from "./next-paint.ts";
import { PrepareFailure, type Surface } from "./surface.ts";

/** Shows one picture whole, on stone. */
export class ImageSurface implements Surface {
  readonly element: HTMLElement;
  readonly #image: HTMLImageElement;
  /** The rendition that it came with. */
  #given: string | undefined;
  #frames = 0;

  constructor(first?: FirstShowing & { readonly kind: "image" }) {
    this.element = first?.element ?? document.createElement("div");
    this.#image = first?.media ?? document.createElement("img");
    this.#given = first?.sha256;
    this.element.className = "surface media";
    this.#image.alt = "";
    this.#image.decoding = "sync";
    this.element.append(this.#image);
  }

  async prepare(slot: StageSlot): Promise<void> {
    const rendition = slot.airing.renditions.find((one) => one.role === "main");
    const url = rendition === undefined ? undefined : slot.urls[rendition.sha256];
    if (url === undefined) throw new PrepareFailure("no-rendition");
    this.#frames = 0;
    this.element.lang = slot.airing.language;
    if (rendition?.sha256 !== this.#given) this.#image.src = url;
    this.#given = undefined;
    await this.#image.decode().catch((cause: unknown) => {
      throw new PrepareFailure(cause instanceof DOMException ? "image-not-decodable" : "image-error");
    });
    if (this.#image.naturalWidth === 0) throw new PrepareFailure("image-empty");
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
    this.#image.removeAttribute("src");
  }
}
