import type { Manifest } from "../../../schemas/manifest.ts";
import { addDays, civilAt, startOfDate } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduleView } from "../../services/schedule/read-schedule.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { Page } from "../layout/page.tsx";
import { PublishTruth } from "../overview/publish-truth.tsx";
import type { PublishedTruth } from "../overview/published-truth.ts";
import { RefusalNote } from "../parts/field.tsx";
import { dateOf, HOME_ZONE, timeOf } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import { Empty, PageHead, Section } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { dayLanes } from "./day-lanes.ts";
import { EntryRows, PlaylistRows } from "./entry-rows.tsx";
import { Axis, Lane } from "./lane.tsx";
import type { ProblemLine } from "./problem-words.ts";

export interface SchedulePageProps {
  view: View;
  date: string;
  schedule: ScheduleView;
  screens: readonly ScreenView[];
  /** What each drawn screen would do; the rest is not drawn. */
  manifests: ReadonlyMap<string, Manifest>;
  problems: readonly ProblemLine[];
  /** Screens whose manifest publishing would change; null when there are too many to have asked. */
  wouldChange: readonly ScreenView[] | null;
  truth: PublishedTruth | null;
  /** An entry just taken out, which one press brings back. */
  undo: string | null;
  refusal?: Refusal | undefined;
}

/** Screens × hours as the players will do it, what must be decided, and what publishing will change. */
export function SchedulePage(props: SchedulePageProps) {
  const { view, schedule } = props;
  const { t } = view;
  const mayEdit = view.person?.roles.includes("editor") === true;
  const isEmpty = schedule.entries.length === 0;
  return (
    <Page
      view={view}
      title={t("nav.schedule")}
      place="schedule"
      refreshSeconds={isOnItsWay(props) ? 3 : undefined}
      bar={mayEdit ? <PublishBar {...props} /> : undefined}
    >
      <PageHead lead={<Lead {...props} />} under={t("schedule-page.under", { zone: t("time.home-zone") })}>
        {mayEdit ? (
          <>
            <a class="button" href="/schedule/entries/new?layer=base">
              {t("schedule-page.add-base")}
            </a>
            <a class="button" href="/schedule/entries/new?layer=campaign">
              {t("schedule-page.add-campaign")}
            </a>
          </>
        ) : null}
      </PageHead>
      <RefusalNote refusal={props.refusal} />
      {props.undo === null ? null : (
        <form method="post" action={`/schedule/entries/${props.undo}/restore`} class="form-foot undo">
          <button type="submit" class="button button-small">
            {t("entry-form.undo")}
          </button>
        </form>
      )}
      <div class="stack">
        {isEmpty ? (
          <section class="section">
            <Empty title={t("schedule-page.lead-none")}>
              <p>{t(props.screens.length === 0 ? "schedule-page.no-screens" : "schedule-page.empty")}</p>
              <a class="button" href={props.screens.length === 0 ? "/screens/new" : "/stories"}>
                {t(props.screens.length === 0 ? "screens.add-first" : "nav.stories")}
              </a>
            </Empty>
          </section>
        ) : (
          <>
            <Day {...props} />
            <Problems {...props} />
          </>
        )}
        {props.truth === null ? null : <PublishTruth view={view} truth={props.truth} />}
        {isEmpty ? null : <EntryRows {...props} mayEdit={mayEdit} />}
        {schedule.playlists.length === 0 ? null : <PlaylistRows view={view} schedule={schedule} />}
      </div>
    </Page>
  );
}

/** Just published and not yet on every glass it can reach: the page looks again by itself, for two minutes at most. */
function isOnItsWay({ truth, view, schedule }: SchedulePageProps): boolean {
  if (truth === null || schedule.hasUnpublishedChanges || view.nowMs - truth.atMs > 120_000) return false;
  return truth.sent.length > truth.onGlass.length + truth.offline.length;
}

function Lead(props: SchedulePageProps) {
  const { t } = props.view;
  const { schedule, problems } = props;
  if (schedule.entries.length === 0) return <>{t("schedule-page.lead-none")}</>;
  const rest = schedule.hasUnpublishedChanges ? (
    <em>{t("schedule-page.lead-unpublished")}</em>
  ) : (
    t("schedule-page.lead-published")
  );
  return (
    <>
      {problems.length > 0 ? <em>{t("schedule-page.lead-problems", { n: problems.length })} </em> : null}
      {rest}
    </>
  );
}

