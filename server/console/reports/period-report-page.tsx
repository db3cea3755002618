import type { ReportDocument, ReportSection, ReportTable } from "../../../schemas/report-document.ts";
import { isFillable, rowKeyOf } from "../../services/reports/hand-cells.ts";
import type { ReportReading } from "../../services/reports/read-report.ts";
import { Page } from "../layout/page.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Field, RefusalNote, Select, TextArea } from "../parts/field.tsx";
import { dayOf, momentOf, numberOf, sealOf } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import { PageHead, Section } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { Balance } from "./balance.tsx";
import { DocumentTable } from "./document-table.tsx";

const FORMATS = ["docx", "pdf", "xlsx"] as const;

/** One report: its text and tables as printed, what a person may say in it, and the way from draft to sent. */
export function PeriodReportPage(props: {
  view: View;
  reading: ReportReading;
  today: string;
  refusal?: Refusal | undefined;
}) {
  const { view, reading } = props;
  const { document } = reading;
  const { t } = view;
  const name = `${t(`report-kind.${reading.kind}`)} ${document.period.name}`;
  return (
    <Page view={view} title={name} place="reports">
      <p class="crumb">
        <a href="/reports">{t("nav.reports")}</a>
      </p>
      <PageHead lead={document.subject} under={underOf(view, reading)}>
        {FORMATS.map((format, index) => (
          <a
            class={index === 0 ? "button button-main" : "button"}
            href={`/api/v1/period-reports/${reading.reportId}/${format}`}
            download
          >
            <Icon name="down" />
            {format.toUpperCase()}
          </a>
        ))}
        {reading.status === "draft" ? null : (
          <a
            class="button"
            href={`/api/v1/period-reports/${reading.reportId}/evidence`}
            title={t("period-report.evidence-file-means")}
            download
          >
            <Icon name="down" />
            {t("period-report.evidence-file")}
          </a>
        )}
      </PageHead>
      <RefusalNote refusal={props.refusal} />
      <div class="stack">
        <Steps view={view} reading={reading} today={props.today} />
        <Balance view={view} document={document} />
        {document.sections.map((section) => (
          <DocumentSection view={view} reading={reading} section={section} />
        ))}
        <p class="small mute">
          {t("period-report.evidence", {
            records: numberOf(view, document.evidence.records),
            until: momentOf(view, document.evidence.untilMs),
            received: momentOf(view, document.evidence.untilReceivedMs),
          })}{" "}
          <span class="mono" title={document.evidence.tablesSha256}>
            {sealOf(document.evidence.tablesSha256)}
          </span>
        </p>
      </div>
    </Page>
  );
}

function underOf(view: View, { status, correction, document }: ReportReading): string {
  const { t } = view;
  const days = t("period-report.days", {
    from: dayOf(document.period.fromDate),
    to: dayOf(document.period.toDate),
  });
  const which = correction === 0 ? [] : [t("period-report.correction", { n: correction })];
  return [t(`report-status.${status}`), ...which, days].join(" · ");
}

/** From draft to sent, each with a sentence that names what will happen. */
function Steps(props: { view: View; reading: ReportReading; today: string }) {
  const { view, reading } = props;
  const { t } = view;
  const basis = <input type="hidden" name="version" value={String(reading.version)} />;
  const act = (verb: string) => `/reports/${reading.reportId}/${verb}`;
  const { fromDate, toDate } = reading.document.period;
  return (
    <Section title={t("period-report.steps")} note={t(`period-report.now-${reading.status}`)}>
      <div class="acts">
        {reading.status === "draft" ? (
          <>
            <Confirm
              label={t("period-report.lock")}
              action={act("lock")}
              verb={t("period-report.lock")}
              consequence={t("period-report.lock-means", { to: dayOf(toDate) })}
            >
              {basis}
            </Confirm>
            <Confirm
              label={t("period-report.set-days")}
              action={act("days")}
              verb={t("period-report.set-days")}
              consequence={t("period-report.set-days-means")}
            >
              {basis}
              <Field name="fromDate" type="date" label={t("period-report.from")} value={fromDate} required />
              <Field name="toDate" type="date" label={t("period-report.to")} value={toDate} required />
            </Confirm>
          </>
        ) : null}
        {reading.status === "locked" ? (
          <Confirm
            label={t("period-report.sign")}
            action={act("sign")}
            verb={t("period-report.sign")}
            consequence={t("period-report.sign-means")}
          >
            {basis}
            <Field name="signedOn" type="date" label={t("period-report.signed-on")} value={props.today} required />
            <Field
              name="number"
              label={t("period-report.number")}
              help={t("period-report.number-help")}
              inputmode="numeric"
            />
          </Confirm>
        ) : null}
        {reading.status === "signed" ? (
          <Confirm
            label={t("period-report.sent")}
            action={act("sent")}
            verb={t("period-report.sent")}
            consequence={t("period-report.sent-means")}
          >
            {basis}
          </Confirm>
        ) : null}
        {reading.status !== "draft" && isNewest(reading) ? (
          <Confirm
            label={t("period-report.correct")}
            action={act("correct")}
            verb={t("period-report.correct")}
            consequence={t("period-report.correct-means")}
          />
        ) : null}
        {reading.family
          .filter(({ reportId }) => reportId !== reading.reportId)
          .map(({ reportId, correction }) => (
            <a class="button button-small" href={`/reports/${reportId}`}>
              {correction === 0 ? t("period-report.first") : t("period-report.correction", { n: correction })}
            </a>
          ))}
      </div>
    </Section>
  );
}

