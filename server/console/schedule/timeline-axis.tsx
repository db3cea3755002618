import { addDays, weekdayOf } from "../../../schemas/rules/zoned-time.ts";
import { Speaker } from "../../services/schedule/speaker.ts";
import { dayOf, HOME_ZONE, weekdayName } from "../parts/format.ts";
import type { View } from "../view.ts";
import type { TimelineLane } from "./timeline-data.ts";
import { mondayOf, type TimelineQuery } from "./timeline-query.ts";
import { QUARTER_DAYS } from "./timeline-spans.ts";

/** A mark of the axis: where it stands, what it says, whether a date begins there. */
export interface AxisMark {
  readonly x: number;
  readonly label: string;
  readonly isMidnight: boolean;
  /** Left out where there is little room. */
  readonly isMinor: boolean;
}

const NIGHT_HOURS = 30;
const HOUR_STEP = 3;

/** Hours of a date and the night after it, dates of a week, or Mondays of ninety days. */
export function axisMarks(
  view: View,
  query: TimelineQuery,
  { startMs, endMs, place }: Pick<TimelineLane, "startMs" | "endMs" | "place">,
): AxisMark[] {
  const share = (atMs: number) => (atMs - startMs) / (endMs - startMs);
  const mark = (date: string, hour: number, label: string, isMidnight: boolean, isMinor: boolean): AxisMark => {
    const x = share(hour < 24 ? place.at(date, hour * 60) : place.at(addDays(date, 1), (hour - 24) * 60));
    return { x, label, isMidnight, isMinor };
  };
  if (query.span === "week") {
    const monday = mondayOf(query.date);
    return Array.from({ length: 7 }, (_, index) => {
      const date = addDays(monday, index);
      return mark(date, 0, shortDate(view, date), true, false);
    });
  }
  if (query.span === "quarter") {
    const dates = Array.from({ length: QUARTER_DAYS }, (_, index) => addDays(query.date, index));
    return dates
      .filter((date) => weekdayOf(date) === 0)
      .map((date, index) => mark(date, 0, dayOf(date).slice(0, 5), false, index % 3 !== 0));
  }
  const next = shortDate(view, addDays(query.date, 1));
  return Array.from({ length: NIGHT_HOURS / HOUR_STEP }, (_, index) => {
    const hour = index * HOUR_STEP;
    const label = hour === 24 ? next : `${String(hour % 24).padStart(2, "0")}:00`;
    return mark(query.date, hour, label, hour === 24, hour % 6 !== 0);
  });
}

/** `T2 23/11`. */
export function shortDate(view: View, date: string): string {
  return `${weekdayName(view, weekdayOf(date))} ${dayOf(date).slice(0, 5)}`;
}

/** `Thứ Hai 23/11`, as a sentence begins. */
export function longDate(view: View, date: string): string {
  const weekday = new Speaker(view.locale, HOME_ZONE).weekdays([weekdayOf(date)]);
  return `${weekday.slice(0, 1).toLocaleUpperCase(view.locale)}${weekday.slice(1)} ${dayOf(date).slice(0, 5)}`;
}

/** Share of the time that is over at an instant; null outside it. */
export function shareOf(atMs: number, { startMs, endMs }: Pick<TimelineLane, "startMs" | "endMs">): number | null {
  return atMs < startMs || atMs >= endMs ? null : (atMs - startMs) / (endMs - startMs);
}

/** The marks over the lanes, and now in the warm colour where there is room for its time. */
export function Axis(props: { marks: readonly AxisMark[]; now: number | null; nowText: string | null }) {
  const { marks, now } = props;
  return (
    <svg class="axis" width="100%" height="30" aria-hidden="true">
      {marks.map(({ x, label, isMidnight, isMinor }) => (
        <text x={percent(x)} dx="5" y="19" class={axisClass(isMidnight, isMinor)}>
          {label}
        </text>
      ))}
      {now === null || props.nowText === null ? null : (
        <svg x={percent(now)} y="5" width="1" height="20" overflow="visible" aria-hidden="true">
          <rect class="axis-now" x="-21" width="42" height="20" rx="2" />
          <text class="axis-now-text" x="0" y="14" text-anchor="middle">
            {props.nowText}
          </text>
        </svg>
      )}
    </svg>
  );
}

function axisClass(isMidnight: boolean, isMinor: boolean): string | undefined {
  if (isMidnight) return "axis-midnight";
  return isMinor ? "axis-minor" : undefined;
}

/** A share as an SVG length. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
