import type { Programme } from "../../../schemas/reference/programme.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { MonthlyReport, ReportFigures } from "../../services/reports/monthly-report.ts";
import type { SiteOpening } from "../../services/reports/opening-airtime.ts";
import { Page } from "../layout/page.tsx";
import { RefusalNote, Select } from "../parts/field.tsx";
import { HOME_ZONE, momentOf, numberOf, sealOf } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import { Empty, PageHead, Section } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { Balance } from "./balance.tsx";
import { ScreenTable, StoryTable } from "./figure-tables.tsx";
import { OpeningTable } from "./opening-table.tsx";

/** A month of a programme: planned, each kind of recorded play in its own column, and the hash to compare with. */
export function ReportPage(props: {
  view: View;
  programmes: readonly Programme[];
  months: readonly string[];
  chosen: { programme: string; month: string };
  report: MonthlyReport | null;
  openings: readonly SiteOpening[];
  refusal?: Refusal | undefined;
}) {
  const { view, report, chosen } = props;
  const { t } = view;
  const file = `/api/v1/reports/${encodeURIComponent(chosen.programme)}/${encodeURIComponent(chosen.month)}`;
  return (
    <Page view={view} title={`${t("nav.reports")} ${monthText(chosen.month)}`} place="reports">
      <PageHead
        lead={report === null ? t("nav.reports") : leadOf(view, report)}
        under={report === null ? undefined : underOf(view, report)}
      >
        {report === null ? null : (
          <>
            <a class="button button-main" href={`${file}/docx`} download>
              <Icon name="down" />
              DOCX
            </a>
            <a class="button" href={`${file}/csv`} download>
              <Icon name="down" />
              CSV
            </a>
          </>
        )}
      </PageHead>
      <form method="get" action="/reports/month" class="filter no-print">
        <Select
          name="month"
          label={t("reports-page.month")}
          value={chosen.month}
          options={props.months.map((month) => ({ value: month, label: monthText(month) }))}
        />
        <Select
          name="programme"
          label={t("reports-page.programme")}
          value={chosen.programme}
          options={props.programmes.map((programme) => ({
            value: programme.code,
            label: `${view.locale === "vi" ? programme.nameVi : programme.nameEn} (${programme.code})`,
          }))}
        />
        <button type="submit" class="button">
          {t("reports-page.show")}
        </button>
      </form>
      <RefusalNote refusal={props.refusal} />
      {report === null ? (
        props.programmes.length === 0 ? (
          <p class="mute">{t("reports-page.none")}</p>
        ) : null
      ) : (
        <Report view={view} report={report} openings={props.openings} />
      )}
    </Page>
  );
}

function Report(props: { view: View; report: MonthlyReport; openings: readonly SiteOpening[] }) {
  const { view, report } = props;
  const { t } = view;
  const isEmpty = report.main.stories.length === 0 && report.shared.stories.length === 0;
  return (
    <div class="stack">
      <Balance view={view} total={report.main.total} />
      {isEmpty ? (
        <section class="section">
          <Empty title={monthText(report.month)}>
            <p>{t("reports-page.empty")}</p>
          </Empty>
        </section>
      ) : null}
      {report.main.screens.length === 0 ? null : (
        <Section title={t("reports-page.by-screen")} bare>
          <ScreenTable view={view} part={report.main} />
          <p class="note">{t("reports-page.rule")}</p>
        </Section>
      )}
      {report.main.stories.length === 0 ? null : (
        <Section title={t("reports-page.by-story")} bare>
          <StoryTable view={view} part={report.main} />
        </Section>
      )}
      {report.shared.stories.length === 0 ? null : (
        <Section title={t("reports-page.shared")} note={t("reports-page.shared-note")} bare>
          <StoryTable view={view} part={report.shared} />
        </Section>
      )}
      {props.openings.length === 0 ? null : (
        <OpeningTable view={view} openings={props.openings} untilDate={civilAt(report.untilMs - 1, HOME_ZONE).date} />
      )}
      <p class="small mute">
        {t("reports-page.seal", { when: momentOf(view, report.queriedAtMs), seal: "" })}
        <span class="mono" title={report.sha256}>
          {sealOf(report.sha256)}
        </span>
      </p>
    </div>
  );
}

/** `11/2026`. */
function monthText(month: string): string {
  return month.split("-").reverse().join("/");
}

function leadOf(view: View, report: MonthlyReport): string {
  const month = monthText(report.month);
  const { planned, played }: ReportFigures = report.main.total;
  if (played === null) return view.t("reports-page.lead-no-records", { month });
  if (planned === 0) return view.t("reports-page.lead-no-plan", { month });
  const percent = numberOf(view, Math.floor((played.completed / planned) * 1_000) / 10, 1);
  return view.t("reports-page.lead", { month, percent });
}

function underOf(view: View, report: MonthlyReport): string {
  return view.t("reports-page.under", {
    programme: view.locale === "vi" ? report.programme.nameVi : report.programme.nameEn,
    screens: report.screens,
    without: report.screensWithoutRecords,
    until: momentOf(view, report.untilMs),
  });
}
