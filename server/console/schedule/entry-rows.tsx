import type { ScheduleView } from "../../services/schedule/read-schedule.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { Section } from "../parts/section.tsx";
import { State } from "../parts/state.tsx";
import type { View } from "../view.ts";
import { whenOf, whereOf } from "./entry-words.ts";

/** The entries: on air or not yet, where, when, how much. Campaigns stand above what they cover. */
export function EntryRows(props: {
  view: View;
  schedule: ScheduleView;
  screens: readonly ScreenView[];
  mayEdit: boolean;
}) {
  const { view, schedule } = props;
  const { t } = view;
  const rank = { campaign: 0, base: 1 };
  const entries = [...schedule.entries].sort((left, right) => rank[left.layer] - rank[right.layer]);
  return (
    <Section title={t("schedule-page.entries")} bare>
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
                {entry.name}{" "}
                <span class="tag">
                  {t(entry.layer === "campaign" ? "schedule-page.legend-campaign" : "schedule-page.legend-base")}
                </span>
              </p>
              <p class="why">
                {whereOf(view, entry.target, props.screens)} · {whenOf(view, entry)}
                {entry.sharePpm === null
                  ? ""
                  : ` · ${t("schedule-page.share", { percent: Math.round(entry.sharePpm / 10_000) })}`}
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
