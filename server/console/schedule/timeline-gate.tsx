import { numberOf, timeOf } from "../parts/format.ts";
import { Lights } from "../parts/lights.tsx";
import { ScreenOutline } from "../parts/screen-outline.tsx";
import { State } from "../parts/state.tsx";
import { windowWords } from "../parts/window-text.ts";
import type { View } from "../view.ts";
import { Lane, type LaneContext } from "./lane.tsx";
import { type AxisMark, percent } from "./timeline-axis.tsx";
import type { TimelineGate, TimelineLane } from "./timeline-data.ts";
import { nowAndNext } from "./timeline-now.ts";
import { timelineHref } from "./timeline-query.ts";

/** A gate's head, its language mix against what was set, and its screens. */
export function Gate(props: LaneContext & { gate: TimelineGate; marks: readonly AxisMark[] }) {
  const { gate, view } = props;
  const { t } = view;
  return (
    <section class="gate" aria-label={gate.names[view.locale]}>
      <header class="gate-head">
        <h3>
          <a href={`/sites/${gate.siteId}`}>{gate.names[view.locale]}</a>
        </h3>
        <p class="gate-hours">
          {gate.hours === "around-the-clock"
            ? t("timeline.open-always")
            : gate.hours.length === 0
              ? t("timeline.shut")
              : t("timeline.open", { hours: windowWords(gate.hours, t("entry-words.next-day")) })}
        </p>
        <Mix view={view} languages={gate.languages} />
      </header>
      {gate.lanes.map((line) => (
        <div class="line">
          <div class="line-head">
            <a href={timelineHref(props.query, { screen: line.screen.screenId }, "#glass")} data-glass>
              <ScreenOutline widthPx={line.screen.widthPx} heightPx={line.screen.heightPx} />
              {line.screen.name}
            </a>
            <Lights view={view} lights={line.lights} />
          </div>
          <Lane {...props} line={line} marks={props.marks} />
          <NowWords {...props} line={line} />
        </div>
      ))}
    </section>
  );
}

/** Heavier stone for the heavier language; a notch where each should end. */
function Mix(props: { view: View; languages: TimelineGate["languages"] }) {
  const { view, languages } = props;
  const { t } = view;
  const held = languages.filter(({ heldPpm }) => heldPpm > 0);
  if (held.length === 0) return <p class="gate-mix mute small">{t("timeline.mix-none")}</p>;
  const figure = (ppm: number) => numberOf(view, ppm / 10_000, 1);
  const words = languages.map(({ language, heldPpm, wantedPpm }) =>
    wantedPpm === null
      ? t("timeline.mix-held", { language, held: figure(heldPpm) })
      : t("timeline.mix-wanted", { language, held: figure(heldPpm), wanted: figure(wantedPpm) }),
  );
  const offPpm = Math.max(...languages.map(({ heldPpm, wantedPpm }) => Math.abs(heldPpm - (wantedPpm ?? heldPpm))));
  let x = 0;
  let notch = 0;
  return (
    <>
      <div class="gate-mix">
        <svg class="mix" width="100%" height="27" role="img" aria-label={words.join("; ")}>
          {held.map(({ language, heldPpm }, index) => {
            const place = { x: percent(x), width: percent(heldPpm / 1_000_000) };
            x += heldPpm / 1_000_000;
            return (
              <svg {...place} height="22" aria-hidden="true">
                <rect class={`mix-${Math.min(3, index)}`} width="100%" height="100%" />
                <text class={`mix-text-${Math.min(3, index)}`} x="6" y="15">
                  <tspan class="mix-tag">{heldPpm >= 40_000 ? language : ""}</tspan>
                  {heldPpm >= 80_000 ? ` ${figure(heldPpm)}` : ""}
                </text>
              </svg>
            );
          })}
          {languages.slice(0, -1).map(({ wantedPpm }) => {
            notch += (wantedPpm ?? 0) / 1_000_000;
            return wantedPpm === null ? null : (
              <line class="mix-notch" x1={percent(notch)} x2={percent(notch)} y1="22" y2="27" />
            );
          })}
        </svg>
        <p class="mix-words">{held.map(({ language, heldPpm }) => `${language} ${figure(heldPpm)}`).join(" · ")}</p>
      </div>
      <p class="gate-off">
        <State kind={offPpm <= 20_000 ? "good" : "look"}>{t("timeline.mix-off", { points: figure(offPpm) })}</State>
      </p>
    </>
  );
}

function NowWords(props: LaneContext & { line: TimelineLane }) {
  const { view, line } = props;
  const { t } = view;
  const { now, next } = nowAndNext(line.day, view.nowMs);
  if (now === null) return null;
  const names = now.length === 0 ? t("timeline.empty-now") : now.join(" · ");
  return (
    <p class="line-words">
      <b>{t("timeline.now")}</b> <span>{names}</span>
      {next === null ? null : (
        <>
          <b>{t("timeline.next")}</b>{" "}
          {next.kind === "hole" ? (
            <State kind="missing">{t("timeline.hole-from", { time: timeOf(next.atMs, line.screen.timeZone) })}</State>
          ) : (
            <span>
              {timeOf(next.atMs, line.screen.timeZone)} {next.name}
              {next.isWaiting ? `, ${t("timeline.waiting")}` : ""}
            </span>
          )}
        </>
      )}
    </p>
  );
}
