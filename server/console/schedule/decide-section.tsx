import type { ProblemLine } from "../../services/schedule/list-schedule-problems.ts";
import { dayOf } from "../parts/format.ts";
import { Section } from "../parts/section.tsx";
import { State } from "../parts/state.tsx";
import { writeWindows } from "../parts/window-text.ts";
import type { View } from "../view.ts";
import type { Decision } from "./decide-data.ts";
import { isToDecide } from "./timeline-data.ts";

const MOST_SHOWN = 8;
const MOST_LISTED = 60;

/** What must be decided before publishing, worst first, each with what mends it; null: too many screens to have looked. */
export function DecideSection(props: {
  view: View;
  decisions: readonly Decision[] | null;
  mayEdit: boolean;
  /** Looks through every screen. */
  wholeHref: string;
  /** Comes back to this look after an act. */
  back: string;
}) {
  const { view, decisions } = props;
  const { t } = view;
  if (decisions === null) {
    return (
      <Section title={t("schedule-page.problems")} id="decide">
        <p class="mute">
          {t("decide.not-looked")} <a href={props.wholeHref}>{t("decide.look")}</a>
        </p>
      </Section>
    );
  }
  const toDecide = decisions.filter(({ line }) => isToDecide(line));
  const others = (["warning", "note"] as const).map((severity) => ({
    key: `decide.${severity}s` as const,
    list: decisions.filter(({ line }) => line.severity === severity),
  }));
  return (
    <Section title={t("schedule-page.problems")} id="decide" bare>
      {toDecide.length === 0 ? (
        <p class="body mute">{t("schedule-page.problems-none")}</p>
      ) : (
        <Cards {...props} list={toDecide.slice(0, MOST_SHOWN)} of={0} />
      )}
      {toDecide.length <= MOST_SHOWN ? null : (
        <details class="decide-more">
          <summary>{t("decide.more", { n: toDecide.length - MOST_SHOWN })}</summary>
          <Cards {...props} list={toDecide.slice(MOST_SHOWN, MOST_LISTED)} of={toDecide.length - MOST_SHOWN} />
        </details>
      )}
      {others.map(({ key, list }) =>
        list.length === 0 ? null : (
          <details class="decide-more">
            <summary>{t(key, { n: list.length })}</summary>
            <Cards {...props} list={list.slice(0, MOST_LISTED)} of={list.length} />
          </details>
        ),
      )}
    </Section>
  );
}

/** `of` is how many there are where not all are shown. */
function Cards(props: { view: View; list: readonly Decision[]; of: number; mayEdit: boolean; back: string }) {
  const unlisted = props.of - props.list.length;
  return (
    <>
      <ol class="decisions">
        {props.list.map((decision) => (
          <Card {...props} decision={decision} />
        ))}
      </ol>
      {unlisted > 0 ? <p class="body mute">{props.view.t("decide.unlisted", { n: unlisted })}</p> : null}
    </>
  );
}

function Card(props: { view: View; decision: Decision; mayEdit: boolean; back: string }) {
  const { view, decision, mayEdit } = props;
  const { t } = view;
  const { line, accept, extend, fix } = decision;
  const { kind } = line.problem;
  return (
    <li>
      <h3>
        <State kind={stateOf(line)}>
          {kind === "clash" || kind === "hole" ? t(`decide.${kind}`) : t(`severity.${line.severity}`)}
        </State>{" "}
        {decision.sentence}
        {decision.repeats === 0 ? null : ` ${t("decide.repeats", { n: decision.repeats })}`}
      </h3>
      <Consequence view={view} decision={decision} />
      <div class="form-foot">
        {!mayEdit || accept === null ? null : (
          <form method="post" action="/schedule/accept" class="inline-form">
            <input type="hidden" name="entryId" value={accept.entryId} />
            <input type="hidden" name="basis" value={String(accept.basis)} />
            <input type="hidden" name="date" value={accept.date} />
            <input type="hidden" name="windows" value={writeWindows(accept.windows)} />
            <input type="hidden" name="back" value={props.back} />
            <button type="submit" class="button button-small">
              {accept.windows.length === 0
                ? t("decide.accept-none", { date: dayOf(accept.date).slice(0, 5) })
                : t("decide.accept", { windows: writeWindows(accept.windows) })}
            </button>
          </form>
        )}
        {!mayEdit || extend === null ? null : (
          <form method="post" action="/schedule/move" class="inline-form">
            <input type="hidden" name="entryId" value={extend.entry.id} />
            <input type="hidden" name="basis" value={String(extend.entry.updatedAtMs)} />
            <input type="hidden" name="windows" value={writeWindows(extend.windows)} />
            <input type="hidden" name="back" value={props.back} />
            <button type="submit" class="button button-small">
              {t("decide.extend", { name: extend.entry.name })}
            </button>
          </form>
        )}
        <a
          class={accept === null && extend === null ? "button button-small" : "button button-small button-quiet"}
          href={fix.href}
        >
          {fix.label}
          <span class="only-read"> {decision.sentence}</span>
        </a>
      </div>
    </li>
  );
}

function stateOf({ problem, severity }: ProblemLine): "missing" | "look" | "off" {
  if (problem.kind === "hole") return "missing";
  return severity === "note" ? "off" : "look";
}

/** What follows if nothing is decided. */
function Consequence({ view, decision }: { view: View; decision: Decision }) {
  const { t } = view;
  const { line, accept } = decision;
  if (line.problem.kind === "hole") return <p>{t("decide.hole-why")}</p>;
  if (line.problem.kind !== "clash") return null;
  const [loser, winner] = line.entries;
  return (
    <p>
      <b>{t("decide.wins", { winner: winner?.name ?? "" })}</b>
      {t("decide.wins-why")}{" "}
      {accept === null
        ? t("decide.loses", { loser: loser?.name ?? "" })
        : accept.windows.length === 0
          ? t("decide.loses-all", { loser: accept.name, date: dayOf(accept.date) })
          : t("decide.loses-part", {
              loser: accept.name,
              windows: writeWindows(accept.windows),
              date: dayOf(accept.date),
            })}
    </p>
  );
}
