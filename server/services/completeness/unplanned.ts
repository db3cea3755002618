import type { Manifest } from "../../../schemas/manifest.ts";
import type { Span } from "../../../schemas/rules/daypart-windows.ts";
import { slotAt } from "../../../schemas/rules/slot-at.ts";
import { segmentAt, steadyLoop, walk } from "../schedule/planned-airtime.ts";
import { intersectSpans, spanSet } from "./span-sets.ts";

/** A manifest and the time in which it was the screen's newest. */
export interface InForce {
  readonly manifest: Manifest;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The instants of `asked` at which the manifest in force shows nothing but the slate. */
export function unplannedSpans(inForce: readonly InForce[], asked: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const { manifest, fromMs, toMs } of inForce) {
    for (const [startMs, endMs] of intersectSpans(spanSet(asked), [[fromMs, toMs]])) {
      found.push(...slateIn(manifest, startMs, endMs));
    }
  }
  return spanSet(found);
}

/** By whole segments where nothing but items is in one; slot by slot elsewhere. */
function slateIn(manifest: Manifest, fromMs: number, toMs: number): Span[] {
  const found: Span[] = [];
  for (let atMs = fromMs; atMs < toMs; ) {
    const segment = segmentAt(manifest, atMs);
    const untilMs = Math.min(segment?.endAtMs ?? slotAt(manifest, atMs).endsAtMs, toMs);
    if (segment === undefined || steadyLoop(manifest, segment) === undefined) {
      walk(manifest, atMs, untilMs, ({ kind }, startMs, endMs) => {
        if (kind === "slate") found.push([startMs, endMs]);
      });
    }
    atMs = untilMs;
  }
  return found;
}