function Day(props: SchedulePageProps) {
  const { view, date, screens, manifests, schedule } = props;
  const { t } = view;
  const drawn = screens.filter((screen) => manifests.has(screen.screenId));
  const today = civilAt(view.nowMs, HOME_ZONE).date;
  const startMs = startOfDate(date, HOME_ZONE);
  const share = (view.nowMs - startMs) / (startOfDate(addDays(date, 1), HOME_ZONE) - startMs);
  const now = date === today ? share : null;
  const link = (day: string) => (day === today ? "/schedule" : `/schedule?date=${day}`);
  return (
    <Section
      title={dateOf(view, startMs, HOME_ZONE)}
      note={
        drawn.length < screens.length
          ? t("schedule-page.drawn-some", { shown: drawn.length, n: screens.length })
          : t("schedule-page.drawn")
      }
      end={
        <span class="day-links">
          <a href={link(addDays(date, -1))}>‹ {t("schedule-page.previous")}</a>
          <a href="/schedule">{t("schedule-page.today")}</a>
          <a href={link(addDays(date, 1))}>{t("schedule-page.next")} ›</a>
        </span>
      }
      bare
    >
      <div class="lanes">
        <div class="lane-row lane-axis">
          <span class="small faint">{t("time.home-zone")}</span>
          <Axis now={now} nowText={timeOf(view.nowMs)} />
        </div>
        {drawn.map((screen) => {
          const manifest = manifests.get(screen.screenId);
          return manifest === undefined ? null : (
            <div class="lane-row">
              <a class="lane-name" href={`/schedule/preview?screen=${screen.screenId}&date=${date}`}>
                <b>{screen.name}</b>
                <small>{screen.siteNames[view.locale]}</small>
              </a>
              <Lane
                view={view}
                bars={dayLanes(manifest, date)}
                entries={schedule.entries}
                timeZone={screen.timeZone}
                now={now}
              />
            </div>
          );
        })}
      </div>
      <p class="legend">
        <span>
          <i class="key-base" />
          {t("schedule-page.legend-base")}
        </span>
        <span>
          <i class="key-campaign" />
          {t("schedule-page.legend-campaign")}
        </span>
        <span>
          <i class="key-hole" />
          {t("schedule-page.legend-hole")}
        </span>
      </p>
    </Section>
  );
}

function Problems(props: SchedulePageProps) {
  const { view, problems } = props;
  const { t } = view;
  return (
    <Section title={t("schedule-page.problems")} bare>
      {problems.length === 0 ? (
        <p class="body mute">{t("schedule-page.problems-none")}</p>
      ) : (
        <ol class="rows rows-problem">
          {problems.slice(0, 40).map(({ kind, sentence, href }) => (
            <li>
              <span class="warm">
                <Icon name={kind === "hole" ? "missing" : "look"} />
              </span>
              <p>{sentence}</p>
              <div class="go">
                <a class="button button-small" href={href}>
                  {t("schedule-page.edit")}
                  <span class="only-read"> {sentence}</span>
                </a>
              </div>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

function PublishBar(props: SchedulePageProps) {
  const { view, schedule, wouldChange, problems } = props;
  const { t } = view;
  const nothing = !schedule.hasUnpublishedChanges && (wouldChange === null || wouldChange.length === 0);
  if (nothing) return <p>{t("schedule-page.publish-nothing")}</p>;
  const names = (wouldChange ?? []).slice(0, 3).map((screen) => screen.name);
  return (
    <>
      <p>
        {wouldChange === null
          ? t("schedule-page.publish-many", { m: props.screens.length })
          : t("schedule-page.publish-will", { n: wouldChange.length, m: props.screens.length })}{" "}
        {names.length > 0
          ? t("schedule-page.publish-which", {
              names: names.join(", ") + (names.length < (wouldChange?.length ?? 0) ? "…" : ""),
            })
          : ""}{" "}
        {problems.length > 0 ? <b>{t("schedule-page.publish-problems", { n: problems.length })}</b> : null}
      </p>
      <form method="post" action="/schedule/publish" class="inline-form">
        <button type="submit" class="button button-main">
          {t("schedule-page.publish")}
        </button>
      </form>
    </>
  );
}
