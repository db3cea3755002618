import type { AiringDocument } from "../../../schemas/airing-document.ts";
import { momentOf } from "../parts/format.ts";
import { Section } from "../parts/section.tsx";
import type { View } from "../view.ts";
import type { DecidableAiring } from "./approval-list-page.tsx";

/** Everything the signature covers besides the pixels: where, when, by what right. */
export function AiringFacts(props: { view: View; airing: DecidableAiring; document: AiringDocument }) {
  const { view, airing, document } = props;
  const { t } = view;
  const limit = (atMs: number | null) => (atMs === null ? t("approval-page.no-limit") : momentOf(view, atMs));
  return (
    <Section title={t("approval-page.facts")}>
      <dl class="facts">
        <dt>{t("approval-page.where")}</dt>
        <dd>
          {document.scope.kind === "everywhere"
            ? t("approval-page.everywhere")
            : t("approval-page.sites", { n: document.scope.siteIds.length })}
        </dd>
        <dt>{t("approval-page.from")}</dt>
        <dd>{limit(document.notBeforeMs)}</dd>
        <dt>{t("approval-page.until")}</dt>
        <dd>{limit(document.notAfterMs)}</dd>
        <dt>{t("approval-page.credit")}</dt>
        <dd>{document.rights.credit || "–"}</dd>
        {document.rights.sourceUrl === null ? null : (
          <>
            <dt>{t("approval-page.source")}</dt>
            <dd>
              <a href={document.rights.sourceUrl} rel="noreferrer noopener">
                {new URL(document.rights.sourceUrl).host}
              </a>
            </dd>
          </>
        )}
        {airing.programmes.length === 0 ? null : (
          <>
            <dt>{t("approval-page.programme")}</dt>
            <dd>{airing.programmes.join(", ")}</dd>
          </>
        )}
        <dt>{t("approval-page.submitter")}</dt>
        <dd>
          {airing.submittedBy?.name ?? t("approval-page.system")}, {momentOf(view, airing.submittedAtMs)}
        </dd>
      </dl>
    </Section>
  );
}
