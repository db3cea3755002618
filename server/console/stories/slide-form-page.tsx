import type { Language } from "../../../schemas/reference/language.ts";
import type { Programme } from "../../../schemas/reference/programme.ts";
import { getTemplate } from "../../../schemas/templates.ts";
import type { AssetView } from "../../services/assets/asset-view.ts";
import type { FormInput } from "../form-input.ts";
import { Page } from "../layout/page.tsx";
import { Field, RefusalNote, Select, TextArea } from "../parts/field.tsx";
import { languageOptions } from "../parts/languages.ts";
import { PageHead, Section } from "../parts/section.tsx";
import { StageFrame } from "../parts/stage-frame.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { EditionFields, EditionFoot } from "./edition-fields.tsx";

export interface SlideFormProps {
  view: View;
  story: { storyId: string; title: string } | null;
  form: FormInput;
  languages: readonly Language[];
  programmes: readonly Programme[];
  pictures: readonly AssetView[];
  refusal?: Refusal | undefined;
}

/** A slide is written beside its own glass: the frame is the stage's page, drawn anew with each letter. */
export function SlideFormPage(props: SlideFormProps) {
  const { view, story } = props;
  const { t } = view;
  const title = story === null ? t("slide-form.title") : t("media-form.for", { title: story.title });
  return (
    <Page
      view={view}
      title={title}
      place="stories"
      islands={["draft", "slide-preview"]}
      crumbs={[{ href: "/stories", label: t("nav.stories") }]}
    >
      <PageHead lead={title} under={t("slide-form.under")} />
      <div class="columns columns-write">
        <Section title={t("stories-page.story")}>
          <form
            method="post"
            action="/stories/new/slide"
            class="form"
            data-draft={`slide-${story?.storyId ?? "new"}`}
            data-slide-form
            data-templates={JSON.stringify({ headline: getTemplate("headline"), notice: getTemplate("notice") })}
            data-language-names={JSON.stringify(autonyms(props.languages))}
          >
            <RefusalNote refusal={props.refusal} />
            <input type="hidden" name="story" value={story?.storyId ?? ""} />
            <SlideText {...props} />
            <EditionFields
              view={view}
              form={props.form}
              languages={props.languages}
              programmes={props.programmes}
              withTitle={false}
              withSeconds
            />
            <SecondLanguage {...props} />
            <EditionFoot view={view} />
          </form>
        </Section>
        <div class="beside">
          <Section title={t("slide-form.preview")} bare>
            <div data-slide-preview>
              <StageFrame view={view} feed="" shape="wide" title={t("slide-form.preview")} />
            </div>
            <div data-slide-preview>
              <StageFrame view={view} feed="" shape="tall" title={t("approval-page.shape-tall")} />
            </div>
          </Section>
        </div>
      </div>
    </Page>
  );
}

function SlideText(props: SlideFormProps) {
  const { view, form } = props;
  const { t } = view;
  return (
    <>
      <Select
        name="template"
        label={t("slide-form.template")}
        value={form.text("template") || "headline"}
        options={[
          { value: "headline", label: t("slide-form.template-headline") },
          { value: "notice", label: t("slide-form.template-notice") },
        ]}
      />
      <Field
        name="headline"
        label={t("slide-form.headline")}
        value={form.text("headline")}
        required
        maxlength={200}
        autofocus
      />
      <TextArea name="summary" label={t("slide-form.summary")} value={form.text("summary")} rows={3} maxlength={400} />
      <Select
        name="picture"
        label={t("slide-form.picture")}
        value={form.text("picture")}
        options={[
          { value: "", label: t("slide-form.no-picture") },
          ...props.pictures.map((asset) => ({ value: asset.assetSha256, label: asset.fileName })),
        ]}
      />
      <Renditions pictures={props.pictures} />
      <Field name="place" label={t("slide-form.place")} value={form.text("place")} maxlength={120} />
      <div class="pair">
        <Field
          name="qr"
          type="url"
          label={t("slide-form.qr")}
          value={form.text("qr")}
          help={t("slide-form.qr-help")}
          placeholder="https://"
          maxlength={500}
        />
        <Field name="qrCaption" label={t("slide-form.qr-caption")} value={form.text("qrCaption")} maxlength={120} />
      </div>
    </>
  );
}

function SecondLanguage(props: SlideFormProps) {
  const { view, form } = props;
  const { t } = view;
  return (
    <details class="more-fields" open={form.text("secondLanguage") !== ""}>
      <summary>{t("slide-form.second")}</summary>
      <div class="form">
        <Select
          name="secondLanguage"
          label={t("media-form.language")}
          value={form.text("secondLanguage")}
          options={[{ value: "", label: t("slide-form.second-none") }, ...languageOptions(view, props.languages)]}
        />
        <Field
          name="secondHeadline"
          label={t("slide-form.second-headline")}
          value={form.text("secondHeadline")}
          maxlength={200}
        />
        <TextArea
          name="secondSummary"
          label={t("slide-form.second-summary")}
          value={form.text("secondSummary")}
          rows={2}
          maxlength={400}
        />
      </div>
    </details>
  );
}

/** What the live preview needs to draw a chosen picture: the rendition that the player would play. */
function Renditions(props: { pictures: readonly AssetView[] }) {
  return (
    <template data-renditions>
      {props.pictures.map(({ assetSha256, main }) =>
        main === null ? null : (
          <data
            value={assetSha256}
            data-rendition={JSON.stringify({
              role: "picture",
              sha256: main.sha256,
              mediaType: main.mediaType,
              sizeBytes: main.sizeBytes,
              widthPx: main.widthPx,
              heightPx: main.heightPx,
              durationMs: null,
              pipelineVersion: main.pipelineVersion,
            })}
          />
        ),
      )}
    </template>
  );
}

function autonyms(languages: readonly Language[]): Record<string, string> {
  return Object.fromEntries(languages.map((language) => [language.tag, language.autonym || language.nameVi]));
}
