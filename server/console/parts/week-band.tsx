import { weekdayOf } from "../../../schemas/rules/zoned-time.ts";
import type { View } from "../view.ts";
import { dayOf, weekdayName } from "./format.ts";

/** One day of the drawing; minutes count from its own midnight and may run past the next one. */
export interface BandDay {
  readonly date: string;
  readonly bars: readonly (readonly [fromMinutes: number, toMinutes: number])[];
  /** An exception: the mark says that this day is apart from the rule. */
  readonly isException?: boolean;
}

/** A day and a half, so that a night is one bar in the row of the day it starts on. */
const SPAN_MINUTES = 36 * 60;
const DAY_MINUTES = 24 * 60;
const HEIGHT = 18;
const HOURS = [6, 12, 18, 24, 30];

/** A week as rows of one day each, drawn across midnight. */
export function WeekBand(props: { view: View; days: readonly BandDay[]; label: string; weight: string }) {
  const { view, days } = props;
  const spoken = days
    .filter(({ bars }) => bars.length > 0)
    .map((day) => `${dayName(view, day.date)} ${day.bars.map(barText).join(", ")}`);
  return (
    <figure class="week-band" role="img" aria-label={`${props.label}: ${spoken.join("; ")}`}>
      <div class="week-row week-axis" aria-hidden="true">
        <span />
        <svg width="100%" height="14" aria-hidden="true">
          {HOURS.map((hour) => (
            <text x={percent(hour * 60)} y="11" text-anchor="middle" class={hour === 24 ? "week-midnight" : undefined}>
              {String(hour % 24).padStart(2, "0")}
            </text>
          ))}
        </svg>
      </div>
      {days.map((day) => (
        <div class="week-row" aria-hidden="true">
          <span>{dayName(view, day.date)}</span>
          <svg width="100%" height={HEIGHT} aria-hidden="true">
            {HOURS.map((hour) => (
              <line
                class={hour === 24 ? "week-midnight" : "week-line"}
                x1={percent(hour * 60)}
                x2={percent(hour * 60)}
                y1="0"
                y2={HEIGHT}
              />
            ))}
            {day.bars.map(([from, to]) => (
              <rect
                class={`week-bar week-bar-${props.weight}`}
                x={percent(from)}
                width={percent(Math.min(to, SPAN_MINUTES) - from)}
                y="3"
                height={HEIGHT - 6}
              />
            ))}
            {day.isException === true ? <circle class="week-exception" cx="6" cy={HEIGHT / 2} r="3.5" /> : null}
          </svg>
        </div>
      ))}
    </figure>
  );
}

function dayName(view: View, date: string): string {
  return `${weekdayName(view, weekdayOf(date))} ${dayOf(date).slice(0, 5)}`;
}

function barText([from, to]: readonly [number, number]): string {
  return `${clock(from)}–${clock(to)}`;
}

function clock(minutes: number): string {
  const ofDay = minutes > DAY_MINUTES ? minutes - DAY_MINUTES : minutes;
  return `${String(Math.floor(ofDay / 60)).padStart(2, "0")}:${String(ofDay % 60).padStart(2, "0")}`;
}

function percent(minutes: number): string {
  return `${((minutes / SPAN_MINUTES) * 100).toFixed(3)}%`;
}
