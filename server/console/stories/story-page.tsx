import type { Language } from "../../../schemas/reference/language.ts";
import type { EditionVersionView, StoryDetail } from "../../services/stories/list-stories.ts";
import { Page } from "../layout/page.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { RefusalNote } from "../parts/field.tsx";
import { lengthOf, momentOf } from "../parts/format.ts";
import { languageLabel } from "../parts/languages.ts";
import { Empty, PageHead, Section } from "../parts/section.tsx";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";
import { EditionStateMark } from "./edition-state.tsx";

export interface StoryPageProps {
  view: View;
  story: StoryDetail;
  languages: readonly Language[];
  refusal?: Refusal | undefined;
}

/** One story: how it stands, its editions, and the next step of each. */
export function StoryPage(props: StoryPageProps) {
  const { view, story } = props;
  const { t } = view;
  const isEditor = view.person?.roles.includes("editor") === true && story.retiredAtMs === null;
  const mayAir = story.editions.some((edition) => edition.approvedVersion !== null);
  return (
    <Page view={view} title={story.title} place="stories" crumbs={[{ href: "/stories", label: t("nav.stories") }]}>
      <PageHead lead={<Lead view={view} story={story} />}>
        {isEditor && mayAir ? (
          <a class="button button-main" href={`/stories/${story.storyId}/put`}>
            {t("story.put")}
          </a>
        ) : null}
      </PageHead>
      <RefusalNote refusal={props.refusal} />
      <div class="columns columns-side">
        <div class="stack">
          {story.editions.length === 0 ? (
            <section class="section">
              <Empty title={t("story.versions")}>
                <p>{t("stories-page.empty")}</p>
              </Empty>
            </section>
          ) : (
            story.editions.map((edition) => <Edition {...props} edition={edition} isEditor={isEditor} />)
          )}
        </div>
        {isEditor ? (
          <div class="stack">
            <Section title={t("story.add-edition")}>
              <div class="acts">
                <a class="button" href={`/stories/new/slide?story=${story.storyId}`}>
                  {t("story.add-slide")}
                </a>
                <a class="button" href={`/stories/new?story=${story.storyId}`}>
                  {t("story.add-media")}
                </a>
              </div>
            </Section>
            <section class="section">
              <div class="body">
                <Confirm
                  label={t("story.retire")}
                  action={`/stories/${story.storyId}/retire`}
                  verb={t("story.retire")}
                  consequence={t("story.retire-what", { title: story.title })}
                  warm
                />
              </div>
            </section>
          </div>
        ) : null}
      </div>
    </Page>
  );
}

function Lead(props: { view: View; story: StoryDetail }) {
  const { view, story } = props;
  const states = story.editions.map((edition) => edition.state);
  const worst =
    states.length === 0
      ? "none"
      : states.some((state) => state !== "approved" && state !== "waiting" && state !== "draft")
        ? "look"
        : states.includes("draft")
          ? "draft"
          : states.includes("waiting")
            ? "waiting"
            : "approved";
  const rest = view.t(`story.state-${worst}`);
  return (
    <>
      {story.title}: {worst === "approved" ? rest : <em>{rest}</em>}
    </>
  );
}

function Edition(props: StoryPageProps & { edition: StoryDetail["editions"][number]; isEditor: boolean }) {
  const { view, story, edition } = props;
  const { t } = view;
  const language = props.languages.find((one) => one.tag === edition.language);
  return (
    <Section
      title={language === undefined ? edition.language : languageLabel(view, language)}
      note={<span class="tag">{edition.language}</span>}
      end={<EditionStateMark view={view} edition={edition} />}
      bare
    >
      <ol class="rows rows-picture">
        {edition.versions.map((version, index) => (
          <li>
            <Thumb version={version} />
            <div>
              <p class="what" lang={edition.language}>
                {version.title}
              </p>
              <p class="why">
                {t("story.version", { n: version.version })} · {t(`approval-page.kind-${version.kind}`)} ·{" "}
                {lengthOf(view, version.durationMs)} · {momentOf(view, version.createdAtMs)}
              </p>
            </div>
            <div class="go">
              <VersionActs
                view={view}
                storyId={story.storyId}
                version={version}
                isNewest={index === 0}
                isEditor={props.isEditor}
              />
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Thumb(props: { version: EditionVersionView }) {
  const thumbnail = props.version.asset?.thumbnail ?? null;
  if (thumbnail === null) return <span class="thumb thumb-none" />;
  return <img class="thumb" src={`/media/${thumbnail.sha256}`} alt="" loading="lazy" />;
}

function VersionActs(props: {
  view: View;
  storyId: string;
  version: EditionVersionView;
  isNewest: boolean;
  isEditor: boolean;
}) {
  const { version, storyId } = props;
  const { t } = props.view;
  const airing = version.airings[0];
  return (
    <>
      {airing === undefined ? null : (
        <a class="button button-small" href={`/approval/${airing.airingSha256}`}>
          {t("story.to-approval")}
        </a>
      )}
      {airing === undefined && props.isNewest && props.isEditor ? (
        <form method="post" action={`/stories/${storyId}/submit`} class="inline-form">
          <input type="hidden" name="version" value={version.editionVersionId} />
          <button type="submit" class="button button-small button-main">
            {t("story.submit")}
          </button>
        </form>
      ) : null}
      {props.isNewest && props.isEditor && version.kind === "slide" ? (
        <a
          class="button button-small"
          href={`/stories/new/slide?from=${version.editionVersionId}&story=${storyId}`}
          title={t("story.new-version-why")}
        >
          {t("story.new-version")}
        </a>
      ) : null}
    </>
  );
}
