import type { Letterhead } from "../../services/reports/letterhead.ts";
import { Page } from "../layout/page.tsx";
import { Field, RefusalNote, TextArea } from "../parts/field.tsx";
import { PageHead, Section } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";

/** Fields of one line, in the order of the printed page, each with how long it may be. */
export const LINES = [
  { name: "parentAgency", most: 200 },
  { name: "agency", most: 200 },
  { name: "symbol", most: 40 },
  { name: "place", most: 100 },
  { name: "draftingUnit", most: 60 },
] as const;

/** Fields of several lines, each with how many there may be. */
export const LISTS = [
  { name: "addressees", most: 10 },
  { name: "signerTitles", most: 3 },
  { name: "recipients", most: 20 },
] as const;

/** Who issues reports and to whom, as it is today; an administrator changes it. */
export function LetterheadPage(props: {
  view: View;
  letterhead: Letterhead;
  today: string;
  refusal?: Refusal | undefined;
}) {
  const { view, letterhead, refusal } = props;
  const { t } = view;
  const mayChange = view.person?.roles.includes("administrator") === true;
  return (
    <Page view={view} title={t("letterhead.title")} place="reports">
      <p class="crumb">
        <a href="/reports">{t("nav.reports")}</a>
      </p>
      <PageHead lead={t("letterhead.lead")} under={t("letterhead.under")} />
      <RefusalNote refusal={refusal} />
      <div class="stack">
        {mayChange ? (
          <Section title={t("letterhead.form")}>
            <LetterheadForm view={view} letterhead={letterhead} today={props.today} refusal={refusal} />
          </Section>
        ) : (
          <Section title={t("letterhead.title")} note={t("letterhead.only-administrator")}>
            <dl class="facts">
              {[...LINES, ...LISTS].map(({ name }) => (
                <>
                  <dt>{t(`letterhead.${name}`)}</dt>
                  <dd>{[letterhead[name]].flat().join("; ") || t("letterhead.blank")}</dd>
                </>
              ))}
            </dl>
          </Section>
        )}
      </div>
    </Page>
  );
}

function LetterheadForm(props: { view: View; letterhead: Letterhead; today: string; refusal?: Refusal | undefined }) {
  const { view, letterhead, refusal } = props;
  const { t } = view;
  return (
    <form method="post" action="/reports/letterhead" class="form">
      {LINES.map(({ name, most }) => (
        <Field
          name={name}
          label={t(`letterhead.${name}`)}
          help={name === "symbol" ? t("letterhead.symbol-help") : undefined}
          value={refusal?.form.text(name) ?? letterhead[name]}
          maxlength={most}
        />
      ))}
      {LISTS.map(({ name, most }) => (
        <TextArea
          name={name}
          label={t(`letterhead.${name}`)}
          help={t("letterhead.one-a-line", { most })}
          value={refusal?.form.text(name) ?? letterhead[name].join("\n")}
          rows={3}
        />
      ))}
      <Field
        name="fromDate"
        type="date"
        label={t("letterhead.from")}
        help={t("letterhead.from-help")}
        value={refusal?.form.text("fromDate") ?? props.today}
        required
      />
      <div class="form-foot">
        <button type="submit" class="button button-main">
          {t("letterhead.save")}
        </button>
      </div>
    </form>
  );
}
