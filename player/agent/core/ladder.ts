import type { Manifest } from "../../../schemas/manifest.ts";
import { slotAt } from "../../../schemas/rules/slot-at.ts";
import { type PlannedSlot, planProgram, type Showable, SLOTS_AHEAD } from "./program.ts";
import type { DisplayMode } from "./watchdog-events.ts";

/** A hole this long is bridged by the next item; only a longer one is filled from further down the ladder. */
const NEXT_WITHIN_MS = 15_000;
const MAX_LOOKUPS = 48;
const DAY_MS = 86_400_000;
const FALLBACK_PLAN = "fallback";

/** The manifest that plays and the one that played before it, to go back to. */
export interface HeldManifests {
  readonly held: Manifest | null;
  readonly lastGood: Manifest | null;
}

/**
 * The next slots to be shown. As planned where that is possible; where nothing of the plan can be shown for long, what
 * the last good manifest has for the same time, else the plan's own fallback loop. Nothing at all is the built-in slate.
 * Where the plan itself wants the slate, nothing takes its place.
 */
export function planLadder(
  { held, lastGood }: HeldManifests,
  showable: Showable,
  atMs: number,
  stageLife: string,
): PlannedSlot[] {
  if (held === null) return [];
  const planned = planProgram(held, showable, atMs, stageLife);
  const nextAtMs = planned[0]?.stageSlot.startsAtMs ?? Number.POSITIVE_INFINITY;
  // Asked each second: how far the plan reaches is looked up only when there is a hole.
  if (nextAtMs - atMs <= NEXT_WITHIN_MS) return planned;
  const holeEndMs = Math.min(nextAtMs, wantedUntil(held, atMs));
  if (holeEndMs - atMs <= NEXT_WITHIN_MS) return planned;
  for (const manifest of [lastGood, fallbackOf(held, atMs)]) {
    if (manifest === null) continue;
    const found = planProgram(manifest, showable, atMs, stageLife);
    const filling = found
      .filter(({ stageSlot }) => stageSlot.startsAtMs < holeEndMs)
      .map((slot) => cut(slot, holeEndMs));
    const firstAtMs = filling[0]?.stageSlot.startsAtMs;
    if (firstAtMs === undefined || firstAtMs - atMs > NEXT_WITHIN_MS) continue;
    return [...filling, ...planned].slice(0, SLOTS_AHEAD);
  }
  return planned;
}

/** Until when the plan wants items without a break; `atMs` when it wants the slate now. */
function wantedUntil(manifest: Manifest, atMs: number): number {
  let lookAtMs = atMs;
  for (let lookups = 0; lookups < MAX_LOOKUPS; lookups += 1) {
    const answer = slotAt(manifest, lookAtMs);
    if (answer.kind === "slate") return lookAtMs;
    lookAtMs = answer.endsAtMs;
  }
  return lookAtMs;
}

function cut(slot: PlannedSlot, endsAtMs: number): PlannedSlot {
  const { stageSlot } = slot;
  return { ...slot, stageSlot: { ...stageSlot, endsAtMs: Math.min(stageSlot.endsAtMs, endsAtMs) } };
}

/** The same manifest as if its fallback loop were all it plans; `null` when that loop has nothing. */
function fallbackOf(manifest: Manifest, atMs: number): Manifest | null {
  if ((manifest.loops[manifest.fallback]?.s ?? "") === "") return null;
  const dayStartMs = Math.floor(atMs / DAY_MS) * DAY_MS;
  return {
    ...manifest,
    days: [0, 1].map((day) => [dayStartMs + day * DAY_MS, dayStartMs + (day + 1) * DAY_MS, FALLBACK_PLAN]),
    dayPlans: { [FALLBACK_PLAN]: [[0, DAY_MS, manifest.fallback, 0]] },
  };
}

const CRASHES_ALLOWED = 2;
const KEPT_AWAY_MS = 600_000;

/** Which items took their page down with them. */
export interface Blame {
  readonly onGlass: string | null;
  /** The item on the glass came back after it had lost a page. */
  readonly crashes: ReadonlyMap<string, { readonly count: number; readonly untilMonoMs: number }>;
}

export const NO_BLAME: Blame = { onGlass: null, crashes: new Map() };

/** Another item, or the slate, is on the glass; an item that was followed by another one did no harm this time. */
export function noteGlass(blame: Blame, airingSha256: string | null): Blame {
  if (airingSha256 === null) return blame;
  const { onGlass } = blame;
  const known = onGlass === null ? undefined : blame.crashes.get(onGlass);
  if (onGlass === null || onGlass === airingSha256 || known === undefined || known.count >= CRASHES_ALLOWED) {
    return { ...blame, onGlass: airingSha256 };
  }
  const crashes = new Map(blame.crashes);
  crashes.delete(onGlass);
  return { onGlass: airingSha256, crashes };
}

/**
 * The page was lost. Suspected are the item on the glass and the one that was being made ready; whatever is suspected
 * twice before it was shown whole is kept away for ten minutes.
 */
export function notePageLost(blame: Blame, next: string | null, monoMs: number): Blame {
  const suspects = new Set([blame.onGlass, next].filter((sha256) => sha256 !== null));
  const crashes = new Map(blame.crashes);
  for (const sha256 of suspects) {
    const count = (crashes.get(sha256)?.count ?? 0) + 1;
    crashes.set(sha256, { count, untilMonoMs: count >= CRASHES_ALLOWED ? monoMs + KEPT_AWAY_MS : 0 });
  }
  return { onGlass: null, crashes };
}

/** What of `showable` may be planned in this mode, without what keeps taking the page down. */
export function plannable(showable: Showable, mode: DisplayMode, blame: Blame, monoMs: number): Showable {
  if (mode === "slate") return new Map();
  return new Map(
    [...showable].filter(
      ([sha256, { document }]) =>
        (mode === "all" || document.kind === "image") && (blame.crashes.get(sha256)?.untilMonoMs ?? 0) <= monoMs,
    ),
  );
}
