import type { ScheduleView } from "../../services/schedule/read-schedule.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import type { StorySummary } from "../../services/stories/list-stories.ts";
import type { FormInput } from "../form-input.ts";
import { Page } from "../layout/page.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Choice, Field, RefusalNote, Select } from "../parts/field.tsx";
import { HOME_ZONE, weekdayName } from "../parts/format.ts";
import { PageHead, Section } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { screensBySite } from "./entry-input.ts";
import type { ReadEntry } from "./reach.ts";

export interface EntryPageProps {
  view: View;
  /** Null: a new one. */
  entry: ReadEntry | null;
  form: FormInput;
  playlists: ScheduleView["playlists"];
  stories: readonly StorySummary[];
  screens: readonly ScreenView[];
  refusal?: Refusal | undefined;
}

/** One entry in one view: what, where, when, how much. Save stays in sight. */
export function EntryPage(props: EntryPageProps) {
  const { view, entry, form } = props;
  const { t } = view;
  const isCampaign = form.text("layer") === "campaign";
  const title =
    entry === null
      ? t(isCampaign ? "entry-form.new-campaign" : "entry-form.new-base")
      : t("entry-form.edit", { name: entry.name });
  const action = entry === null ? "/schedule/entries" : `/schedule/entries/${entry.id}`;
  return (
    <Page
      view={view}
      title={title}
      place="schedule"
      islands={["draft"]}
      crumbs={[{ href: "/schedule", label: t("nav.schedule") }]}
      bar={
        <>
          <p data-draft-note={t("shell.draft-kept")} />
          <a class="button button-quiet" href="/schedule">
            {t("shell.cancel")}
          </a>
          <button type="submit" form="entry" class="button button-main">
            {t("entry-form.save")}
          </button>
        </>
      }
    >
      <PageHead lead={title} under={t("entry-form.under")} />
      <form
        method="post"
        action={action}
        id="entry"
        class="columns columns-even"
        data-draft={`entry-${entry?.id ?? form.text("layer")}`}
      >
        <input type="hidden" name="layer" value={form.text("layer")} />
        <div class="stack">
          <RefusalNote refusal={props.refusal} />
          <What {...props} />
          <When {...props} isCampaign={isCampaign} />
        </div>
        <Where {...props} />
      </form>
      {entry === null ? null : (
        <div class="below">
          <Confirm
            label={t("entry-form.retire")}
            action={`${action}/retire`}
            verb={t("entry-form.retire")}
            consequence={t("entry-form.retire-what", { name: entry.name })}
            warm
          />
        </div>
      )}
    </Page>
  );
}

function What(props: EntryPageProps) {
  const { view, form } = props;
  const { t } = view;
  const chosen = form.all("story");
  return (
    <Section title={t("entry-form.what")}>
      <div class="form">
        <Field name="name" label={t("entry-form.name")} value={form.text("name")} required maxlength={120} />
        {props.playlists.length === 0 ? null : (
          <Select
            name="playlist"
            label={t("entry-form.playlist")}
            value={form.text("playlist")}
            options={[
              { value: "", label: t("entry-form.playlist-new") },
              ...props.playlists.map((playlist) => ({
                value: playlist.id,
                label: `${playlist.name} (${t("schedule-page.playlist-count", { n: playlist.storyIds.length })})`,
              })),
            ]}
          />
        )}
        <details class="more-fields" open={form.text("playlist") === ""}>
          <summary>{t("entry-form.stories")}</summary>
          <p class="small faint">{t("entry-form.stories-help")}</p>
          <div class="tick-list">
            {props.stories.map((story) => (
              <label>
                <input type="checkbox" name="story" value={story.storyId} checked={chosen.includes(story.storyId)} />
                {story.title}
              </label>
            ))}
          </div>
        </details>
      </div>
    </Section>
  );
}

function When(props: EntryPageProps & { isCampaign: boolean }) {
  const { view, form } = props;
  const { t } = view;
  const weekdays = form.all("weekday");
  return (
    <Section title={t("entry-form.when")} note={t("entry-form.zone", { zone: HOME_ZONE })}>
      <div class="form">
        <div class="pair pair-tight">
          <Field
            name="fromDate"
            label={t("entry-form.from-date")}
            value={form.text("fromDate")}
            placeholder="23/11/2026"
            maxlength={10}
          />
          <Field
            name="untilDate"
            label={t("entry-form.until-date")}
            value={form.text("untilDate")}
            help={t("entry-form.until-help")}
            placeholder="31/01/2027"
            maxlength={10}
          />
        </div>
        <fieldset class="field">
          <legend class="name">{t("entry-form.weekdays")}</legend>
          <div class="choices-row">
            {[0, 1, 2, 3, 4, 5, 6].map((weekday) => (
              <Choice
                type="checkbox"
                name="weekday"
                value={String(weekday)}
                checked={weekdays.includes(String(weekday))}
                label={weekdayName(view, weekday)}
              />
            ))}
          </div>
        </fieldset>
        <div class="pair pair-tight">
          <Field
            name="fromTime"
            label={t("entry-form.from-time")}
            value={form.text("fromTime")}
            placeholder="07:00"
            maxlength={5}
          />
          <Field
            name="untilTime"
            label={t("entry-form.until-time")}
            value={form.text("untilTime")}
            placeholder="22:00"
            maxlength={5}
          />
        </div>
        <p class="small faint">{t("entry-form.time-help")}</p>
        {props.isCampaign ? (
          <Field
            name="share"
            type="number"
            min={1}
            max={100}
            label={t("entry-form.share")}
            value={form.text("share")}
            help={t("entry-form.share-help")}
            class="input-short"
            required
          />
        ) : null}
      </div>
    </Section>
  );
}

function Where(props: EntryPageProps) {
  const { view, form, screens } = props;
  const { t } = view;
  const isEverywhere = form.text("where") !== "some";
  const chosenSites = form.all("site");
  const chosenScreens = form.all("screen");
  return (
    <Section title={t("entry-form.where")}>
      <Choice type="radio" name="where" value="everywhere" checked={isEverywhere} label={t("entry-form.everywhere")}>
        {t("entry-form.everywhere-why")}
      </Choice>
      <Choice type="radio" name="where" value="some" checked={!isEverywhere} label={t("entry-form.some")} />
      <div class="tick-list tick-list-sites">
        {screensBySite(screens).map(([first, ofSite]) => (
          <fieldset>
            <label class="tick-site">
              <input type="checkbox" name="site" value={first.siteId} checked={chosenSites.includes(first.siteId)} />
              <b>{first.siteNames[view.locale]}</b>
            </label>
            {ofSite.map((screen) => (
              <label>
                <input
                  type="checkbox"
                  name="screen"
                  value={screen.screenId}
                  checked={chosenScreens.includes(screen.screenId)}
                />
                {screen.name}
              </label>
            ))}
          </fieldset>
        ))}
      </div>
    </Section>
  );
}
