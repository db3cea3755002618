import { RefusalNote, TextArea } from "../parts/field.tsx";
import type { AiringPageProps } from "./airing-page.tsx";

/** Two buttons under the thumb: approve, or return with a reason. Who may not sign reads why instead. */
export function Decision(props: AiringPageProps) {
  const { view, airing } = props;
  const { t } = view;
  const mayApprove = airing.own === "may-approve";
  const mayReturn = mayApprove || airing.own === "already-approved" || airing.own === "not-distinct";
  const action = `/approval/${airing.airingSha256}`;
  if (!mayReturn) {
    return <p class="decision small mute">{t("approval-page.own-not-approver")}</p>;
  }
  return (
    <div class="decision">
      <RefusalNote refusal={props.refusal} />
      <p class="small mute">{t(noteOf(airing.own, airing.approvals.length))}</p>
      <div class="decision-buttons">
        <details class="return" open={props.refusal?.form.has("reason") === true}>
          <summary class="button">{t("approval-page.return")}</summary>
          <form method="post" action={`${action}/return`} class="form" data-draft={`return-${airing.airingSha256}`}>
            <TextArea
              name="reason"
              label={t("approval-page.return-why")}
              help={t("approval-page.return-help")}
              value={props.refusal?.form.text("reason") ?? ""}
              rows={3}
              required
              maxlength={400}
            />
            <button type="submit" class="button">
              {t("approval-page.return")}
            </button>
          </form>
        </details>
        {mayApprove ? (
          <form method="post" action={`${action}/approve`} class="approve-form">
            <button type="submit" class="button button-main button-wide">
              {t("approval-page.approve", { n: airing.version })}
            </button>
          </form>
        ) : null}
      </div>
    </div>
  );
}

function noteOf(own: AiringPageProps["airing"]["own"], have: number) {
  if (own === "already-approved") return "approval-page.own-already";
  if (own === "not-distinct") return "approval-page.own-distinct";
  return have === 0 ? "approval-page.first-note" : "approval-page.second-note";
}
