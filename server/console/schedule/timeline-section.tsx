import { numberOf, timeOf } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import { zoneWords } from "./entry-words.ts";
import type { LaneContext } from "./lane.tsx";
import { LockIcon, MoonIcon } from "./lane-icons.tsx";
import { Axis, axisMarks, shareOf, shortDate } from "./timeline-axis.tsx";
import type { Timeline } from "./timeline-data.ts";
import { Gate } from "./timeline-gate.tsx";
import { timelineHref } from "./timeline-query.ts";

/** Screens × time: the week with its marks, the axis, each gate with its screens, and what the signs mean. */
export function TimelineSection(props: LaneContext & { timeline: Timeline }) {
  const { view, timeline } = props;
  const { t } = view;
  const [first] = timeline.gates.flatMap(({ lanes }) => lanes);
  const zones = new Set(timeline.gates.flatMap(({ lanes }) => lanes.map(({ screen }) => screen.timeZone)));
  const marks = first === undefined ? [] : axisMarks(view, timeline.query, first);
  return (
    <section class="section timeline" id="timeline" aria-label={t("timeline.title")} data-timeline {...texts(props)}>
      <Week {...props} />
      {timeline.query.date < timeline.query.today ? <p class="timeline-past">{t("timeline.past")}</p> : null}
      {first === undefined ? (
        <p class="body mute">{t("timeline.no-match")}</p>
      ) : (
        <>
          <Hatch />
          <div class="line line-axis">
            <p class="axis-zone">
              {zones.size === 1 ? zoneWords(view, first.screen.timeZone) : t("timeline.many-zones")}
            </p>
            <Axis
              marks={marks}
              now={shareOf(view.nowMs, first)}
              nowText={timeline.query.span === "day" ? timeOf(view.nowMs, first.screen.timeZone) : null}
            />
          </div>
          {timeline.gates.map((gate) => (
            <Gate {...props} gate={gate} marks={marks} />
          ))}
        </>
      )}
      <Foot {...props} />
    </section>
  );
}

/** Sentences of the island, in the page's language. */
function texts({ view }: LaneContext) {
  const { t } = view;
  return {
    "data-say-moving": t("timeline.say-moving"),
    "data-say-reverted": t("timeline.say-reverted"),
    "data-say-lost": t("timeline.say-lost"),
    "data-say-undo": t("timeline.say-undo"),
    "data-say-undone": t("timeline.say-undone"),
    "data-next-day": t("entry-words.next-day"),
  };
}

function Week({ view, timeline }: LaneContext & { timeline: Timeline }) {
  const { query, week } = timeline;
  return (
    <nav class="week" aria-label={view.t("timeline.week")}>
      {week.map(({ date, marks }) => (
        <a
          href={timelineHref(query, { date, span: query.span === "quarter" ? "day" : query.span, at: null })}
          aria-current={date === query.date ? "date" : undefined}
          class={date === query.today ? "week-today" : undefined}
        >
          {shortDate(view, date)}
          {marks === null || marks === 0 ? null : (
            <span class="state state-look">
              <Icon name="look" />
              <span aria-hidden="true">{marks}</span>
              <span class="only-read">{view.t("timeline.marks", { n: marks })}</span>
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}

/** One hatching for all hours outside operation, one row of ticks for all crowded locked shares. */
function Hatch() {
  return (
    <svg width="0" height="0" class="hatch-source" aria-hidden="true">
      <defs>
        <pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line class="hatch-line" x1="0" x2="0" y1="0" y2="8" />
        </pattern>
        <pattern id="ticks" width="7" height="100" patternUnits="userSpaceOnUse">
          <line class="tick-line" x1="1" x2="1" y1="5" y2="17" />
        </pattern>
      </defs>
    </svg>
  );
}

function Foot({ view, timeline }: LaneContext & { timeline: Timeline }) {
  const { t } = view;
  const { query, pages, shown, matching, total } = timeline;
  return (
    <footer class="timeline-foot">
      <Legend view={view} />
      {shown === total ? null : (
        <p class="timeline-pages small">
          {t("timeline.counts", {
            shown: numberOf(view, shown),
            matching: numberOf(view, matching),
            total: numberOf(view, total),
          })}
          {query.page > 1 ? (
            <a href={timelineHref(query, { page: query.page - 1 }, "#timeline")}>‹ {t("timeline.page-before")}</a>
          ) : null}
          {query.page < pages ? (
            <a href={timelineHref(query, { page: query.page + 1 }, "#timeline")}>{t("timeline.page-after")} ›</a>
          ) : null}
        </p>
      )}
    </footer>
  );
}

function Legend({ view }: Pick<LaneContext, "view">) {
  const { t } = view;
  const keys = ["base", "campaign", "waiting", "takeover", "override"] as const;
  return (
    <p class="legend">
      {keys.map((key) => (
        <span>
          <i class={`key-${key}`} />
          {t(`timeline.key-${key}`)}
        </span>
      ))}
      <span>
        <i class="key-ticks" />
        <LockIcon />
        {t("timeline.key-locked")}
      </span>
      <span>
        <MoonIcon />
        {t("timeline.key-night")}
      </span>
      <span>
        <svg class="key-closed" width="24" height="12" aria-hidden="true">
          <rect class="lane-closed" width="24" height="12" />
        </svg>
        {t("timeline.key-closed")}
      </span>
      <span class="warm">
        <Icon name="look" />
        {t("timeline.key-clash")}
      </span>
      <span class="warm">
        <Icon name="missing" />
        {t("timeline.key-hole")}
      </span>
    </p>
  );
}
