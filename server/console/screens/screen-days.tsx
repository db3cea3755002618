import { weekdayOf } from "../../../schemas/rules/zoned-time.ts";
import {
  DAY_CAUSES,
  type DayAccount,
  type DayCause,
  mainCause,
  outagesOf,
} from "../../services/completeness/day-account.ts";
import type { AccountedDay } from "../../services/completeness/read-days.ts";
import { dateOf, dayOf, momentOf, numberOf, timeOf, weekdayName } from "../parts/format.ts";
import { Section } from "../parts/section.tsx";
import type { View } from "../view.ts";

const HEIGHT = 16;
const HOUR_MS = 3_600_000;
const MOST_OUTAGES = 5;

/** How each of the last days adds up, one bar a day; the figures behind it as a table for those who do not see it. */
export function ScreenDays(props: { view: View; timeZone: string; days: readonly AccountedDay[] }) {
  const { view, days } = props;
  const { t } = view;
  const causes = DAY_CAUSES.filter((cause) => days.some(({ account }) => account.ms[cause] > 0));
  return (
    <Section title={t("days.title")} note={t("days.note")}>
      {days.length === 0 ? <p class="mute">{t("days.none")}</p> : null}
      <svg width="0" height="0" class="hatch-source" aria-hidden="true">
        <defs>
          <pattern id="day-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect class="day-hatch-line" width="2" height="5" />
          </pattern>
        </defs>
      </svg>
      <div class="screen-days" aria-hidden="true">
        <div class="screen-day">
          <span />
          <span />
          <span class="number" title={t("days.in-hours-what")}>
            {t("days.in-hours")}
          </span>
        </div>
        {days.map((day) => (
          <div class="screen-day">
            <span>{dayName(view, day.date)}</span>
            <Bar account={day.account} />
            <span class="number">{shareOf(view, day.account)}</span>
          </div>
        ))}
        <ul class="day-key">
          {causes.map((cause) => (
            <li>
              <svg width="14" height="14" aria-hidden="true">
                <rect class={`day-${cause}`} width="14" height="14" />
              </svg>
              {t(`cause.${cause}`)}
            </li>
          ))}
        </ul>
      </div>
      <div class="only-read">
        <DayTable view={view} days={days} causes={causes} />
      </div>
      <Outages {...props} />
    </Section>
  );
}

function Bar({ account }: { account: DayAccount }) {
  const lengthMs = account.toMs - account.fromMs;
  let doneMs = 0;
  return (
    <svg width="100%" height={HEIGHT} aria-hidden="true">
      <rect class="day-ground" width="100%" height={HEIGHT} />
      {DAY_CAUSES.map((cause) => {
        const fromMs = doneMs;
        doneMs += account.ms[cause];
        if (account.ms[cause] === 0) return null;
        return (
          <rect
            class={`day-${cause}`}
            x={percent(fromMs / lengthMs)}
            width={percent(account.ms[cause] / lengthMs)}
            height={HEIGHT}
          />
        );
      })}
    </svg>
  );
}

function DayTable(props: { view: View; days: readonly AccountedDay[]; causes: readonly DayCause[] }) {
  const { view, days, causes } = props;
  const { t } = view;
  return (
    <table>
      <caption>{t("days.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("days.day")}</th>
          {causes.map((cause) => (
            <th scope="col">{t(`cause.${cause}`)}</th>
          ))}
          <th scope="col">{t("days.in-hours")}</th>
        </tr>
      </thead>
      <tbody>
        {days.map(({ date, account }) => (
          <tr>
            <th scope="row">{dayOf(date)}</th>
            {causes.map((cause) => (
              <td>{hoursOf(view, account.ms[cause])}</td>
            ))}
            <td>{shareOf(view, account)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The newest first: what somebody may have to look into. */
function Outages(props: { view: View; timeZone: string; days: readonly AccountedDay[] }) {
  const { view, timeZone } = props;
  const { t } = view;
  const outages = outagesOf(props.days.map(({ account }) => account)).reverse();
  const more = outages.length - MOST_OUTAGES;
  return (
    <>
      <h3 class="day-outages-head">{t("days.outages")}</h3>
      {outages.length === 0 ? <p class="small mute">{t("days.outages-none")}</p> : null}
      <ul class="day-outages">
        {outages.slice(0, MOST_OUTAGES).map(({ fromMs, toMs, causes }) => (
          <li>
            {t("days.outage", {
              from: momentOf(view, fromMs, timeZone),
              to: isSameDay(view, fromMs, toMs, timeZone) ? timeOf(toMs, timeZone) : momentOf(view, toMs, timeZone),
              length: lengthText(view, toMs - fromMs),
              cause: t(`cause.${mainCause(causes)}`),
            })}
          </li>
        ))}
        {more > 0 ? <li class="mute">{t("days.outages-more", { n: more })}</li> : null}
      </ul>
    </>
  );
}

/** A part of the operating hours; while a log is awaited it is not known. */
function shareOf(view: View, { inHours }: DayAccount): string {
  if (inHours.openMs === 0) return "–";
  if (inHours.notYetKnownMs > 0) return view.t("days.waiting");
  const part = (inHours.shownMs + inHours.panelUnknownMs) / inHours.openMs;
  // Rounded down: only a day without a hole is a hundred.
  return `${numberOf(view, Math.floor(part * 1_000) / 10, 1)} %`;
}

function lengthText(view: View, ms: number): string {
  return ms < HOUR_MS ? view.t("time.minutes", { n: Math.round(ms / 60_000) }) : `${hoursOf(view, ms)} h`;
}

const hoursOf = (view: View, ms: number): string => numberOf(view, ms / HOUR_MS, 1);
const percent = (part: number): string => `${Math.round(part * 100_000) / 1_000}%`;
const dayName = (view: View, date: string): string =>
  `${weekdayName(view, weekdayOf(date))} ${dayOf(date).slice(0, 5)}`;

function isSameDay(view: View, oneMs: number, otherMs: number, timeZone: string): boolean {
  return dateOf(view, oneMs, timeZone) === dateOf(view, otherMs, timeZone);
}
