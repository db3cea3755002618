import type { ProofMark } from "../../services/ledger/read-proof-marks.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";

export type LightName = "alive" | "right" | "proof";
export type LightState = "good" | "half" | "bad" | "unknown";
export type ThreeLights = Readonly<Record<LightName, LightState>>;

/** A heartbeat comes every 30 s: two missed are wavering, five minutes are silence. */
export const WAVERING_AFTER_MS = 75_000;
export const SILENT_AFTER_MS = 300_000;

/** Closed plays may wait for the next batch; past this they are late. */
export const PROOF_LATE_AFTER_MS = 600_000;

/**
 * The three lights of a screen. They answer three questions and never lend each other their answer: a silent player
 * leaves "right thing" unknown, not green.
 */
export function lightsOf(screen: ScreenView, proof: ProofMark | undefined, nowMs: number): ThreeLights {
  const alive = aliveLight(screen, nowMs);
  return { alive, right: rightLight(screen, alive), proof: proofLight(screen, proof, nowMs) };
}

function aliveLight(screen: ScreenView, nowMs: number): LightState {
  const heardAtMs = screen.player?.heardAtMs ?? null;
  if (heardAtMs === null) return "unknown";
  const silentMs = nowMs - heardAtMs;
  if (silentMs <= WAVERING_AFTER_MS) return "good";
  return silentMs <= SILENT_AFTER_MS ? "half" : "bad";
}

function rightLight(screen: ScreenView, alive: LightState): LightState {
  const state = screen.player?.state ?? null;
  if (state === null || alive === "bad" || alive === "unknown") return "unknown";
  if (!state.stageConnected) return "bad";
  if (screen.plan === "unplanned") return "unknown";
  if (state.playing === null || screen.plan === "behind" || state.troubles.length > 0) return "half";
  return "good";
}

function proofLight(screen: ScreenView, proof: ProofMark | undefined, nowMs: number): LightState {
  const head = screen.player?.state?.ledgerHead;
  if (head === undefined || head.seq === 0) return "unknown";
  if (proof !== undefined && proof.boot === head.boot && proof.seq >= head.seq) return "good";
  const lateMs = nowMs - (proof?.updatedAtMs ?? screen.player?.pairedAtMs ?? nowMs);
  return lateMs > PROOF_LATE_AFTER_MS ? "bad" : "half";
}

/** Plays that are closed on the player and not here; null when another boot hides the number. */
export function playsOnTheWay(screen: ScreenView, proof: ProofMark | undefined): number | null {
  const head = screen.player?.state?.ledgerHead;
  if (head === undefined) return 0;
  if (proof === undefined || proof.boot !== head.boot) return proof === undefined || head.seq === 0 ? head.seq : null;
  return Math.max(0, head.seq - proof.seq);
}

const WEIGHT: Record<LightState, number> = { bad: 8, half: 4, unknown: 1, good: 0 };

/** Trouble first: the more broken, the earlier; equal trouble keeps the order it came in. */
export function troubleOf(lights: ThreeLights): number {
  return WEIGHT[lights.right] * 4 + WEIGHT[lights.alive] * 2 + WEIGHT[lights.proof];
}
