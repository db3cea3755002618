import { ScheduleLayer } from "../../../schemas/schedule.ts";
import type { DaypartView } from "../../services/schedule/list-dayparts.ts";
import type { ScheduleView } from "../../services/schedule/read-schedule.ts";
import { Section } from "../parts/section.tsx";
import { State } from "../parts/state.tsx";
import type { View } from "../view.ts";
import { type Places, reachedPlaces } from "./entry-places.ts";
import { percentOf, whenOf, whereOf } from "./entry-words.ts";

/** The entries: on air or not yet, where, when, how much. The higher layers stand above what they cover. */
export function EntryRows(props: {
  view: View;
  schedule: ScheduleView;
  places: Places;
  dayparts: readonly DaypartView[];
  mayEdit: boolean;
}) {
  const { view, schedule, places } = props;
  const { t } = view;
  const weight = ({ layer }: ScheduleView["entries"][number]) => ScheduleLayer.options.indexOf(layer);
  const entries = [...schedule.entries].sort((left, right) => weight(right) - weight(left));
  return (
    <Section
      title={t("schedule-page.entries")}
      end={
        <a class="small" href="/schedule/dayparts">
          {t("dayparts.title")}
        </a>
      }
      bare
    >
      <ol class="rows">
        {entries.map((entry) => (
          <li>
            {entry.published ? (
              <State kind="good">{t("schedule-page.on-air")}</State>
            ) : (
              <State kind="draft">{t("schedule-page.not-published")}</State>
            )}
            <div>
              <p class="what">
                {entry.name} <span class="tag">{t(`entry-form.layer-${entry.layer}`)}</span>
                {entry.lock === null ? null : <span class="tag">{t(`entry-rows.lock-${entry.lock}`)}</span>}
              </p>
              <p class="why">
                {whereOf(view, entry.target, places)} (
                {t("screens.count", { n: reachedPlaces(entry.target, places).length })}) ·{" "}
                {whenOf(view, entry, props.dayparts)}
                <ClaimWords view={view} entry={entry} />
              </p>
            </div>
            {props.mayEdit ? (
              <div class="go">
                <a class="button button-small" href={`/schedule/entries/${entry.id}`}>
                  {t("schedule-page.edit")}
                  <span class="only-read"> {entry.name}</span>
                </a>
              </div>
            ) : null}
          </li>
        ))}
      </ol>
    </Section>
  );
}

function ClaimWords(props: { view: View; entry: ScheduleView["entries"][number] }) {
  const { view } = props;
  const { claim } = props.entry;
  if (claim === null) return null;
  if (claim.kind === "share") return <> · {view.t("entry-rows.share", { share: percentOf(view, claim.sharePpm) })}</>;
  if (claim.kind === "showings") return <> · {view.t("entry-rows.showings", { n: claim.perHour })}</>;
  return <> · {view.t("entry-words.at", { times: claim.atLocal.join(", ") })}</>;
}

/** The playlists, and which entries play them. */
export function PlaylistRows(props: { view: View; schedule: ScheduleView }) {
  const { view, schedule } = props;
  const { t } = view;
  return (
    <Section title={t("schedule-page.playlists")} bare>
      <ol class="rows rows-plain">
        {schedule.playlists.map((playlist) => {
          const users = schedule.entries.filter((entry) => entry.playlistId === playlist.id).map((entry) => entry.name);
          return (
            <li>
              <div>
                <p class="what">{playlist.name}</p>
                <p class="why">
                  {t("schedule-page.playlist-count", { n: playlist.storyIds.length })} ·{" "}
                  {users.length === 0
                    ? t("schedule-page.playlist-unused")
                    : t("schedule-page.playlist-used", { names: users.join(", ") })}
                </p>
              </div>
              <div class="go">
                <a class="button button-small" href={`/schedule/playlists/${playlist.id}`}>
                  {t("schedule-page.edit")}
                  <span class="only-read"> {playlist.name}</span>
                </a>
              </div>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}
