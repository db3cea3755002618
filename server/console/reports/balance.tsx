import type { ReportDocument } from "../../../schemas/report-document.ts";
import { numberOf } from "../parts/format.ts";
import type { View } from "../view.ts";

/** The table by screen: its last sum holds planned and each kind of recorded play apart. */
const DETAIL_TABLE = "B15";

/** Planned, and what became of it, kind by kind; the bar shows the same figures as weights of stone. */
export function Balance(props: { view: View; document: ReportDocument }) {
  const { view } = props;
  const { t } = view;
  const figure = readTotals(props.document);
  if (figure === null) return null;
  const planned = figure("planned") ?? 0;
  const kinds = [
    { kind: "verified", name: t("balance.verified"), count: figure("played") },
    { kind: "unverified", name: t("balance.unverified"), count: figure("panel_unknown") },
    { kind: "panel-off", name: t("balance.panel-off"), count: figure("panel_off") },
    { kind: "cut", name: t("balance.cut"), count: figure("cut") },
    { kind: "interrupted", name: t("balance.interrupted"), count: figure("interrupted") },
  ];
  const recorded = kinds.reduce((sum, { count }) => sum + (count ?? 0), 0);
  const missing = { kind: "missing", name: t("balance.no-record"), count: Math.max(0, planned - recorded) };
  const parts = [...kinds, missing];
  const whole = parts.reduce((sum, { count }) => sum + (count ?? 0), 0);
  let from = 0;
  return (
    <section class="section" aria-label={t("balance.title")}>
      <dl class="balance">
        <div class="balance-planned">
          <dt>
            <i class="key key-planned" />
            {t("balance.planned")}
          </dt>
          <dd>{numberOf(view, planned)}</dd>
        </div>
        {parts.map(({ kind, name, count }) => (
          <div>
            <dt>
              <i class={`key key-${kind}`} />
              {name}
            </dt>
            <dd>{count === null ? "–" : numberOf(view, count)}</dd>
          </div>
        ))}
      </dl>
      {whole === 0 ? null : (
        <svg class="balance-bar" width="100%" height="14" aria-hidden="true">
          {parts.map(({ kind, count }) => {
            const part = count ?? 0;
            const x = (from / whole) * 100;
            from += part;
            return part === 0 ? null : (
              <rect class={`fill-${kind}`} x={`${x}%`} width={`${(part / whole) * 100}%`} height="14" />
            );
          })}
        </svg>
      )}
    </section>
  );
}

/** The sums of the detailed table by column; null: not recorded, or the report has no such table. */
function readTotals({ tables }: ReportDocument): ((key: string) => number | null) | null {
  const table = tables.find(({ id }) => id === DETAIL_TABLE);
  const total = table?.rows.find(({ level }) => level === "total");
  if (table === undefined || total === undefined) return null;
  return (key) => {
    const cell = total.cells[table.columns.findIndex((column) => column.key === key)];
    return cell?.kind === "number" ? cell.value : null;
  };
}
