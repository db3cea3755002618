import type { ItemKind } from "../../../schemas/airing-document.ts";
import type { Stand } from "../rail/frame-stands.ts";
import { Rail } from "../rail/rail.ts";
import type { FirstShowing } from "./first-showing.ts";
import { ImageSurface } from "./image-surface.ts";
import { SlideSurface } from "./slide-surface.ts";
import { hide } from "./stack-order.ts";
import type { Surface } from "./surface.ts";
import { VideoSurface } from "./video-surface.ts";

/** Two surfaces of each kind, one on the glass and one being made ready, and the rail for runs of video. */
export interface SurfacePool extends Readonly<Record<ItemKind, readonly [Surface, Surface]>> {
  readonly rail: Rail;
}

export interface PoolPorts {
  /** The agent's clock: a run of video keeps to the plan by it. */
  readonly nowMs: () => number;
  /** False while a preview stands still. */
  readonly mayPlay: () => boolean;
  /** Where a clip's picture is to stand still for long; by default nothing is known of any. */
  readonly standsOf?: (sha256: string) => readonly Stand[];
  /** On the glass already. */
  readonly first?: FirstShowing | undefined;
}

/** Makes all surfaces once and lays them, hidden, on the glass. */
export function createSurfacePool(glass: HTMLElement, ports: PoolPorts): SurfacePool {
  const { nowMs, mayPlay, standsOf = () => [], first } = ports;
  const clips = { mayPlay, standsOf };
  const pool: SurfacePool = {
    image: [new ImageSurface(first?.kind === "image" ? first : undefined), new ImageSurface()],
    video: [new VideoSurface(clips, first?.kind === "video" ? first : undefined), new VideoSurface(clips)],
    slide: [new SlideSurface(), new SlideSurface()],
    rail: new Rail({ nowMs }),
  };
  for (const { element } of [...pool.image, ...pool.video, ...pool.slide, pool.rail]) {
    if (element === first?.element) continue;
    hide(element);
    glass.append(element);
  }
  return pool;
}

/** Loudness of everything that sounds, 0 … 1. */
export function setVolume(pool: SurfacePool, volume: number): void {
  for (const surface of pool.video) surface.setVolume?.(volume);
  pool.rail.setVolume(volume);
}
