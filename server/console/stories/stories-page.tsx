import type { Language } from "../../../schemas/reference/language.ts";
import type { StorySummary } from "../../services/stories/list-stories.ts";
import { Page } from "../layout/page.tsx";
import { momentOf } from "../parts/format.ts";
import { Empty, PageHead } from "../parts/section.tsx";
import type { View } from "../view.ts";
import { EditionStateMark, editionHref } from "./edition-state.tsx";
import { STORY_FILTERS, type StoryFilter } from "./story-filter.ts";

export interface StoriesPageProps {
  view: View;
  stories: readonly StorySummary[];
  counts: Readonly<Record<StoryFilter, number>>;
  languages: readonly Language[];
  filter: StoryFilter;
  query: string;
  nextCursor: string | null;
}

/** Stories × languages; filters stand in the address. */
export function StoriesPage(props: StoriesPageProps) {
  const { view, stories, counts } = props;
  const { t } = view;
  const mayAdd = view.person?.roles.includes("editor") === true;
  return (
    <Page view={view} title={t("nav.stories")} place="stories">
      <PageHead lead={<Lead {...props} />} under={t("stories-page.under")}>
        {mayAdd ? (
          <>
            <a class="button" href="/inbox">
              {t("stories-page.inbox")}
            </a>
            {counts.all > 0 ? (
              <a class="button button-main" href="/stories/new">
                {t("stories-page.add")}
              </a>
            ) : null}
          </>
        ) : null}
      </PageHead>
      {counts.all === 0 ? (
        <section class="section">
          <Empty title={t("stories-page.lead-none")}>
            <p>{t("stories-page.empty")}</p>
            {mayAdd ? (
              <a class="button button-main" href="/stories/new">
                {t("stories-page.add-first")}
              </a>
            ) : null}
          </Empty>
        </section>
      ) : (
        <>
          <Tools {...props} />
          <section class="section">
            {stories.length === 0 ? (
              <p class="body mute">{t("stories-page.none-match")}</p>
            ) : (
              <div class="table-wrap">
                <Board {...props} />
              </div>
            )}
          </section>
          {props.nextCursor === null ? null : (
            <p class="acts more">
              <a class="button" href={`/stories?cursor=${props.nextCursor}`}>
                {t("stories-page.more")}
              </a>
            </p>
          )}
        </>
      )}
    </Page>
  );
}

function Lead(props: StoriesPageProps) {
  const { t } = props.view;
  const { counts } = props;
  if (counts.all === 0) return <>{t("stories-page.lead-none")}</>;
  const waiting = props.stories
    .flatMap((story) => story.editions)
    .filter((edition) => edition.state === "waiting").length;
  const approved = props.counts.approved;
  return (
    <>
      {waiting > 0 ? <em>{t("stories-page.lead-waiting", { n: waiting })} </em> : null}
      {t("stories-page.lead", { n: counts.all, approved })}
    </>
  );
}

function Tools(props: StoriesPageProps) {
  const { t } = props.view;
  return (
    <div class="tools">
      <form method="get" action="/stories" class="search">
        <label class="only-read" for="f-q">
          {t("stories-page.search")}
        </label>
        <input
          class="input"
          type="search"
          id="f-q"
          name="q"
          value={props.query}
          placeholder={t("stories-page.search")}
        />
        {props.filter === "all" ? null : <input type="hidden" name="show" value={props.filter} />}
        <button type="submit" class="button">
          {t("shell.search")}
        </button>
      </form>
      <nav class="chips" aria-label={t("nav.stories")}>
        {STORY_FILTERS.map((filter) => (
          <a
            class="chip"
            href={filter === "all" ? "/stories" : `/stories?show=${filter}`}
            aria-current={filter === props.filter ? "true" : undefined}
          >
            {t(filter === "approved" ? "edition.approved" : `stories-page.filter-${filter}`)}{" "}
            <b>{props.counts[filter]}</b>
          </a>
        ))}
      </nav>
    </div>
  );
}

function Board(props: StoriesPageProps) {
  const { view, stories } = props;
  const tags = columnsOf(props);
  return (
    <table class="board">
      <thead>
        <tr>
          <th>{view.t("stories-page.story")}</th>
          {tags.map((tag) => {
            const language = props.languages.find((one) => one.tag === tag);
            return (
              <th>
                <b lang={tag}>{language?.autonym || language?.nameVi || tag}</b>
                <small>{view.locale === "vi" ? language?.nameVi : language?.nameEn}</small>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {stories.map((story) => (
          <tr>
            <td>
              <span class="story-cell">
                {story.thumbnailSha256 === null ? (
                  <span class="thumb thumb-none" />
                ) : (
                  <img class="thumb" src={`/media/${story.thumbnailSha256}`} alt="" loading="lazy" />
                )}
                <span>
                  <a class="title" href={`/stories/${story.storyId}`}>
                    {story.title}
                  </a>
                  <small>
                    {view.t("stories-page.changed", { when: momentOf(view, story.updatedAtMs) })}
                    {story.programmes.length > 0 ? ` · ${story.programmes.join(", ")}` : ""}
                  </small>
                </span>
              </span>
            </td>
            {tags.map((tag) => {
              const edition = story.editions.find((one) => one.language === tag);
              return edition === undefined ? (
                <td class="none">·</td>
              ) : (
                <td data-label={tag}>
                  <a class="edition" href={editionHref(story.storyId, edition)}>
                    <EditionStateMark view={view} edition={edition} />
                  </a>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Languages that occur, Vietnamese first, then in the order of the reference. */
function columnsOf(props: StoriesPageProps): string[] {
  const used = new Set(props.stories.flatMap((story) => story.editions.map((edition) => edition.language)));
  const known = props.languages.map((language) => language.tag).filter((tag) => used.has(tag));
  return [...known, ...[...used].filter((tag) => !known.includes(tag))];
}
