import type { ReportFigures } from "../../services/reports/monthly-report.ts";
import { numberOf } from "../parts/format.ts";
import type { View } from "../view.ts";

/** Planned, and what became of it, kind by kind; the bar shows the same figures as weights of stone. */
export function Balance(props: { view: View; total: ReportFigures }) {
  const { view } = props;
  const { t } = view;
  const { planned, played } = props.total;
  const recorded =
    played === null
      ? 0
      : played.completed + played.completedPanelUnknown + played.completedPanelOff + played.cut + played.interrupted;
  const parts = [
    { kind: "verified", name: t("reports-page.verified"), count: played?.completed ?? 0 },
    { kind: "unverified", name: t("reports-page.unverified"), count: played?.completedPanelUnknown ?? 0 },
    { kind: "panel-off", name: t("reports-page.panel-off"), count: played?.completedPanelOff ?? 0 },
    { kind: "cut", name: t("reports-page.cut"), count: played?.cut ?? 0 },
    { kind: "interrupted", name: t("reports-page.interrupted"), count: played?.interrupted ?? 0 },
    { kind: "missing", name: t("reports-page.no-record"), count: Math.max(0, planned - recorded) },
  ];
  const whole = parts.reduce((sum, part) => sum + part.count, 0);
  let from = 0;
  return (
    <section class="section" aria-label={t("reports-page.balance")}>
      <dl class="balance">
        <div class="balance-planned">
          <dt>
            <i class="key key-planned" />
            {t("reports-page.planned")}
          </dt>
          <dd>{numberOf(view, planned)}</dd>
        </div>
        {parts.map((part) => (
          <div>
            <dt>
              <i class={`key key-${part.kind}`} />
              {part.name}
            </dt>
            <dd>{played === null && part.kind !== "missing" ? "–" : numberOf(view, part.count)}</dd>
          </div>
        ))}
      </dl>
      {whole === 0 ? null : (
        <svg class="balance-bar" width="100%" height="14" aria-hidden="true">
          {parts.map((part) => {
            const x = (from / whole) * 100;
            from += part.count;
            return part.count === 0 ? null : (
              <rect class={`fill-${part.kind}`} x={`${x}%`} width={`${(part.count / whole) * 100}%`} height="14" />
            );
          })}
        </svg>
      )}
    </section>
  );
}
