import type { AiringView } from "../../services/approval/airing-view.ts";
import type { OwnDecision } from "../../services/approval/get-airing.ts";
import { Page } from "../layout/page.tsx";
import { momentOf } from "../parts/format.ts";
import { Empty, PageHead, Section } from "../parts/section.tsx";
import type { View } from "../view.ts";
import { AiringState, waitingSentence } from "./airing-state.tsx";

export type DecidableAiring = AiringView & { readonly own: OwnDecision };

/** What waits for approval: this person's own first, then why the rest waits. */
export function ApprovalListPage(props: { view: View; airings: readonly DecidableAiring[] }) {
  const { view } = props;
  const { t } = view;
  const mine = props.airings.filter((airing) => airing.own === "may-approve");
  const others = props.airings.filter((airing) => airing.own !== "may-approve");
  return (
    <Page view={view} title={t("approval-page.title")} place="approval">
      <PageHead
        lead={<Lead view={view} mine={mine.length} others={others.length} />}
        under={t("approval-page.under")}
      />
      <Section title={t("approval-page.list")} bare>
        {props.airings.length === 0 ? (
          <Empty title={t("approval-page.lead-none")}>
            <p>{t("approval-page.empty")}</p>
            <a class="button" href="/stories">
              {t("approval-page.to-stories")}
            </a>
          </Empty>
        ) : (
          <ol class="rows">
            {[...mine, ...others].map((airing) => (
              <Row view={view} airing={airing} />
            ))}
          </ol>
        )}
      </Section>
    </Page>
  );
}

function Lead(props: { view: View; mine: number; others: number }) {
  const { t } = props.view;
  if (props.mine === 0 && props.others === 0) return <>{t("approval-page.lead-none")}</>;
  const others = props.others === 0 ? null : t("approval-page.lead-others", { n: props.others });
  if (props.mine === 0) return <>{others}</>;
  return (
    <>
      <em>{props.mine === 1 ? t("approval-page.lead-mine-one") : t("approval-page.lead-mine", { n: props.mine })}</em>{" "}
      {others}
    </>
  );
}

function Row(props: { view: View; airing: DecidableAiring }) {
  const { view, airing } = props;
  const isMine = airing.own === "may-approve";
  return (
    <li>
      <div>
        <AiringState view={view} airing={airing} mine={isMine} />
        <span class="since">{view.t("approval-page.submitted", { when: momentOf(view, airing.submittedAtMs) })}</span>
      </div>
      <div>
        <p class="what">
          {airing.storyTitle} <span class="tag">{airing.document?.language ?? ""}</span>
        </p>
        <p class="why">{waitingSentence(view, airing)}</p>
      </div>
      <div class="go">
        <a
          class={isMine ? "button button-small button-main" : "button button-small"}
          href={`/approval/${airing.airingSha256}`}
        >
          {view.t(isMine ? "approval-page.open" : "approval-page.look")}
          <span class="only-read"> {airing.storyTitle}</span>
        </a>
      </div>
    </li>
  );
}
