import type { Programme } from "../../../schemas/reference/programme.ts";
import type { CalendarEntry } from "../../services/reports/report-calendar.ts";
import { EMPTY_FORM } from "../form-input.ts";
import { Page } from "../layout/page.tsx";
import { Field, type Option, RefusalNote, Select } from "../parts/field.tsx";
import { dayOf } from "../parts/format.ts";
import { PageHead, Section } from "../parts/section.tsx";
import { State, type StateKind } from "../parts/state.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";

const STATES: Readonly<Record<CalendarEntry["status"], StateKind>> = {
  "not-started": "unknown",
  draft: "draft",
  locked: "stale",
  signed: "mine",
  sent: "good",
};

/** What is due, what was made, and the way to any other report. */
export function ReportsPage(props: {
  view: View;
  entries: readonly CalendarEntry[];
  programmes: readonly Programme[];
  clusters: readonly Option[];
  today: string;
  refusal?: Refusal | undefined;
}) {
  const { view, entries, programmes } = props;
  const { t } = view;
  const called = entries.filter(({ call }) => call !== null);
  const late = called.filter(({ call }) => call === "late").length;
  const lead =
    called.length === 0
      ? t("reports-list.lead-none")
      : late > 0
        ? t("reports-list.lead-late", { n: late })
        : t("reports-list.lead-soon", { n: called.length });
  return (
    <Page view={view} title={t("nav.reports")} place="reports">
      <PageHead lead={lead} under={t("reports-list.under")}>
        <a class="button" href="/reports/indicators">
          {t("indicators.title")}
        </a>
        <a class="button" href="/reports/letterhead">
          {t("letterhead.title")}
        </a>
        <a class="button" href="/explorer">
          {t("explorer.title")}
        </a>
      </PageHead>
      <div class="columns columns-side">
        <div class="stack">
          {called.length === 0 ? null : (
            <Section title={t("reports-list.due")} bare>
              <Rows view={view} entries={called} programmes={programmes} />
            </Section>
          )}
          <Section title={t("reports-list.all")} bare>
            <Rows view={view} entries={entries.filter(({ call }) => call === null)} programmes={programmes} />
          </Section>
        </div>
        <div class="stack">
          <Section title={t("reports-list.open-other")}>
            <OpenForm view={view} programmes={programmes} refusal={props.refusal} />
          </Section>
          {props.clusters.length === 0 ? null : (
            <Section title={t("report-kind.certificate")}>
              <CertificateForm view={view} clusters={props.clusters} today={props.today} />
            </Section>
          )}
        </div>
      </div>
    </Page>
  );
}

function Rows(props: { view: View; entries: readonly CalendarEntry[]; programmes: readonly Programme[] }) {
  return (
    <ol class="rows">
      {props.entries.map((entry) => (
        <Row view={props.view} entry={entry} programmes={props.programmes} />
      ))}
    </ol>
  );
}

function Row(props: { view: View; entry: CalendarEntry; programmes: readonly Programme[] }) {
  const { view, entry } = props;
  const { t } = view;
  const programme = props.programmes.find(({ code }) => code === entry.programme);
  const due = entry.dueDate === null ? "" : t("reports-list.due-on", { date: dayOf(entry.dueDate) });
  const corrections = entry.corrections === 0 ? "" : t("reports-list.corrections", { n: entry.corrections });
  return (
    <li>
      <State kind={entry.call === "late" ? "look" : STATES[entry.status]}>{t(`report-status.${entry.status}`)}</State>
      <div>
        <p class="what">
          {t(`report-kind.${entry.kind}`)} · {periodText(view, entry.period)}
        </p>
        <p class="why">
          {[programme === undefined ? "" : nameOf(view, programme), due, corrections]
            .filter((part) => part !== "")
            .join(" · ")}
        </p>
      </div>
      <div class="go">
        {entry.reportId === null ? (
          <form method="post" action="/reports">
            <input type="hidden" name="kind" value={entry.kind} />
            <input type="hidden" name="period" value={entry.period} />
            <input type="hidden" name="programme" value={entry.programme ?? ""} />
            <button type="submit" class="button button-small button-main">
              {t("reports-list.begin")}
            </button>
          </form>
        ) : (
          <a class="button button-small" href={`/reports/${entry.reportId}`}>
            {t("reports-list.open")}
          </a>
        )}
      </div>
    </li>
  );
}

function OpenForm(props: { view: View; programmes: readonly Programme[]; refusal?: Refusal | undefined }) {
  const { t } = props.view;
  const form = props.refusal?.form ?? EMPTY_FORM;
  return (
    <form method="post" action="/reports" class="form">
      <RefusalNote refusal={props.refusal} />
      <Select
        name="kind"
        label={t("reports-list.kind")}
        value={form.text("kind") || "month"}
        options={(["month", "quarter", "year", "programme"] as const).map((kind) => ({
          value: kind,
          label: t(`report-kind.${kind}`),
        }))}
      />
      <Field
        name="period"
        label={t("reports-list.period")}
        value={form.text("period")}
        help={t("reports-list.period-help")}
        required
        maxlength={7}
      />
      <Select
        name="programme"
        label={t("reports-list.programme")}
        value={form.text("programme")}
        help={t("reports-list.programme-help")}
        options={[
          { value: "", label: t("reports-list.programme-none") },
          ...props.programmes
            .filter(({ kind }) => kind !== "fund")
            .map((programme) => ({ value: programme.code, label: nameOf(props.view, programme) })),
        ]}
      />
      <div class="form-foot">
        <button type="submit" class="button">
          {t("reports-list.begin")}
        </button>
      </div>
    </form>
  );
}

/** What one cluster showed on some days, play by play. */
function CertificateForm(props: { view: View; clusters: readonly Option[]; today: string }) {
  const { t } = props.view;
  return (
    <form method="get" action="/reports/certificate" class="form">
      <Select name="cluster" label={t("reports-list.cluster")} options={props.clusters} />
      <Field name="fromDate" type="date" label={t("period-report.from")} value={props.today} required />
      <Field name="toDate" type="date" label={t("period-report.to")} value={props.today} required />
      <Select
        name="format"
        label={t("reports-list.format")}
        options={["pdf", "docx", "xlsx"].map((format) => ({ value: format, label: format.toUpperCase() }))}
      />
      <div class="form-foot">
        <button type="submit" class="button">
          {t("reports-list.download")}
        </button>
      </div>
    </form>
  );
}

/** `10/2026`, `quý IV/2026`, `2026`. */
export function periodText(view: Pick<View, "t">, period: string): string {
  const [year = "", part = ""] = period.split("-");
  if (part === "") return year;
  return part.startsWith("Q") ? view.t("reports-list.quarter", { n: part.slice(1), year }) : `${part}/${year}`;
}

function nameOf(view: Pick<View, "locale">, programme: Programme): string {
  return `${view.locale === "vi" ? programme.nameVi : programme.nameEn} (${programme.code})`;
}
