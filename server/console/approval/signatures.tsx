import { momentOf } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import { Section } from "../parts/section.tsx";
import type { View } from "../view.ts";
import type { DecidableAiring } from "./approval-list-page.tsx";

/** Who signed these bytes and who is still missing, with the reason when nobody can. */
export function Signatures(props: { view: View; airing: DecidableAiring; waiting: string }) {
  const { view, airing } = props;
  const { t } = view;
  const missing = airing.state === "waiting" ? Math.max(0, airing.needed - airing.approvals.length) : 0;
  const isMine = airing.own === "may-approve";
  return (
    <Section title={t("approval-page.people")} bare>
      <ol class="signatures">
        {airing.approvals.map((approval) => (
          <li>
            <span class="signed">
              <Icon name="good" />
            </span>
            <span>
              {approval.personId === view.person?.id ? <b>{t("approval-page.you")}</b> : approval.name}
              <br />
              <span class="faint">{t("approval-page.signed")}</span>
            </span>
            <time>{momentOf(view, approval.approvedAtMs)}</time>
          </li>
        ))}
        {Array.from({ length: missing }, (_, index) => {
          const mine = isMine && index === 0;
          return (
            <li>
              <span class={mine ? "warm" : "faint"}>
                <Icon name="half" />
              </span>
              <span>
                {mine ? <b>{t("approval-page.you")}</b> : t("approval-page.someone")}
                <br />
                <span class="faint">
                  {t(airing.approvals.length === 0 ? "approval-page.two-left" : "approval-page.you-next")}
                </span>
              </span>
              <span class="faint">{t("approval-page.pending")}</span>
            </li>
          );
        })}
      </ol>
      {props.waiting === "" ? null : <p class="note">{props.waiting}</p>}
    </Section>
  );
}
