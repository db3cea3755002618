import type { AiringView } from "../../services/approval/airing-view.ts";
import { State, type StateKind } from "../parts/state.tsx";
import type { View } from "../view.ts";

const KINDS: Record<AiringView["state"], StateKind> = {
  waiting: "wait",
  approved: "good",
  rejected: "look",
  withdrawn: "off",
  expired: "stale",
  damaged: "now",
};

/** How one airing document stands, with the count of signatures while it waits. */
export function AiringState(props: { view: View; airing: AiringView; mine?: boolean }) {
  const { airing } = props;
  const { t } = props.view;
  if (airing.state === "waiting" && props.mine === true)
    return <State kind="mine">{t("approval-page.state-mine")}</State>;
  if (airing.state !== "waiting")
    return <State kind={KINDS[airing.state]}>{t(`approval-page.state-${airing.state}`)}</State>;
  const have = airing.approvals.length;
  return <State kind="wait">{t("approval-page.state-have", { have, needed: airing.needed })}</State>;
}

/** Why an item waits, in one sentence; the cause that blocks it before the plain count. */
export function waitingSentence(view: View, airing: AiringView): string {
  const { waiting } = airing;
  if (waiting === null) return "";
  if (waiting.blocked !== null) return view.t(waiting.blocked.key, waiting.blocked.parameters);
  return view.t(waiting.have === 0 ? "approval.waiting-first" : "approval.waiting-second");
}
