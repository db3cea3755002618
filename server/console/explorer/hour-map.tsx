import type { ScreenHours } from "../../services/proof/airtime-by-hour.ts";
import { numberOf } from "../parts/format.ts";
import { InTurns } from "../parts/in-turns.tsx";
import type { View } from "../view.ts";

const CELL = 26;
const GAP = 2;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** Weights of stone, from nothing to a full hour. */
const LEVELS = [0, 1, 250, 500, 750, 950] as const;

/** A row for each screen, a cell for each hour: the darker, the more of the hour is proven; a frame where something was shown unproven. */
export function HourMap(props: { view: View; hours: readonly ScreenHours[]; date: string }) {
  const { view, hours, date } = props;
  const { t } = view;
  return (
    <div class="table-wrap">
      <table class="hour-map">
        <caption>{t("explorer.map-caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("explorer.screen")}</th>
            {HOURS.map((hour) => (
              <th scope="col">{hour}</th>
            ))}
            <th scope="col">{t("explorer.proven")}</th>
          </tr>
        </thead>
        <tbody>
          <InTurns
            of={hours}
            draw={(screen) => (
              <tr>
                <th scope="row">
                  {screen.screenName}
                  <span class="pcode">{screen.siteName}</span>
                </th>
                {HOURS.map((hour) => (
                  <td>
                    <Cell view={view} screen={screen} hour={hour} date={date} />
                  </td>
                ))}
                <td class="figure">{percentOf(view, screen.provenPerMille)}</td>
              </tr>
            )}
          />
        </tbody>
      </table>
    </div>
  );
}

function Cell(props: { view: View; screen: ScreenHours; hour: number; date: string }) {
  const { view, screen, hour, date } = props;
  const proven = screen.provenPerMille[hour] ?? 0;
  const shown = screen.shownPerMille[hour] ?? 0;
  const level = LEVELS.filter((least) => proven >= least).length - 1;
  const says = view.t("explorer.cell", {
    hour: String(hour).padStart(2, "0"),
    proven: numberOf(view, proven / 10, 1),
    shown: numberOf(view, shown / 10, 1),
  });
  const time = `${String(hour).padStart(2, "0")}:30`;
  return (
    <a href={`?screen=${encodeURIComponent(screen.screenId)}&date=${date}&time=${time}`}>
      <svg width={CELL} height={CELL} role="img">
        <title>{says}</title>
        <rect
          class={`hour-${level}${shown > proven + 50 ? " hour-unproven" : ""}`}
          x={GAP / 2}
          y={GAP / 2}
          width={CELL - GAP}
          height={CELL - GAP}
        />
      </svg>
    </a>
  );
}

/** Of the whole day. */
function percentOf(view: View, perMille: readonly number[]): string {
  return `${numberOf(view, perMille.reduce((sum, one) => sum + one, 0) / 10 / HOURS.length, 1)} %`;
}
