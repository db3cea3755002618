import type { DaypartView } from "../../services/schedule/list-dayparts.ts";
import type { ProblemLine } from "../../services/schedule/list-schedule-problems.ts";
import { sayProblem } from "../../services/schedule/say-problem.ts";
import { Icon } from "../parts/icon.tsx";
import { Section } from "../parts/section.tsx";
import { State } from "../parts/state.tsx";
import { WeekBand } from "../parts/week-band.tsx";
import type { View } from "../view.ts";
import type { EntryConflict } from "./entry-conflicts.ts";
import type { EntryDraft } from "./entry-input.ts";
import type { Outlook } from "./entry-outlook.ts";
import type { Places } from "./entry-places.ts";
import { conflictSentence, entrySentence, shortDay } from "./entry-sentence.ts";
import { whereOf } from "./entry-words.ts";

export interface EntryAsideProps {
  view: View;
  shown: EntryDraft | null;
  outlook: Outlook | null;
  places: Places;
  dayparts: readonly DaypartView[];
  problems: readonly ProblemLine[];
}

/** What the form means as it stands: the sentence, the week, the screens, and what it would meet. */
export function EntryAside(props: EntryAsideProps) {
  const { view, shown, outlook } = props;
  const { t } = view;
  if (shown === null || outlook === null) {
    return (
      <Section title={t("entry-aside.title")}>
        <p class="mute">{t("entry-aside.not-yet")}</p>
      </Section>
    );
  }
  return (
    <Section title={t("entry-aside.title")}>
      <div class="stack-close">
        <p class="entry-sentence">{entrySentence(view, shown, outlook.timeZone, props.dayparts)}</p>
        {outlook.nextDates.length === 0 ? (
          <State kind="look">{t("entry-aside.no-dates")}</State>
        ) : (
          <p class="small mute">
            {t("entry-aside.next-dates", {
              n: outlook.nextDates.length,
              days: outlook.nextDates.map((date) => shortDay(view, date)).join(", "),
            })}
          </p>
        )}
        {props.problems.map((line) => (
          <div class={line.severity === "note" ? "say say-calm" : "say"} data-problem={line.problem.kind}>
            <Icon name="look" />
            <p>{sayProblem(view.locale, line).sentence}</p>
          </div>
        ))}
        <Conflicts view={view} conflicts={outlook.conflicts} days={outlook.lookedDays} />
        <WeekBand view={view} days={outlook.week} label={t("entry-aside.week")} weight={shown.layer} />
        {outlook.drawnFor === null ? null : (
          <p class="small faint">{t("entry-aside.drawn-for", { site: outlook.drawnFor })}</p>
        )}
        <Reached {...props} shown={shown} outlook={outlook} />
      </div>
    </Section>
  );
}

const MOST_LISTED = 3;

function Reached(props: EntryAsideProps & { shown: EntryDraft; outlook: Outlook }) {
  const { view, outlook } = props;
  const { t } = view;
  const { reached } = outlook;
  const sites = new Set(reached.map(({ facts }) => facts.siteId)).size;
  const listed = reached.slice(0, MOST_LISTED);
  return (
    <div>
      <p>
        {reached.length === 0 ? (
          <State kind="look">{t("entry-aside.reaches-none")}</State>
        ) : (
          <b>{t("entry-aside.reaches", { n: reached.length, sites })}</b>
        )}
      </p>
      <p class="small mute">{whereOf(view, props.shown.target, props.places)}</p>
      <ul class="reached-list">
        {listed.map(({ siteName, name }) => (
          <li>
            {siteName}, {name}
          </li>
        ))}
      </ul>
      {reached.length <= MOST_LISTED ? null : (
        <details class="more-fields">
          <summary>{t("entry-aside.all-screens", { n: reached.length - MOST_LISTED })}</summary>
          <ul class="reached-list">
            {reached.slice(MOST_LISTED).map(({ siteName, name }) => (
              <li>
                {siteName}, {name}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

const MOST_CONFLICTS = 4;

function Conflicts(props: { view: View; conflicts: readonly EntryConflict[]; days: number }) {
  const { view, conflicts } = props;
  const { t } = view;
  if (conflicts.length === 0) {
    return <p class="small mute">{t("entry-aside.no-conflict", { n: props.days })}</p>;
  }
  // To win is what a higher layer is for; the rest wants a look.
  const sorted = [...conflicts].sort((left, right) => Number(isWin(left)) - Number(isWin(right)));
  return (
    <>
      {sorted.slice(0, MOST_CONFLICTS).map((conflict) => {
        const { fact, verdict } = conflictSentence(view, conflict);
        return (
          <div class={isWin(conflict) ? "say say-calm" : "say"} data-conflict={conflict.kind}>
            <Icon name="look" />
            <p>
              {fact} <b>{verdict}</b>
            </p>
          </div>
        );
      })}
      {conflicts.length <= MOST_CONFLICTS ? null : (
        <p class="small mute">{t("entry-aside.more-conflicts", { n: conflicts.length - MOST_CONFLICTS })}</p>
      )}
    </>
  );
}

function isWin({ kind }: EntryConflict): boolean {
  return kind === "takes-over";
}
