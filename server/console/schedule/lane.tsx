import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduleView } from "../../services/schedule/read-schedule.ts";
import { dayOf, timeOf } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import type { View } from "../view.ts";
import { percentOf } from "./entry-words.ts";
import { LockIcon, MoonIcon } from "./lane-icons.tsx";
import type { ReadEntry } from "./reach.ts";
import { type AxisMark, percent, shareOf } from "./timeline-axis.tsx";
import type { TimelineLane } from "./timeline-data.ts";
import type { LaneBar, LaneDrawing, LaneTicks } from "./timeline-lane.ts";
import { movableOf } from "./timeline-movable.ts";
import { type TimelineQuery, timelineHref } from "./timeline-query.ts";

/** What every lane of a page is drawn with. */
export interface LaneContext {
  readonly view: View;
  readonly query: TimelineQuery;
  readonly schedule: ScheduleView;
  readonly mayChange: (entry: ReadEntry) => boolean;
}

/** One screen's time as drawn stone; each bar leads to its entry, and may be moved where the entry's own hours say it. */
export function Lane(props: LaneContext & { line: TimelineLane; marks: readonly AxisMark[] }) {
  const { line, marks, view } = props;
  const { lane } = line;
  const now = shareOf(view.nowMs, line);
  const lengthMin = Math.round((line.endMs - line.startMs) / 60_000);
  return (
    <svg
      class={`lane lane-${Math.min(9, lane.rows)}`}
      width="100%"
      role="presentation"
      data-screen={line.screen.screenId}
      data-lane={String(lengthMin)}
      data-start={String(line.startMs)}
    >
      {lane.closed.map(({ x, width }) => (
        <rect class="lane-closed" x={percent(x)} width={percent(width)} height="100%" />
      ))}
      {marks.map(({ x, isMidnight }) => (
        <line class={isMidnight ? "lane-line lane-midnight" : "lane-line"} x1={percent(x)} x2={percent(x)} y2="100%" />
      ))}
      {now === null ? null : <line class="lane-now" x1={percent(now)} x2={percent(now)} y2="100%" />}
      {lane.marks.map((mark) =>
        mark.kind === "hole" ? <HoleMark {...props} mark={mark} top={percent(lane.baseRow / lane.rows)} /> : null,
      )}
      {lane.ticks.map((ticks) => (
        <Ticks {...props} ticks={ticks} rows={lane.rows} />
      ))}
      {lane.bars.map((bar) => (
        <Bar {...props} bar={bar} rows={lane.rows} />
      ))}
      {lane.marks.map((mark) => (mark.kind === "clash" ? <ClashMark {...props} mark={mark} /> : null))}
    </svg>
  );
}

type LaneProps = LaneContext & { line: TimelineLane };

function Bar(props: LaneProps & { bar: LaneBar; rows: number }) {
  const { view, bar, rows, line } = props;
  const { t } = view;
  const entry = props.schedule.entries.find((one) => one.id === bar.bar.entryId);
  const place = { x: percent(bar.x), width: percent(bar.width), y: percent(bar.row / rows) };
  const isNight = crossesMidnight(bar, line.screen.timeZone);
  const words = barWords(view, bar, line.screen.timeZone);
  const href =
    bar.kind === "rest"
      ? timelineHref(
          props.query,
          { screen: line.screen.screenId, at: timeOf(bar.bar.fromMs, line.screen.timeZone) },
          "#glass",
        )
      : `/schedule/entries/${bar.bar.entryId}`;
  return (
    <foreignObject {...place} height={percent(bar.rows / rows)}>
      <a
        class={barClass(bar)}
        href={href}
        aria-label={words}
        title={words}
        draggable={false}
        {...(bar.kind === "rest" || entry === undefined ? {} : moveAttributes(props, bar, entry))}
      >
        {isNight ? <MoonIcon /> : null}
        <span>{bar.bar.continuesBefore ? `‹ ${labelOf(view, bar)}` : labelOf(view, bar)}</span>
        {bar.state === "waiting" ? <span class="only-read">{t("timeline.waits")}</span> : null}
      </a>
    </foreignObject>
  );
}

/** What the island needs to move the bar, or the sentence that says why it stays. */
function moveAttributes({ query, line, view, mayChange }: LaneProps, { bar, kind }: LaneBar, entry: ReadEntry) {
  if (query.span !== "day" || view.person?.roles.includes("editor") !== true) return {};
  if (kind === "section") return { "data-refuse": view.t("timeline.fixed-pinned", { name: entry.name }) };
  const move = movableOf(entry, bar, line.place, query.date, mayChange(entry));
  if (move.kind === "fixed") return { "data-refuse": view.t(...move.why) };
  return {
    "data-move": JSON.stringify({
      entryId: entry.id,
      basis: move.basis,
      windows: move.windows,
      index: move.index,
      from: move.fromMinute,
      until: move.untilMinute,
      offset: Math.round((move.midnightMs - line.startMs) / 60_000),
    }),
  };
}

function barClass({ kind, state, bar }: LaneBar): string {
  return [
    `bar bar-${kind}`,
    state === "waiting" ? "bar-waiting" : "",
    bar.continuesBefore ? "bar-from-before" : "",
    bar.continuesAfter ? "bar-goes-on" : "",
  ]
    .filter((name) => name !== "")
    .join(" ");
}

