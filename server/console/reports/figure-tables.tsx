import type { ReportFigures, ReportPart } from "../../services/reports/monthly-report.ts";
import type { PlayedFigures } from "../../services/reports/played-figures.ts";
import { lengthOf, numberOf } from "../parts/format.ts";
import type { View } from "../view.ts";

const KINDS: readonly (keyof PlayedFigures)[] = [
  "completed",
  "completedPanelUnknown",
  "completedPanelOff",
  "cut",
  "interrupted",
];

/** A line for each screen and language. A screen without any record says so: that is not zero. */
export function ScreenTable(props: { view: View; part: ReportPart }) {
  const { view, part } = props;
  const { t } = view;
  return (
    <div class="table-wrap figures">
      <table>
        <thead>
          <tr>
            <th>{t("reports-page.screen")}</th>
            <th>{t("reports-page.language")}</th>
            <FigureHeads view={view} />
          </tr>
        </thead>
        <tbody>
          {part.screens.map((row) => (
            <tr>
              <th>
                {row.screenName}
                <small>
                  {row.siteName}, {row.clusterName}
                </small>
              </th>
              <td>{row.language === null ? "–" : row.languageName}</td>
              <Figures view={view} figures={row} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th colspan={2}>{t("reports-page.total")}</th>
            <Figures view={view} figures={part.total} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

/** A line for each story. */
export function StoryTable(props: { view: View; part: ReportPart }) {
  const { view, part } = props;
  const { t } = view;
  return (
    <div class="table-wrap figures">
      <table>
        <thead>
          <tr>
            <th>{t("reports-page.story")}</th>
            <th>{t("reports-page.language")}</th>
            <FigureHeads view={view} />
          </tr>
        </thead>
        <tbody>
          {part.stories.map((row) => (
            <tr>
              <th>{row.title}</th>
              <td>{row.languages.join(", ")}</td>
              <Figures view={view} figures={row} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th colspan={2}>{t("reports-page.total")}</th>
            <Figures view={view} figures={part.total} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function FigureHeads(props: { view: View }) {
  const { t } = props.view;
  return (
    <>
      <th class="number">{t("reports-page.planned")}</th>
      <th class="number">{t("reports-page.verified")}</th>
      <th class="number">{t("reports-page.unverified")}</th>
      <th class="number">{t("reports-page.panel-off")}</th>
      <th class="number">{t("reports-page.cut")}</th>
      <th class="number">{t("reports-page.interrupted")}</th>
      <th class="number">{t("reports-page.airtime")}</th>
    </>
  );
}

function Figures(props: { view: View; figures: ReportFigures }) {
  const { view } = props;
  const { planned, played } = props.figures;
  if (played === null) {
    return (
      <>
        <td class="number">{numberOf(view, planned)}</td>
        <td class="mute" colspan={KINDS.length + 1}>
          {view.t("reports-page.no-record-cell")}
        </td>
      </>
    );
  }
  return (
    <>
      <td class="number">{numberOf(view, planned)}</td>
      {KINDS.map((kind) => (
        <td class={kind === "completed" ? "number strong" : "number"}>{numberOf(view, played[kind])}</td>
      ))}
      <td class="number">{lengthOf(view, played.airtimeMs)}</td>
    </>
  );
}
