import type { ProofMark } from "../../services/ledger/read-proof-marks.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { lengthOf, momentOf, numberOf } from "../parts/format.ts";
import type { View } from "../view.ts";
import { type LightName, type LightState, playsOnTheWay, type ThreeLights } from "./light-states.ts";

type Sentences = Readonly<Record<LightName, string>>;

/** What each light rests on, in one sentence with its figures. */
export function sentencesOf(
  view: View,
  screen: ScreenView,
  lights: ThreeLights,
  proof: ProofMark | undefined,
): Sentences {
  return {
    alive: aliveSentence(view, screen, lights.alive),
    right: rightSentence(view, screen, lights.right),
    proof: proofSentence(view, screen, lights.proof, proof),
  };
}

/** The one sentence a list shows: that of the worst light. */
export function worstSentence(lights: ThreeLights, sentences: Sentences): string {
  const order: LightName[] = ["right", "alive", "proof"];
  const bad = order.find((name) => lights[name] === "bad") ?? order.find((name) => lights[name] === "half");
  return sentences[bad ?? order.find((name) => lights[name] === "unknown") ?? "right"];
}

function aliveSentence(view: View, screen: ScreenView, light: LightState): string {
  const heardAtMs = screen.player?.heardAtMs ?? null;
  if (heardAtMs === null) return view.t("light.alive-unknown");
  const ago = lengthOf(view, Math.max(0, view.nowMs - heardAtMs));
  return view.t(`light.alive-${light}`, { ago, since: momentOf(view, heardAtMs, screen.timeZone) });
}

function rightSentence(view: View, screen: ScreenView, light: LightState): string {
  const { t } = view;
  const state = screen.player?.state ?? null;
  if (screen.plan === "unplanned") return t("light.right-unplanned");
  if (state === null || light === "unknown") return t("light.right-unknown");
  if (!state.stageConnected) return t("light.right-stage");
  const revision = screen.manifest?.revision ?? 0;
  if (screen.plan === "behind") return t("light.right-behind", { playing: state.playingRevision, revision });
  const [trouble] = state.troubles;
  if (trouble !== undefined) return t("light.right-troubles", { n: state.troubles.length, reason: trouble.reason });
  return state.playing === null ? t("light.right-slate") : t("light.right-good", { revision });
}

function proofSentence(view: View, screen: ScreenView, light: LightState, proof: ProofMark | undefined): string {
  if (light === "unknown" || light === "good") return view.t(`light.proof-${light}`);
  const onTheWay = playsOnTheWay(screen, proof);
  const sinceMs = proof?.updatedAtMs ?? screen.player?.pairedAtMs ?? view.nowMs;
  return view.t(`light.proof-${light}`, {
    n: onTheWay === null ? "?" : numberOf(view, onTheWay),
    since: momentOf(view, sinceMs, screen.timeZone),
  });
}
