import type { AssetView } from "../../services/assets/asset-view.ts";
import { Page } from "../layout/page.tsx";
import { RefusalNote } from "../parts/field.tsx";
import { sizeOf } from "../parts/format.ts";
import { PageHead, Section } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { UploadLine } from "./upload-line.tsx";

/** Three ways to new content; files get a line each. `storyId` adds to a story that is there already. */
export function AddStoryPage(props: {
  view: View;
  recent: readonly AssetView[];
  limitBytes: number;
  story: { storyId: string; title: string } | null;
  refusal?: Refusal | undefined;
}) {
  const { view, story } = props;
  const { t } = view;
  const forStory = story === null ? "" : `story=${story.storyId}`;
  const title = story === null ? t("add-story.title") : t("media-form.for", { title: story.title });
  return (
    <Page
      view={view}
      title={title}
      place="stories"
      islands={["upload"]}
      crumbs={[{ href: "/stories", label: t("nav.stories") }]}
    >
      <PageHead lead={title} />
      <div class="columns columns-side">
        <div class="stack">
          <Section title={t("add-story.upload")}>
            <form
              method="post"
              action={`/stories/upload?${forStory}`}
              enctype="multipart/form-data"
              class="form"
              data-upload
              data-next={`/stories/new/media?${forStory}${forStory === "" ? "" : "&"}asset=`}
              data-queued={t("upload.queued")}
              data-sending={t("upload.sending")}
              data-processing={t("upload.processing")}
              data-ready={t("upload.ready")}
              data-lost={t("upload.lost")}
              data-use={t("upload.use")}
              data-locale={view.locale}
            >
              <p class="mute">{t("add-story.upload-under")}</p>
              <RefusalNote refusal={props.refusal} />
              <div class="field">
                <label class="name" for="f-file">
                  {t("add-story.files")}
                </label>
                <input
                  class="input"
                  type="file"
                  id="f-file"
                  name="file"
                  accept="image/jpeg,image/png,image/webp,video/mp4,video/quicktime,video/webm"
                  required
                  aria-describedby="f-file-help"
                />
                <span class="help" id="f-file-help">
                  {t("add-story.files-help", { limit: sizeOf(view, props.limitBytes) })}
                </span>
              </div>
              <div class="form-foot">
                <button type="submit" class="button button-main">
                  {t("add-story.send")}
                </button>
              </div>
            </form>
            <ol class="uploads" aria-live="polite" />
          </Section>
          {props.recent.length === 0 ? null : (
            <Section title={t("add-story.recent")} bare>
              <ol class="uploads">
                {props.recent.map((asset) => (
                  <UploadLine view={view} asset={asset} forStory={forStory} />
                ))}
              </ol>
            </Section>
          )}
        </div>
        <div class="stack">
          <Section title={t("add-story.slide")}>
            <p class="mute">{t("add-story.slide-under")}</p>
            <p class="way">
              <a class="button" href={`/stories/new/slide?${forStory}`}>
                {t("add-story.slide-go")}
              </a>
            </p>
          </Section>
          {story === null ? (
            <Section title={t("add-story.inbox")}>
              <p class="mute">{t("add-story.inbox-under")}</p>
              <p class="way">
                <a class="button" href="/inbox">
                  {t("add-story.inbox-go")}
                </a>
              </p>
            </Section>
          ) : null}
        </div>
      </div>
    </Page>
  );
}
