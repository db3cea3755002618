import type { SiteOpening } from "../../services/reports/opening-airtime.ts";
import { dayOf, numberOf } from "../parts/format.ts";
import { Section } from "../parts/section.tsx";
import { hoursWords } from "../screens/hours-words.ts";
import type { View } from "../view.ts";

const HOUR_MS = 3_600_000;

/** The operating hours of each site in the month, and the airtime planned inside and outside them. */
export function OpeningTable(props: { view: View; openings: readonly SiteOpening[]; untilDate: string }) {
  const { view } = props;
  const { t } = view;
  const hours = (ms: number) => numberOf(view, ms / HOUR_MS, 1);
  return (
    <Section title={t("reports-page.opening")} note={t("reports-page.opening-note")} bare>
      <div class="table-wrap">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("reports-page.opening-site")}</th>
              <th scope="col">{t("reports-page.opening-hours")}</th>
              <th scope="col" class="number">
                {t("reports-page.opening-open")}
              </th>
              <th scope="col" class="number">
                {t("reports-page.opening-inside")}
              </th>
              <th scope="col" class="number">
                {t("reports-page.opening-outside")}
              </th>
            </tr>
          </thead>
          <tbody>
            {props.openings.map((opening) => (
              <tr>
                <th scope="row">{opening.names[view.locale]}</th>
                <td>{wordsOf(view, opening, props.untilDate)}</td>
                <td class="number">{hours(opening.openMs)}</td>
                <td class="number">{hours(opening.planned.insideMs)}</td>
                <td class="number">{hours(opening.planned.outsideMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

/** What was in force up to the last day, each with its first date where there is more than one. */
function wordsOf(view: View, { hours }: SiteOpening, untilDate: string): string {
  const told = hours.filter(({ fromDate }) => fromDate <= untilDate).slice(-3);
  if (told.length === 0) return view.t("hours-page.always");
  return told
    .map((one) => `${view.t("hours-page.from", { date: dayOf(one.fromDate) })}: ${hoursWords(view, one.hours)}`)
    .join(". ");
}
