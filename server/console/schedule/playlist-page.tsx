import type { ScheduleView } from "../../services/schedule/read-schedule.ts";
import type { StorySummary } from "../../services/stories/list-stories.ts";
import { Page } from "../layout/page.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Field, RefusalNote, Select } from "../parts/field.tsx";
import { Empty, PageHead, Section } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";

/** A playlist in playing order; each move is a button, so it works by keyboard and without JavaScript. */
export function PlaylistPage(props: {
  view: View;
  playlist: ScheduleView["playlists"][number];
  stories: readonly StorySummary[];
  /** Names of the entries that play it. */
  users: readonly string[];
  refusal?: Refusal | undefined;
}) {
  const { view, playlist, stories, users } = props;
  const { t } = view;
  const action = `/schedule/playlists/${playlist.id}`;
  const titleOf = (storyId: string) =>
    stories.find((story) => story.storyId === storyId)?.title ?? t("playlist-page.gone");
  return (
    <Page view={view} title={playlist.name} place="schedule" crumbs={[{ href: "/schedule", label: t("nav.schedule") }]}>
      <PageHead lead={playlist.name} under={t("playlist-page.under")} />
      <RefusalNote refusal={props.refusal} />
      <div class="columns columns-side">
        <Section title={t("schedule-page.playlist-count", { n: playlist.storyIds.length })} bare>
          {playlist.storyIds.length === 0 ? (
            <Empty title={t("playlist-page.empty")} />
          ) : (
            <form method="post" action={action}>
              <Basis playlist={playlist} />
              <ol class="rows rows-order">
                {playlist.storyIds.map((storyId, index) => (
                  <li>
                    <input type="hidden" name="story" value={storyId} />
                    <span class="faint">{index + 1}</span>
                    <p class="what">{titleOf(storyId)}</p>
                    <div class="go">
                      <Move
                        view={view}
                        act={`up:${index}`}
                        label={t("playlist-page.up")}
                        of={titleOf(storyId)}
                        off={index === 0}
                      />
                      <Move
                        view={view}
                        act={`down:${index}`}
                        label={t("playlist-page.down")}
                        of={titleOf(storyId)}
                        off={index === playlist.storyIds.length - 1}
                      />
                      <Move
                        view={view}
                        act={`remove:${index}`}
                        label={t("playlist-page.remove")}
                        of={titleOf(storyId)}
                        off={false}
                      />
                    </div>
                  </li>
                ))}
              </ol>
            </form>
          )}
        </Section>
        <div class="stack">
          <Section title={t("playlist-page.add")}>
            <form method="post" action={action} class="form">
              <Basis playlist={playlist} />
              {playlist.storyIds.map((storyId) => (
                <input type="hidden" name="story" value={storyId} />
              ))}
              <Select
                name="add"
                label={t("playlist-page.add")}
                options={stories.map((story) => ({ value: story.storyId, label: story.title }))}
              />
              <div class="form-foot">
                <button type="submit" class="button button-main">
                  {t("playlist-page.add-go")}
                </button>
              </div>
            </form>
          </Section>
          <Section title={t("playlist-page.manage")}>
            <form method="post" action={`${action}/name`} class="form">
              <Basis playlist={playlist} />
              <Field
                name="name"
                label={t("playlist-page.name")}
                value={props.refusal?.form.text("name") || playlist.name}
                required
                maxlength={120}
              />
              <div class="form-foot">
                <button type="submit" class="button">
                  {t("playlist-page.rename")}
                </button>
              </div>
            </form>
            <div class="below">
              <Confirm
                label={t("playlist-page.retire")}
                action={`${action}/retire`}
                verb={t("playlist-page.retire")}
                consequence={
                  users.length === 0
                    ? t("playlist-page.retire-what", { name: playlist.name })
                    : t("playlist-page.retire-used", { name: playlist.name, names: users.join(", ") })
                }
                warm
              />
            </div>
          </Section>
        </div>
      </div>
    </Page>
  );
}

function Move(props: { view: View; act: string; label: string; of: string; off: boolean }) {
  return (
    <button type="submit" class="button button-small" name="move" value={props.act} disabled={props.off}>
      {props.label}
      <span class="only-read"> {props.of}</span>
    </button>
  );
}

/** What the form was made from: a change made meanwhile is never written over. */
function Basis(props: { playlist: { readonly updatedAtMs: number } }) {
  return <input type="hidden" name="basis" value={String(props.playlist.updatedAtMs)} />;
}
