/** A word on what a player held: from this instant on this revision; 0: none. */
export interface HoldingSign {
  readonly atMs: number;
  readonly revision: number;
}

/** A player's service of a screen, and all it told in it; signs may come in any order. */
export interface ServedSigns {
  readonly fromMs: number;
  readonly toMs: number;
  readonly signs: readonly HoldingSign[];
}

/** A stretch in which a screen held one revision. */
export interface HeldSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly revision: number;
}

/**
 * What a screen held in `[fromMs, toMs)`, in order and without overlap. A revision is held from the first sign of it until
 * the first sign of another, however long the player is silent: nothing reaches it meanwhile. Before a player's first sign
 * nobody knows what it held, and no span says.
 */
export function heldSpans(services: readonly ServedSigns[], fromMs: number, toMs: number): HeldSpan[] {
  const ordered = [...services].sort((one, other) => one.fromMs - other.fromMs);
  const spans: HeldSpan[] = [];
  for (const [index, service] of ordered.entries()) {
    // Who begins to serve the screen later takes it over.
    const endMs = Math.min(toMs, service.toMs, ordered[index + 1]?.fromMs ?? toMs);
    const signs = [...service.signs].sort((one, other) => one.atMs - other.atMs);
    for (const [place, { atMs, revision }] of signs.entries()) {
      const startMs = Math.max(fromMs, service.fromMs, atMs);
      const untilMs = Math.min(endMs, signs[place + 1]?.atMs ?? endMs);
      if (revision > 0 && startMs < untilMs) add(spans, { fromMs: startMs, toMs: untilMs, revision });
    }
  }
  return spans;
}

function add(spans: HeldSpan[], span: HeldSpan): void {
  const last = spans.at(-1);
  if (last === undefined || last.revision !== span.revision || last.toMs !== span.fromMs) spans.push(span);
  else spans[spans.length - 1] = { ...last, toMs: span.toMs };
}
