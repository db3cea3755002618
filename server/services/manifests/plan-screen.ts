import { compileAhead } from "./compile-ahead.ts";
import { CompileCache } from "./compile-cache.ts";
import type { CompileInput, CompileScreen, CompileSources } from "./compile-input.ts";
import { type CompileSpan, compiledViewOf, manifestOf } from "./compile-manifest.ts";
import type { CompiledView } from "./compiled-view.ts";
import type { LaidPiece } from "./lay-timeline.ts";
import { losersAt } from "./losers-at.ts";
import type { PlannedPiece, PlannedShare, ScreenPlan } from "./screen-plan.ts";

/**
 * Plans one screen and keeps the reasoning: the same manifest as `compileManifest`, and for any instant of its days what
 * is on the air, with how much, and why the rest is not. Pieces are worked out when asked for.
 */
export function planScreen(input: CompileInput, cache: CompileCache = new CompileCache()): ScreenPlan {
  return planOf(compiledViewOf(input, cache), input);
}

/** Plans screen after screen over the same sources; other work gets its turn meanwhile. */
export async function* planScreens(
  screens: readonly CompileScreen[],
  sources: CompileSources,
  spanOf: (screen: CompileScreen) => CompileSpan,
  cache: CompileCache,
): AsyncGenerator<ScreenPlan> {
  for await (const { screen, view } of compileAhead(screens, sources, spanOf, cache)) {
    yield planOf(view, { ...sources, ...spanOf(screen), screen, revision: 1 });
  }
}

function planOf(compiled: CompiledView, input: CompileInput): ScreenPlan {
  const { manifest, problems } = manifestOf(compiled, input.screen, 1);
  const { frame } = compiled.swept;
  const fromMs = frame.dates[0]?.startAtMs ?? frame.fromMs;
  const untilMs = frame.dates.at(-1)?.endAtMs ?? fromMs;
  const { pieces } = compiled.laid;
  const explain = (index: number, atMs: number) => plannedPiece(compiled, input, index, atMs);
  return {
    screen: input.screen,
    manifest,
    problems,
    fromMs,
    untilMs,
    pieceAt: (atMs) => (atMs < fromMs || atMs >= untilMs ? undefined : explain(indexAt(pieces, atMs), atMs)),
    piecesBetween: (startMs, endMs) => {
      const found: PlannedPiece[] = [];
      const lastMs = Math.min(endMs, untilMs);
      for (let atMs = Math.max(startMs, fromMs); atMs < lastMs; ) {
        const index = indexAt(pieces, atMs);
        const piece = explain(index, atMs);
        if (piece === undefined) break;
        found.push(piece);
        atMs = piece.endsAtMs;
      }
      return found;
    },
  };
}

/** Index of the piece on the glass at an instant; found by halving. */
function indexAt(pieces: readonly LaidPiece[], atMs: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.startMs ?? 0) <= atMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

function plannedPiece(
  compiled: CompiledView,
  input: CompileInput,
  index: number,
  atMs: number,
): PlannedPiece | undefined {
  const { laid, fallback } = compiled;
  const piece = laid.pieces[index];
  if (piece === undefined) return undefined;
  const { run, pin } = piece;
  const isBare = piece.loop.lengthMs === 0;
  const shares = sharesOf(piece);
  return {
    fromMs: pin?.atMs ?? run.fromMs,
    toMs: pin === null ? run.toMs : pin.atMs + piece.loop.lengthMs,
    startsAtMs: piece.startMs,
    endsAtMs: piece.endMs,
    startBound: piece.startBound,
    endBound: laid.pieces[index + 1]?.startBound ?? "exact",
    layer: isBare
      ? fallback.lengthMs > 0
        ? "fallback"
        : "slate"
      : pin !== null
        ? "campaign"
        : (run.set.airtime.layer ?? "fallback"),
    section: pin === null ? null : { entryId: pin.planned.entry.id, dueAtMs: pin.atMs },
    shares,
    losers: losersAt(compiled, input, piece, new Set(shares.map(({ entryId }) => entryId)), atMs),
    loop: isBare ? fallback : piece.loop,
    phaseMs: piece.phaseMs,
  };
}

function sharesOf({ run, pin, loop }: LaidPiece): PlannedShare[] {
  const settled = new Map(run.set.airtime.shares.map((share) => [share.entryId, share]));
  if (loop.lengthMs === 0) return [];
  return loop.certificate.entries.map((member): PlannedShare => {
    const share = settled.get(member.name);
    const isSection = member.name === pin?.planned.entry.id;
    return {
      entryId: member.name,
      layer: share?.layer ?? "campaign",
      claimedPpm: isSection ? null : (share?.claimedPpm ?? null),
      wantedPpm: pin === null ? (share?.sharePpm ?? member.wantedPpm) : member.wantedPpm,
      heldPpm: member.heldPpm,
      leastStartsPerHour: member.leastStartsPerHour,
      limit: isSection ? null : (share?.limit ?? null),
      airingSha256s: [
        ...new Set(loop.slots.flatMap((slot) => (slot.entryId === member.name ? [slot.key] : []))),
      ].sort(),
    };
  });
}
