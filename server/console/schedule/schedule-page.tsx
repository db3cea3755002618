import type { ScheduleDiff } from "../../services/schedule/diff-schedule.ts";
import type { DaypartView } from "../../services/schedule/list-dayparts.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { Page } from "../layout/page.tsx";
import { PublishTruth } from "../overview/publish-truth.tsx";
import type { PublishedTruth } from "../overview/published-truth.ts";
import { RefusalNote } from "../parts/field.tsx";
import { Empty, PageHead } from "../parts/section.tsx";
import { Undo } from "../parts/undo.tsx";
import type { Refusal } from "../submit.ts";
import type { Decision } from "./decide-data.ts";
import { DecideSection } from "./decide-section.tsx";
import type { Places } from "./entry-places.ts";
import { EntryRows, PlaylistRows } from "./entry-rows.tsx";
import type { Glass } from "./glass-data.ts";
import { GlassSection } from "./glass-section.tsx";
import type { LaneContext } from "./lane.tsx";
import { longDate } from "./timeline-axis.tsx";
import { isToDecide, type Timeline } from "./timeline-data.ts";
import { ChangesSection, PublishBar } from "./timeline-publish.tsx";
import { timelineHref } from "./timeline-query.ts";
import { TimelineSection } from "./timeline-section.tsx";
import { type FilterChoices, TimelineTools } from "./timeline-tools.tsx";

export interface SchedulePageProps extends LaneContext {
  timeline: Timeline;
  choices: FilterChoices;
  /** Clashes and holes of the chosen date; null: not looked for. */
  onDate: { readonly clashes: number; readonly holes: number } | null;
  /** null: too many screens to have looked. */
  decisions: readonly Decision[] | null;
  needing: number | null;
  diff: ScheduleDiff | null;
  /** null: no screen is drawn. */
  glass: Glass | null;
  truth: PublishedTruth | null;
  places: Places;
  dayparts: readonly DaypartView[];
  /** Where one press undoes what was just done. */
  undo: string | null;
  refusal?: Refusal | undefined;
}

/** Screens × time as the players will do it, the glass at any second, what must be decided, and what publishing changes. */
export function SchedulePage(props: SchedulePageProps) {
  const { view, schedule, timeline, query } = props;
  const { t } = view;
  const mayEdit = view.person?.roles.includes("editor") === true;
  const isEmpty = schedule.entries.length === 0 || timeline.total === 0;
  const wholeHref = timelineHref(query, { whole: true });
  const toDecide = props.decisions?.filter(({ line }) => isToDecide(line)).length ?? null;
  const bar = { view, diff: props.diff, screens: timeline.total, toDecide, wholeHref };
  return (
    <Page
      view={view}
      title={t("nav.schedule")}
      place="schedule"
      refreshSeconds={isOnItsWay(props) ? 3 : undefined}
      islands={["timeline", "timeline-glass", ...(props.undo === null ? [] : ["undo"])]}
      bar={mayEdit ? <PublishBar {...bar} hasUnpublished={schedule.hasUnpublishedChanges} /> : undefined}
    >
      <PageHead lead={<Lead {...props} isEmpty={isEmpty} />} under={<Under {...props} />}>
        {mayEdit ? (
          <>
            <a class="button" href="/schedule/dayparts">
              {t("dayparts.title")}
            </a>
            <a class="button" href={`/schedule/entries/new?layer=base&date=${query.date}`}>
              {t("schedule-page.add-base")}
            </a>
            <a class="button" href={`/schedule/entries/new?layer=campaign&date=${query.date}`}>
              {t("schedule-page.add-campaign")}
            </a>
          </>
        ) : null}
      </PageHead>
      <RefusalNote refusal={props.refusal} />
      {props.undo === null ? null : <Undo view={view} action={props.undo} />}
      <div class="stack">
        {isEmpty ? <Nothing {...props} /> : <Drawn {...props} mayEdit={mayEdit} wholeHref={wholeHref} />}
        {props.truth === null ? null : <PublishTruth view={view} truth={props.truth} />}
        {schedule.entries.length === 0 ? null : (
          <div id="entries">
            <EntryRows {...props} mayEdit={mayEdit} />
          </div>
        )}
        {schedule.playlists.length === 0 ? null : <PlaylistRows view={view} schedule={schedule} />}
      </div>
    </Page>
  );
}

