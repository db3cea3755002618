import type { Language } from "../../../schemas/reference/language.ts";
import type { Programme } from "../../../schemas/reference/programme.ts";
import type { AssetView } from "../../services/assets/asset-view.ts";
import type { FormInput } from "../form-input.ts";
import { Page } from "../layout/page.tsx";
import { RefusalNote } from "../parts/field.tsx";
import { PageHead, Section } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { EditionFields, EditionFoot } from "./edition-fields.tsx";
import { AssetState, AssetThumb } from "./upload-line.tsx";

/** Turns an uploaded file into an edition. While the file is being processed the page waits with it. */
export function MediaFormPage(props: {
  view: View;
  asset: AssetView;
  story: { storyId: string; title: string } | null;
  form: FormInput;
  languages: readonly Language[];
  programmes: readonly Programme[];
  refusal?: Refusal | undefined;
}) {
  const { view, asset, story } = props;
  const { t } = view;
  const title =
    story === null ? t("media-form.title", { file: asset.fileName }) : t("media-form.for", { title: story.title });
  return (
    <Page
      view={view}
      title={title}
      place="stories"
      islands={["draft"]}
      refreshSeconds={asset.state === "queued" || asset.state === "processing" ? 2 : undefined}
      crumbs={[
        { href: "/stories", label: t("nav.stories") },
        { href: "/stories/new", label: t("add-story.title") },
      ]}
    >
      <PageHead lead={title} />
      <div class="columns columns-side">
        {asset.state === "ready" ? (
          <Section title={t("stories-page.story")}>
            <form method="post" action="/stories/new/media" class="form" data-draft={`media-${asset.assetSha256}`}>
              <RefusalNote refusal={props.refusal} />
              <input type="hidden" name="asset" value={asset.assetSha256} />
              <input type="hidden" name="story" value={story?.storyId ?? ""} />
              <EditionFields
                view={view}
                form={props.form}
                languages={props.languages}
                programmes={props.programmes}
                withTitle
                withSeconds={asset.kind === "image"}
              />
              <EditionFoot view={view} />
            </form>
          </Section>
        ) : (
          <section class="section">
            <div class="body stack-close">
              <AssetState view={view} asset={asset} />
              {asset.state === "failed" ? (
                <p>
                  <a class="button" href="/stories/new">
                    {t("upload.retry")}
                  </a>
                </p>
              ) : (
                <p class="mute">{t("upload.wait")}</p>
              )}
            </div>
          </section>
        )}
        <figure class="section picture">
          {asset.main === null || asset.kind !== "image" ? (
            <AssetThumb asset={asset} />
          ) : (
            <img src={`/media/${asset.main.sha256}`} alt={asset.fileName} />
          )}
          <figcaption class="note">
            {asset.fileName} · {asset.widthPx ?? "–"} × {asset.heightPx ?? "–"}
          </figcaption>
        </figure>
      </div>
    </Page>
  );
}
