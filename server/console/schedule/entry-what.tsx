import { ScheduleLayer } from "../../../schemas/schedule.ts";
import { Case, Cases } from "../parts/cases.tsx";
import { Choice, Field, Select } from "../parts/field.tsx";
import { Section } from "../parts/section.tsx";
import { Ticks } from "../parts/ticks.tsx";
import type { EntryPageProps } from "./entry-page.tsx";

/** Its name, and the playlist or the stories it plays. */
export function WhatSection(props: EntryPageProps) {
  const { view, form, playlists, stories } = props;
  const { t } = view;
  const whys = props.refusal?.fields;
  const what = form.text("what") === "stories" || playlists.length === 0 ? "stories" : "playlist";
  return (
    <Section title={t("entry-form.what")}>
      <div class="form">
        <Field
          name="name"
          label={t("entry-form.name")}
          value={form.text("name")}
          why={whys?.name}
          required
          maxlength={120}
        />
        <Cases legend={t("entry-form.plays")} field="what" why={whys?.what}>
          {playlists.length === 0 ? null : (
            <Case name="what" value="playlist" chosen={what} label={t("entry-form.playlist")}>
              <Select
                name="playlist"
                label={t("entry-form.playlist-which")}
                value={form.text("playlist")}
                why={whys?.playlist}
                options={playlists.map((playlist) => ({
                  value: playlist.id,
                  label: `${playlist.name} (${t("schedule-page.playlist-count", { n: playlist.storyIds.length })})`,
                }))}
              />
            </Case>
          )}
          <Case name="what" value="stories" chosen={what} label={t("entry-form.stories")}>
            <p class="small faint">{t("entry-form.stories-help")}</p>
            <Ticks
              form={form}
              name="story"
              ticks={stories.map((story) => ({ value: story.storyId, label: story.title }))}
            />
          </Case>
        </Cases>
      </div>
    </Section>
  );
}

/** Its layer, what it asks for, and the finer rules. */
export function AirtimeSection(props: EntryPageProps) {
  const { view, form, rights } = props;
  const { t } = view;
  const whys = props.refusal?.fields;
  const layer = form.text("layer");
  const layers = ScheduleLayer.options.filter((one) => one !== "override" || rights.mayOverride || one === layer);
  return (
    <Section title={t("entry-form.airtime")}>
      <div class="form">
        <Cases legend={t("entry-form.layer")} field="layer" why={whys?.layer}>
          {layers.map((one) => (
            <Case name="layer" value={one} chosen={layer} label={t(`entry-form.layer-${one}`)}>
              <p class="small mute">{t(`entry-form.layer-${one}-what`)}</p>
              {one === "campaign" ? <Claim {...props} /> : null}
            </Case>
          ))}
        </Cases>
        <Finer {...props} />
      </div>
    </Section>
  );
}

function Claim(props: EntryPageProps) {
  const { view, form } = props;
  const { t } = view;
  const whys = props.refusal?.fields;
  const claim = form.text("claim") || "share";
  return (
    <Cases legend={t("entry-form.claim")} field="claim">
      <Case name="claim" value="share" chosen={claim} label={t("entry-form.claim-share")}>
        <Field
          name="share"
          label={t("entry-form.share")}
          inputmode="decimal"
          value={form.text("share")}
          why={whys?.share}
          help={t("entry-form.share-help")}
          class="input-short"
          maxlength={6}
        />
      </Case>
      <Case name="claim" value="showings" chosen={claim} label={t("entry-form.claim-showings")}>
        <Field
          name="perHour"
          label={t("entry-form.per-hour")}
          inputmode="numeric"
          value={form.text("perHour")}
          why={whys?.perHour}
          help={t("entry-form.per-hour-help")}
          class="input-short"
          maxlength={3}
        />
      </Case>
      <Case name="claim" value="pinned" chosen={claim} label={t("entry-form.claim-pinned")}>
        <Field
          name="pinnedAt"
          label={t("entry-form.pinned-at")}
          value={form.text("pinnedAt")}
          why={whys?.pinnedAt}
          help={t("entry-form.pinned-help")}
          placeholder="09:00, 15:00"
          maxlength={400}
        />
        <Choice type="checkbox" name="exact" value="yes" checked={form.has("exact")} label={t("entry-form.exact")}>
          {t("entry-form.exact-why")}
        </Choice>
      </Case>
    </Cases>
  );
}

function Finer(props: EntryPageProps) {
  const { view, form, rights, entry } = props;
  const { t } = view;
  const whys = props.refusal?.fields;
  const isUsed = ["cap", "spacing", "lock"].some((name) => form.text(name) !== "") || form.text("order") === "listed";
  const locks = new Set([...rights.locks, ...(entry?.lock == null ? [] : [entry.lock])]);
  return (
    <details class="more-fields" open={isUsed}>
      <summary>{t("entry-form.finer")}</summary>
      <div class="form">
        <div class="pair pair-tight">
          <Field
            name="cap"
            label={t("entry-form.cap")}
            inputmode="decimal"
            value={form.text("cap")}
            why={whys?.cap}
            help={t("entry-form.cap-help")}
            maxlength={6}
          />
          <Field
            name="spacing"
            label={t("entry-form.spacing")}
            inputmode="decimal"
            value={form.text("spacing")}
            why={whys?.spacing}
            help={t("entry-form.spacing-help")}
            maxlength={5}
          />
        </div>
        <Select
          name="order"
          label={t("entry-form.order")}
          value={form.text("order")}
          options={[
            { value: "rotate", label: t("entry-form.order-rotate") },
            { value: "listed", label: t("entry-form.order-listed") },
          ]}
        />
        {locks.size === 0 ? null : (
          <Select
            name="lock"
            label={t("entry-form.lock")}
            value={form.text("lock")}
            why={whys?.lock}
            help={t("entry-form.lock-help")}
            options={[
              { value: "", label: t("entry-form.lock-none") },
              ...[...locks].map((level) => ({ value: level, label: t(`entry-form.lock-${level}`) })),
            ]}
          />
        )}
      </div>
    </details>
  );
}
