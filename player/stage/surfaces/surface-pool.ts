import type { ItemKind } from "../../../schemas/airing-document.ts";
import { ImageSurface } from "./image-surface.ts";
import { SlideSurface } from "./slide-surface.ts";
import { hide } from "./stack-order.ts";
import type { Surface } from "./surface.ts";
import { VideoSurface } from "./video-surface.ts";

/** Two surfaces of each kind: one on the glass, one being made ready. */
export type SurfacePool = Readonly<Record<ItemKind, readonly [Surface, Surface]>>;

/** Makes all surfaces once and lays them, hidden, on the glass. */
export function createSurfacePool(glass: HTMLElement, mayPlay: () => boolean): SurfacePool {
  const pool: SurfacePool = {
    image: [new ImageSurface(), new ImageSurface()],
    video: [new VideoSurface(mayPlay), new VideoSurface(mayPlay)],
    slide: [new SlideSurface(), new SlideSurface()],
  };
  for (const surface of Object.values(pool).flat()) {
    hide(surface.element);
    glass.append(surface.element);
  }
  return pool;
}
