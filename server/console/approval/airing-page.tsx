import type { WithdrawalProgress } from "../../services/withdrawals/withdrawal-progress.ts";
import { Page } from "../layout/page.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Field, RefusalNote } from "../parts/field.tsx";
import { lengthOf, momentOf, sealOf } from "../parts/format.ts";
import { Icon, Stele } from "../parts/icon.tsx";
import { StageFrame } from "../parts/stage-frame.tsx";
import { State } from "../parts/state.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { AiringFacts } from "./airing-facts.tsx";
import { AiringState, waitingSentence } from "./airing-state.tsx";
import type { DecidableAiring } from "./approval-list-page.tsx";
import { Decision } from "./decision.tsx";
import { Signatures } from "./signatures.tsx";
import { WithdrawalSection } from "./withdrawal-section.tsx";

export interface AiringPageProps {
  view: View;
  airing: DecidableAiring;
  /** The next item this person can sign. */
  next: string | null;
  /** Of an item that is withdrawn now. */
  progress: WithdrawalProgress | null;
  refusal?: Refusal | undefined;
}

/** Made for a phone: the exact item, the seal of its bytes, who signed, and two buttons under the thumb. */
export function AiringPage(props: AiringPageProps) {
  const { view, airing } = props;
  const { t } = view;
  const { document } = airing;
  return (
    <Page view={view} title={airing.storyTitle} place="approval" islands={["stage", "draft"]}>
      <nav class="steps" aria-label={t("approval-page.list")}>
        <a href="/approval">‹ {t("approval-page.back")}</a>
        {props.next === null ? null : <a href={`/approval/${props.next}`}>{t("approval-page.next")} ›</a>}
      </nav>
      <div class="approve">
        <div class="approve-look">
          <div class="exact">
            {document === null ? null : (
              <StageFrame
                view={view}
                feed={`/approval/${airing.airingSha256}/feed.json`}
                shape="wide"
                title={t("approval-page.frame")}
              />
            )}
            <div class="seal">
              <Stele />
              <p>
                {t("approval-page.seal")}
                <br />
                <span class="mono" title={airing.airingSha256}>
                  {sealOf(airing.airingSha256)} · {t("approval-page.version", { n: airing.version })}
                </span>
              </p>
            </div>
          </div>
        </div>
        <div class="approve-head">
          <p>
            {airing.own === "may-approve" ? (
              <State kind="mine">
                {t("approval-page.turn", { n: airing.approvals.length + 1, needed: airing.needed })}
              </State>
            ) : (
              <AiringState view={view} airing={airing} />
            )}
          </p>
          <h1 lang={document?.language}>{airing.storyTitle}</h1>
          {document === null ? null : (
            <p class="mute">
              {t(`approval-page.kind-${document.kind}`)} · <span class="tag">{document.language}</span> ·{" "}
              {t("approval-page.length", { length: lengthOf(view, document.durationMs) })}
            </p>
          )}
          {document?.needsNativeCheck ? (
            <div class="say">
              <Icon name="look" />
              <p>{t("approval-page.native")}</p>
            </div>
          ) : null}
          <Past view={view} airing={airing} />
        </div>
        <div class="approve-rest">
          <Signatures view={view} airing={airing} waiting={waitingSentence(view, airing)} />
          {document === null ? null : <AiringFacts view={view} airing={airing} document={document} />}
          {airing.state === "approved" ? <Withdraw {...props} /> : null}
          {props.progress === null ? null : (
            <WithdrawalSection view={view} airingSha256={airing.airingSha256} progress={props.progress} />
          )}
        </div>
        {airing.state === "waiting" ? <Decision {...props} /> : <RefusalNote refusal={props.refusal} />}
      </div>
    </Page>
  );
}

function Past(props: { view: View; airing: DecidableAiring }) {
  const { view, airing } = props;
  const { t } = view;
  const past = airing.withdrawal ?? airing.rejection;
  if (past === null) return null;
  const parameters = {
    name: past.by?.name ?? t("approval-page.system"),
    when: momentOf(view, past.atMs),
    reason: past.reason,
  };
  return (
    <div class="say">
      <Icon name="look" />
      <p>
        {t(airing.withdrawal === null ? "approval-page.rejected-note" : "approval-page.withdrawn-note", parameters)}
      </p>
    </div>
  );
}

function Withdraw(props: AiringPageProps) {
  const { view, airing } = props;
  const { t } = view;
  const mayPut = view.person?.roles.includes("editor") === true;
  return (
    <section class="section no-print">
      <div class="body stack-close">
        {mayPut ? (
          <p>
            <a class="button button-main" href={`/stories/${airing.storyId}/put`}>
              {t("approval-page.put-on-screen")}
            </a>
          </p>
        ) : null}
        <Confirm
          label={t("approval-page.withdraw")}
          action={`/approval/${airing.airingSha256}/withdraw`}
          verb={t("approval-page.withdraw-verb")}
          consequence={t("approval-page.withdraw-what")}
          warm
        >
          <Field name="reason" label={t("approval-page.reason")} required maxlength={400} />
        </Confirm>
      </div>
    </section>
  );
}
