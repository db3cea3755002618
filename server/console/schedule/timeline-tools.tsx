import { addDays } from "../../../schemas/rules/zoned-time.ts";
import type { View } from "../view.ts";
import type { TimelineQuery } from "./timeline-query.ts";
import { timelineHref } from "./timeline-query.ts";
import type { FilterOption } from "./timeline-screens.ts";

const SPANS = ["day", "week", "quarter"] as const;
const STEP_DAYS = { day: 1, week: 7, quarter: 30 } as const;
/** More choices than this are a list to pick from. */
const MOST_CHIPS = 4;

export interface FilterChoices {
  readonly sites: readonly FilterOption[];
  readonly provinces: readonly FilterOption[];
  readonly neighbours: readonly FilterOption[];
}

/** How much time, which date, which screens: all of it in the address. */
export function TimelineTools(props: {
  view: View;
  query: TimelineQuery;
  choices: FilterChoices;
  /** Screens with something to decide; null: not looked for. */
  needing: number | null;
}) {
  const { view, query, choices, needing } = props;
  const { t } = view;
  const step = STEP_DAYS[query.span];
  return (
    <div class="timeline-tools no-print">
      <nav class="switch" aria-label={t("timeline.span")}>
        {SPANS.map((span) => (
          <a
            class="button button-small"
            href={timelineHref(query, { span })}
            aria-current={span === query.span ? "true" : undefined}
          >
            {t(`timeline.span-${span}`)}
          </a>
        ))}
      </nav>
      <span class="timeline-steps">
        <a
          class="button button-small"
          href={timelineHref(query, { date: addDays(query.date, -step), at: null })}
          aria-label={t("schedule-page.previous")}
        >
          ‹
        </a>
        <a
          class="button button-small"
          href={timelineHref(query, { date: query.today, at: null })}
          aria-current={query.date === query.today ? "date" : undefined}
        >
          {t("schedule-page.today")}
        </a>
        <a
          class="button button-small"
          href={timelineHref(query, { date: addDays(query.date, step), at: null })}
          aria-label={t("schedule-page.next")}
        >
          ›
        </a>
      </span>
      <div class="chips">
        <Choices {...props} field="province" options={choices.provinces} />
        <Choices {...props} field="site" options={choices.sites} />
        <Choices {...props} field="neighbour" options={choices.neighbours} />
        <a
          class="chip"
          href={timelineHref(query, { needs: !query.needs })}
          aria-current={query.needs ? "true" : undefined}
        >
          {t("timeline.needs")} {needing === null ? null : <b>{needing}</b>}
        </a>
      </div>
    </div>
  );
}

/** A few values stand as chips; many are a list with its own button. One value alone filters nothing. */
function Choices(props: {
  view: View;
  query: TimelineQuery;
  field: "site" | "province" | "neighbour";
  options: readonly FilterOption[];
}) {
  const { view, query, field, options } = props;
  const { t } = view;
  const chosen = query[field];
  if (options.length < 2 && chosen === null) return null;
  if (options.length > MOST_CHIPS) return <ChoiceList {...props} />;
  return (
    <>
      {options.map(({ value, label, screens }) => (
        <a
          class="chip"
          href={timelineHref(query, { [field]: chosen === value ? null : value })}
          aria-current={chosen === value ? "true" : undefined}
        >
          {field === "neighbour" ? t("timeline.neighbour", { name: label }) : label} <b>{screens}</b>
        </a>
      ))}
    </>
  );
}

function ChoiceList(props: Parameters<typeof Choices>[0]) {
  const { view, query, field, options } = props;
  const { t } = view;
  const kept = new URLSearchParams(timelineHref(query, { [field]: null, page: 1 }).split("?")[1] ?? "");
  const chosen = options.find(({ value }) => value === query[field]);
  return (
    <details class="chip-list">
      <summary class="chip" aria-current={chosen === undefined ? undefined : "true"}>
        {chosen === undefined ? t(`timeline.by-${field}`, { n: options.length }) : chosen.label}
      </summary>
      <form method="get" action="/schedule">
        {[...kept].map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <select class="input" name={field} aria-label={t(`timeline.by-${field}`, { n: options.length })}>
          <option value="">{t("timeline.all")}</option>
          {options.map(({ value, label, screens }) => (
            <option value={value} selected={value === query[field]}>
              {`${label} (${screens})`}
            </option>
          ))}
        </select>
        <button type="submit" class="button button-small">
          {t("timeline.show")}
        </button>
      </form>
    </details>
  );
}