function labelOf(view: View, { kind, bar, names, state }: LaneBar): string {
  if (kind === "rest") return view.t("timeline.rest", { n: names.length });
  const share = kind === "campaign" && bar.sharePpm !== null ? ` · ${percentOf(view, bar.sharePpm)}` : "";
  return `${bar.name}${share}${state === "waiting" ? ` · ${view.t("timeline.waiting")}` : ""}`;
}

/** `Thủ tục nhanh, 07:00–12:00`, with what keeps it off the glass. */
function barWords(view: View, laneBar: LaneBar, timeZone: string): string {
  const { bar, names, state, kind } = laneBar;
  const name = kind === "rest" ? names.join(", ") : labelOf(view, laneBar);
  const why = bar.waitsFor === null ? "" : `: ${view.t(`timeline.waits-${bar.waitsFor}`)}`;
  return `${name}, ${spanText(bar.fromMs, bar.toMs, timeZone)}${state === "waiting" ? why : ""}`;
}

/** `07:00–12:00`, with the date of either end where it is another one. */
export function spanText(fromMs: number, toMs: number, timeZone: string): string {
  const [from, to] = [civilAt(fromMs, timeZone), civilAt(toMs, timeZone)];
  const isMidnight = to.hour === 0 && to.minute === 0;
  const lastDate = isMidnight ? civilAt(toMs - 1, timeZone).date : to.date;
  const end = isMidnight ? "24:00" : timeOf(toMs, timeZone);
  if (lastDate === from.date) return `${timeOf(fromMs, timeZone)}–${end}`;
  const day = (date: string) => dayOf(date).slice(0, 5);
  return `${timeOf(fromMs, timeZone)} ${day(from.date)} – ${end} ${day(lastDate)}`;
}

function crossesMidnight({ bar, kind }: LaneBar, timeZone: string): boolean {
  const last = civilAt(bar.toMs - 1, timeZone).date;
  return kind !== "rest" && bar.toMs - bar.fromMs < 86_400_000 && civilAt(bar.fromMs, timeZone).date !== last;
}

/** Every showing of a locked share is a tick; too many to tell apart are ticks at even distances. */
function Ticks(props: LaneProps & { ticks: LaneTicks; rows: number }) {
  const { ticks, rows, view, line } = props;
  const entry = props.schedule.entries.find((one) => one.id === ticks.bar.entryId);
  const place = { x: percent(ticks.x), width: percent(ticks.width), height: percent(1 / rows) };
  const words = `${ticks.bar.name}, ${spanText(ticks.bar.fromMs, ticks.bar.toMs, line.screen.timeZone)}`;
  const refuse =
    entry === undefined || props.mayChange(entry) || entry.lock === null
      ? undefined
      : view.t(`schedule.locked-by-${entry.lock}`, { name: entry.name });
  return (
    <>
      {ticks.starts.length === 0 ? (
        <rect class="ticks-band" {...place} />
      ) : (
        <svg class="ticks" {...place} viewBox="0 0 10000 10" preserveAspectRatio="none" aria-hidden="true">
          <path d={tickPath(ticks)} vector-effect="non-scaling-stroke" />
        </svg>
      )}
      <foreignObject {...place}>
        <a
          class="bar bar-locked"
          href={`/schedule/entries/${ticks.bar.entryId}`}
          aria-label={words}
          title={words}
          draggable={false}
          data-refuse={refuse}
        >
          <span>
            <LockIcon /> {ticks.bar.name}
          </span>
        </a>
      </foreignObject>
    </>
  );
}

function tickPath({ starts, x, width }: LaneTicks): string {
  return starts.map((start) => `M${Math.round(((start - x) / width) * 10_000)} 2V8`).join("");
}

type Mark = LaneDrawing["marks"][number];

function HoleMark(props: LaneProps & { mark: Mark; top: string }) {
  const { view, mark, line } = props;
  const minutes = Math.round((mark.toMs - mark.fromMs) / 60_000);
  const length = minutes < 120 ? `${minutes}′` : view.t("time.hours", { n: Math.round(minutes / 60) });
  const words = view.t("timeline.hole-long", {
    span: spanText(mark.fromMs, mark.toMs, line.screen.timeZone),
    screen: line.screen.name,
  });
  return (
    <foreignObject x={percent(mark.x)} width={percent(mark.width)} y={props.top} height="100%">
      <a class="mark-hole" href="#decide" aria-label={words} title={words}>
        <span>
          {view.t("timeline.hole")} {length}
        </span>
      </a>
    </foreignObject>
  );
}

function ClashMark(props: LaneProps & { mark: Mark }) {
  const { view, mark, line } = props;
  const winner = props.schedule.entries.find((entry) => entry.id === mark.clash?.winnerId)?.name ?? "";
  const span = spanText(mark.fromMs, mark.toMs, line.screen.timeZone);
  const words = view.t("timeline.clash", { span, winner });
  const isLeft = mark.x > 0.3;
  const label = isLeft ? { x: "0", width: percent(mark.x) } : { x: percent(mark.x + mark.width), width: "40%" };
  return (
    <>
      <foreignObject x={percent(mark.x)} width={percent(mark.width)} height="100%">
        <a class="mark-clash" href="#decide" title={words}>
          <span class="only-read">{words}</span>
        </a>
      </foreignObject>
      <foreignObject {...label} y="30%" height="40%" class="mark-words">
        <p class={isLeft ? "clash-words clash-left" : "clash-words"} aria-hidden="true">
          <span>
            <Icon name="look" /> {words}
          </span>
        </p>
      </foreignObject>
    </>
  );
}
