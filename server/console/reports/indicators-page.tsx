import type { Programme } from "../../../schemas/reference/programme.ts";
import { cellText } from "../../reports/report-text.ts";
import type { PeriodIndicators, TargetView, TrafficView } from "../../services/indicators/read-indicators.ts";
import { INDICATORS } from "../../services/indicators/registry.ts";
import { EMPTY_FORM, type FormInput } from "../form-input.ts";
import { Page } from "../layout/page.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Field, RefusalNote, Select, TextArea } from "../parts/field.tsx";
import { dayOf, numberOf } from "../parts/format.ts";
import { PageHead, Section } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { DocumentTable } from "./document-table.tsx";
import { periodText } from "./reports-page.tsx";

interface Site {
  readonly siteId: string;
  readonly names: TrafficView["siteNames"];
}

/** The indicators of a period, how they are counted, and what people tell for them. */
export function IndicatorsPage(props: {
  view: View;
  indicators: PeriodIndicators;
  programmes: readonly Programme[];
  targets: readonly TargetView[];
  traffic: readonly TrafficView[];
  sites: readonly Site[];
  refusal?: Refusal | undefined;
}) {
  const { view, indicators } = props;
  const { t } = view;
  const form = props.refusal?.form ?? EMPTY_FORM;
  return (
    <Page view={view} title={t("indicators.title")} place="reports">
      <p class="crumb">
        <a href="/reports">{t("nav.reports")}</a>
      </p>
      <PageHead lead={t("indicators.lead", { period: indicators.periodName })} under={t("indicators.under")} />
      <RefusalNote refusal={props.refusal} />
      <div class="columns columns-side">
        <div class="stack">
          <Section title={t("indicators.figures")} bare>
            <DocumentTable view={view} table={indicators.figures} />
          </Section>
          <Section title={t("indicators.formulas")} bare>
            <DocumentTable view={view} table={indicators.formulas} />
          </Section>
        </div>
        <div class="stack">
          <Section title={t("reports-list.period")}>
            <form method="get" action="/reports/indicators" class="form">
              <PeriodField view={view} id="shown-period" value={indicators.period} />
              <Foot label={t("indicators.show")} />
            </form>
          </Section>
          <Section title={t("indicators.targets")} bare>
            <div class="body">
              <TargetForm view={view} programmes={props.programmes} period={indicators.period} form={form} />
            </div>
            <Targets view={view} targets={props.targets} />
          </Section>
          <Section title={t("indicators.traffic")} bare>
            <div class="body">
              <TrafficForm view={view} sites={props.sites} form={form} />
            </div>
            <Traffic view={view} traffic={props.traffic} />
          </Section>
          <Section title={t("indicators.import")}>
            <ImportForm view={view} form={form} />
          </Section>
        </div>
      </div>
    </Page>
  );
}

interface Part {
  view: View;
  form: FormInput;
}

function PeriodField(props: { view: View; id: string; value: string }) {
  const { t } = props.view;
  return (
    <Field
      name="period"
      id={props.id}
      label={t("reports-list.period")}
      value={props.value}
      help={t("reports-list.period-help")}
      required
      maxlength={7}
    />
  );
}

function Foot(props: { label: string }) {
  return (
    <div class="form-foot">
      <button type="submit" class="button">
        {props.label}
      </button>
    </div>
  );
}

function TargetForm(props: Part & { programmes: readonly Programme[]; period: string }) {
  const { view, form } = props;
  const { t, locale } = view;
  const options = [
    ...INDICATORS.map(({ id, name, unit }) => ({ value: `indicator ${id}`, label: `${name} (${unit})` })),
    ...props.programmes
      .filter(({ kind }) => kind !== "fund")
      .map(({ code, nameVi, nameEn }) => ({
        value: `programme ${code}`,
        label: `${locale === "vi" ? nameVi : nameEn} (${t("indicators.plays")})`,
      })),
  ];
  return (
    <form method="post" action="/reports/indicators/targets" class="form">
      <Select name="subject" label={t("indicators.target-subject")} options={options} value={form.text("subject")} />
      <PeriodField view={view} id="target-period" value={form.text("period") || props.period} />
      <Field
        name="value"
        label={t("indicators.target-value")}
        value={form.text("value")}
        help={t("indicators.target-value-help")}
        inputmode="decimal"
        required
        maxlength={20}
      />
      <Foot label={t("indicators.save")} />
    </form>
  );
}

function Targets(props: { view: View; targets: readonly TargetView[] }) {
  const { view, targets } = props;
  const { t } = view;
  if (targets.length === 0) return <p class="note">{t("indicators.targets-none")}</p>;
  return (
    <ol class="rows rows-plain">
      {targets.map((target) => (
        <li>
          <div>
            <p class="what">
              {cellText(target.cell, undefined)} {target.subject === "programme" ? t("indicators.plays") : target.unit}
            </p>
            <p class="why">
              {target.name} · {periodText(view, target.period)}
            </p>
          </div>
          <Confirm
            label={t("indicators.take-away")}
            action={`/reports/indicators/targets/${target.targetId}/end`}
            verb={t("indicators.take-away")}
            consequence={t("indicators.take-target-means")}
          />
        </li>
      ))}
    </ol>
  );
}

function TrafficForm(props: Part & { sites: readonly Site[] }) {
  const { view, form } = props;
  const { t, locale } = view;
  return (
    <form method="post" action="/reports/indicators/traffic" class="form">
      <Select
        name="site"
        label={t("indicators.site")}
        value={form.text("site")}
        options={props.sites.map(({ siteId, names }) => ({ value: siteId, label: names[locale] }))}
      />
      <Field name="fromDate" type="date" label={t("period-report.from")} value={form.text("fromDate")} required />
      <Field name="toDate" type="date" label={t("period-report.to")} value={form.text("toDate")} required />
      <Field
        name="people"
        label={t("indicators.people")}
        value={form.text("people")}
        help={t("indicators.traffic-note")}
        inputmode="numeric"
        required
        maxlength={20}
      />
      <Field
        name="source"
        label={t("indicators.source")}
        value={form.text("source")}
        help={t("indicators.source-help")}
        required
        maxlength={200}
      />
      <Foot label={t("indicators.save")} />
    </form>
  );
}

function ImportForm(props: Part) {
  const { t } = props.view;
  return (
    <form method="post" action="/reports/indicators/import" class="form" enctype="multipart/form-data">
      <TextArea
        name="lines"
        label={t("indicators.lines")}
        value={props.form.text("lines")}
        help={t("indicators.lines-help")}
        rows={4}
        maxlength={200_000}
      />
      <Field name="file" type="file" label={t("indicators.file")} />
      <Foot label={t("indicators.import")} />
    </form>
  );
}

function Traffic(props: { view: View; traffic: readonly TrafficView[] }) {
  const { view, traffic } = props;
  const { t, locale } = view;
  if (traffic.length === 0) return <p class="note">{t("indicators.traffic-none")}</p>;
  return (
    <ol class="rows rows-plain">
      {traffic.map((row) => (
        <li>
          <div>
            <p class="what">{t("indicators.traffic-row", { people: numberOf(view, row.people) })}</p>
            <p class="why">
              {row.siteNames[locale]} · {t("indicators.days", { from: dayOf(row.fromDate), to: dayOf(row.toDate) })} ·{" "}
              {row.source}
            </p>
          </div>
          <Confirm
            label={t("indicators.take-away")}
            action={`/reports/indicators/traffic/${row.trafficId}/end`}
            verb={t("indicators.take-away")}
            consequence={t("indicators.take-traffic-means")}
          />
        </li>
      ))}
    </ol>
  );
}