function Drawn(props: SchedulePageProps & { mayEdit: boolean; wholeHref: string }) {
  const { view, query, glass, timeline } = props;
  const shown = timeline.gates.flatMap(({ lanes }) => lanes.map(({ screen }) => screen));
  return (
    <>
      <div>
        <TimelineTools view={view} query={query} choices={props.choices} needing={props.needing} />
        <TimelineSection {...props} />
        <p class="only-read" aria-live="assertive" data-said />
      </div>
      {glass === null ? null : (
        <GlassSection
          view={view}
          glass={glass}
          screens={withScreen(shown, glass.screen)}
          action="/schedule"
          kept={kept(query)}
        />
      )}
      <DecideSection {...props} back={timelineHref(query)} />
      {props.diff === null ? null : <ChangesSection view={view} diff={props.diff} />}
    </>
  );
}

function withScreen(screens: readonly ScreenView[], chosen: ScreenView): readonly ScreenView[] {
  return screens.some(({ screenId }) => screenId === chosen.screenId) ? screens : [chosen, ...screens];
}

/** What the form of the glass keeps of the look. */
function kept(query: SchedulePageProps["query"]): Record<string, string> {
  const asked = new URLSearchParams(timelineHref(query, { date: query.today, screen: null, at: null }).split("?")[1]);
  return Object.fromEntries(asked);
}

function Nothing({ view, timeline }: SchedulePageProps) {
  const { t } = view;
  const isBare = timeline.total === 0;
  return (
    <section class="section">
      <Empty title={t("schedule-page.lead-none")}>
        <p>{t(isBare ? "schedule-page.no-screens" : "schedule-page.empty")}</p>
        <a class="button" href={isBare ? "/screens/new" : "/stories"}>
          {t(isBare ? "screens.add-first" : "nav.stories")}
        </a>
      </Empty>
    </section>
  );
}

/** Just published and not yet on every glass it can reach: the page looks again by itself, for two minutes at most. */
function isOnItsWay({ truth, view, schedule }: SchedulePageProps): boolean {
  if (truth === null || schedule.hasUnpublishedChanges || view.nowMs - truth.atMs > 120_000) return false;
  return truth.sent.length > truth.onGlass.length + truth.offline.length;
}

/** `T2 23/11: 1 chỗ trùng, 1 chỗ trống.` */
function Lead(props: SchedulePageProps & { isEmpty: boolean }) {
  const { view, query, schedule, onDate } = props;
  const { t } = view;
  if (props.isEmpty) return <>{t("schedule-page.lead-none")}</>;
  const parts =
    onDate === null
      ? []
      : [
          ...(onDate.clashes > 0 ? [t("timeline.lead-clashes", { n: onDate.clashes })] : []),
          ...(onDate.holes > 0 ? [t("timeline.lead-holes", { n: onDate.holes })] : []),
        ];
  const told = onDate === null ? t("timeline.lead-drawn") : t("timeline.lead-clear");
  return (
    <>
      {longDate(view, query.date)}: {parts.length > 0 ? <em>{parts.join(", ")}.</em> : told}{" "}
      {schedule.hasUnpublishedChanges ? <em>{t("schedule-page.lead-unpublished")}</em> : null}
    </>
  );
}

function Under({ view, timeline }: SchedulePageProps) {
  const { t } = view;
  const counts = t("timeline.under-counts", { n: timeline.shown, gates: timeline.gates.length });
  return (
    <>
      {counts} {t("timeline.under")}
    </>
  );
}
