import { timeOf } from "../parts/format.ts";
import type { View } from "../view.ts";
import type { LaneBar } from "./day-lanes.ts";
import type { ReadEntry } from "./reach.ts";

const HEIGHT = { campaign: 24, base: 20 };
const TOP = { campaign: 4, base: 32 };

/** One screen's day as drawn stone: campaigns heavier and above, the base below, a hole in the warm dashes. */
export function Lane(props: {
  view: View;
  bars: readonly LaneBar[];
  entries: readonly ReadEntry[];
  timeZone: string;
  /** Share of the day that is over; null on another day than today. */
  now: number | null;
}) {
  const { view, bars } = props;
  const entryOf = (id: string | null) => props.entries.find((entry) => entry.id === id);
  const spoken = bars.map((bar) => {
    const name = entryOf(bar.entryId)?.name ?? view.t("schedule-page.slate");
    return `${name} ${timeOf(bar.fromMs, props.timeZone)}–${endOf(bar, props.timeZone)}`;
  });
  return (
    <svg class="lane" width="100%" height="58" role="img" aria-label={spoken.join("; ")}>
      {[25, 50, 75].map((percent) => (
        <line class="lane-line" x1={`${percent}%`} x2={`${percent}%`} y1="0" y2="58" />
      ))}
      {bars.map((bar) => {
        const entry = entryOf(bar.entryId);
        const layer = entry?.layer === "campaign" ? "campaign" : "base";
        const place = {
          x: `${(bar.from * 100).toFixed(3)}%`,
          width: `${((bar.to - bar.from) * 100).toFixed(3)}%`,
          y: TOP[layer],
          height: HEIGHT[layer],
        };
        return (
          <svg {...place} aria-hidden="true">
            <rect class={bar.entryId === null ? "bar-hole" : `bar-${layer}`} width="100%" height="100%" />
            <text class={bar.entryId === null ? "bar-hole-text" : `bar-${layer}-text`} x="6" y={HEIGHT[layer] / 2 + 4}>
              {entry === undefined ? view.t("schedule-page.slate") : labelOf(entry)}
            </text>
          </svg>
        );
      })}
      {props.now === null ? null : (
        <line class="lane-now" x1={`${props.now * 100}%`} x2={`${props.now * 100}%`} y1="0" y2="58" />
      )}
    </svg>
  );
}

/** Hours of the day over the lanes. */
export function Axis(props: { now: number | null; nowText: string }) {
  return (
    <svg class="axis" width="100%" height="24" aria-hidden="true">
      {[0, 3, 6, 9, 12, 15, 18, 21].map((hour) => (
        <text x={`${(hour / 24) * 100}%`} y="16" class={hour % 6 === 0 ? undefined : "axis-odd"}>
          {`${String(hour).padStart(2, "0")}:00`}
        </text>
      ))}
      {props.now === null ? null : (
        <svg x={`${props.now * 100}%`} y="2" width="1" height="20" overflow="visible" aria-hidden="true">
          <rect class="axis-now" x="-21" width="42" height="20" />
          <text class="axis-now-text" x="0" y="14" text-anchor="middle">
            {props.nowText}
          </text>
        </svg>
      )}
    </svg>
  );
}

function labelOf(entry: ReadEntry): string {
  return entry.sharePpm === null ? entry.name : `${entry.name} · ${Math.round(entry.sharePpm / 10_000)} %`;
}

function endOf(bar: LaneBar, timeZone: string): string {
  const text = timeOf(bar.toMs, timeZone);
  return bar.to === 1 && text === "00:00" ? "24:00" : text;
}