function isNewest({ family, correction }: ReportReading): boolean {
  return family.every((one) => one.correction <= correction);
}

function DocumentSection(props: { view: View; reading: ReportReading; section: ReportSection }) {
  const { view, reading, section } = props;
  const { t } = view;
  const tables = section.tableIds.flatMap((id) => reading.document.tables.find((table) => table.id === id) ?? []);
  const mayWrite = reading.status === "draft" && section.key !== null;
  if (section.paragraphs.length === 0 && tables.length === 0 && !mayWrite) {
    return <h2 class="report-part">{section.heading}</h2>;
  }
  return (
    <Section title={section.heading} bare id={section.key ?? "part"}>
      {section.paragraphs.length === 0 ? null : (
        <div class="body report-text">
          {section.paragraphs.map((paragraph) => (
            <p>{paragraph}</p>
          ))}
        </div>
      )}
      {tables.map((table) => (
        <DocumentTable view={view} table={table} />
      ))}
      <div class="report-acts">
        {tables.map((table) => (
          <>
            {reading.status === "draft" ? <FillForm view={view} reading={reading} table={table} /> : null}
            <a
              class="button button-small"
              href={`/api/v1/period-reports/${reading.reportId}/tables/${table.id}/csv`}
              download
            >
              {t("period-report.csv", { n: table.number })}
            </a>
          </>
        ))}
        {mayWrite ? <TextForm view={view} reading={reading} section={section} /> : null}
      </div>
    </Section>
  );
}

function TextForm(props: { view: View; reading: ReportReading; section: ReportSection }) {
  const { t } = props.view;
  const { reading, section } = props;
  const said = section.paragraphs.filter((paragraph) => paragraph !== "……").join("\n");
  return (
    <details class="confirm">
      <summary class="button button-small">{t("period-report.write")}</summary>
      <form method="post" action={`/reports/${reading.reportId}/texts/${section.key}`}>
        <input type="hidden" name="version" value={String(reading.version)} />
        <TextArea name="text" label={section.heading} value={said} rows={5} maxlength={10_000} />
        <p class="small mute">{t("period-report.write-remembered")}</p>
        <div class="form-foot">
          <button type="submit" class="button button-small button-main">
            {t("period-report.save")}
          </button>
        </div>
      </form>
    </details>
  );
}

/** One figure or word by hand, where the system has no source. */
function FillForm(props: { view: View; reading: ReportReading; table: ReportTable }) {
  const { view, reading, table } = props;
  const { t } = view;
  const rows = [
    ...new Set(table.rows.filter(({ cells }) => cells.some(isFillable)).map(({ cells }) => rowKeyOf(table, cells))),
  ];
  const columns = table.columns.filter((_, index) =>
    table.rows.some(({ cells }) => cells[index]?.kind === "no-source"),
  );
  const isFree = isHandTable(reading.document, table);
  if (columns.length === 0 && !isFree) return null;
  return (
    <details class="confirm">
      <summary class="button button-small">{t("period-report.fill")}</summary>
      <form method="post" action={`/reports/${reading.reportId}/cell`}>
        <input type="hidden" name="version" value={String(reading.version)} />
        <input type="hidden" name="tableId" value={table.id} />
        {isFree ? (
          <Field
            name="rowKey"
            id={`row-${table.id}`}
            label={t("period-report.row-number")}
            type="number"
            min={1}
            max={99}
            value="1"
            required
          />
        ) : (
          <Select
            name="rowKey"
            id={`row-${table.id}`}
            label={t("period-report.row")}
            options={rows.map((row) => ({ value: row, label: row === "" ? "–" : row }))}
          />
        )}
        <Select
          name="columnKey"
          id={`column-${table.id}`}
          label={t("period-report.column")}
          options={(isFree ? table.columns.filter(({ key }) => key !== "stt") : columns).map(({ key, label }) => ({
            value: key,
            label,
          }))}
        />
        <Field
          name="value"
          id={`value-${table.id}`}
          label={t("period-report.value")}
          help={t("period-report.value-help")}
        />
        <div class="form-foot">
          <button type="submit" class="button button-small button-main">
            {t("period-report.save")}
          </button>
        </div>
      </form>
    </details>
  );
}

/** A table that only people fill has nothing measured or planned in it. */
function isHandTable({ kind }: ReportDocument, table: ReportTable): boolean {
  return kind !== "certificate" && table.columns.every(({ basis }) => basis === null || basis === "declared");
}
