import type { EditionState } from "../../services/stories/story-states.ts";
import { State, type StateKind } from "../parts/state.tsx";
import type { View } from "../view.ts";

const KINDS: Record<EditionState["state"], StateKind> = {
  draft: "draft",
  waiting: "wait",
  approved: "good",
  rejected: "look",
  withdrawn: "off",
  expired: "stale",
  damaged: "now",
};

/** How a story stands in one language; says so when an older version may still air. */
export function EditionStateMark(props: { view: View; edition: EditionState }) {
  const { view, edition } = props;
  const olderAirs = edition.state !== "approved" && edition.approvedVersion !== null;
  const count = edition.state === "waiting" ? ` ${edition.approvals}/${edition.needed}` : "";
  return (
    <>
      <State kind={KINDS[edition.state]}>
        {view.t(`edition.${edition.state}`)}
        {count}
      </State>
      {olderAirs ? <small>{view.t("edition.older-airs", { n: edition.approvedVersion ?? 0 })}</small> : null}
    </>
  );
}

/** Where the cell of an edition leads: to the decision while it waits, else to the story. */
export function editionHref(storyId: string, edition: EditionState): string {
  return edition.airingSha256 === null ? `/stories/${storyId}` : `/approval/${edition.airingSha256}`;
}
