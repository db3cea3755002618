import type { ScreenView } from "../../services/sites/screen-view.ts";
import type { StoryDetail } from "../../services/stories/list-stories.ts";
import { Page } from "../layout/page.tsx";
import { Choice, RefusalNote } from "../parts/field.tsx";
import { Icon } from "../parts/icon.tsx";
import { Empty, PageHead } from "../parts/section.tsx";
import type { ReadEntry } from "../schedule/reach.ts";
import type { Refusal } from "../submit.ts";
import type { View } from "../view.ts";

/** Which glass a story shall be on; each choice says what it reaches. */
export function PutStoryPage(props: {
  view: View;
  story: StoryDetail;
  bases: readonly { entry: ReadEntry; screens: readonly ScreenView[]; holdsIt: boolean }[];
  /** Screens without a base entry of their own. */
  free: readonly ScreenView[];
  refusal?: Refusal | undefined;
}) {
  const { view, story, bases, free } = props;
  const { t } = view;
  const chosen = props.refusal?.form.text("place") ?? firstPlace(props);
  const isApproved = story.editions.some((edition) => edition.approvedVersion !== null);
  return (
    <Page
      view={view}
      title={t("put.title", { title: story.title })}
      place="stories"
      crumbs={[
        { href: "/stories", label: t("nav.stories") },
        { href: `/stories/${story.storyId}`, label: story.title },
      ]}
    >
      <PageHead lead={t("put.title", { title: story.title })} under={t("put.under")} />
      {bases.length === 0 && free.length === 0 ? (
        <section class="section">
          <Empty title={t("screens.lead-none")}>
            <p>{t("put.no-screen")}</p>
            <a class="button button-main" href="/screens/new">
              {t("screens.add-first")}
            </a>
          </Empty>
        </section>
      ) : (
        <form method="post" action={`/stories/${story.storyId}/put`} class="form page-narrow">
          <RefusalNote refusal={props.refusal} />
          {isApproved ? null : (
            <div class="say">
              <Icon name="half" />
              <p>{t("put.not-approved")}</p>
            </div>
          )}
          <div>
            {bases.map(({ entry, screens, holdsIt }) => (
              <Choice
                type="radio"
                name="place"
                value={`entry:${entry.id}`}
                checked={chosen === `entry:${entry.id}`}
                label={t("put.into", { name: entry.name })}
              >
                {t("put.reaches", { n: screens.length, names: namesOf(screens) })}
                {holdsIt ? <> · {t("put.already")}</> : null}
              </Choice>
            ))}
            {free.map((screen) => (
              <Choice
                type="radio"
                name="place"
                value={`screen:${screen.screenId}`}
                checked={chosen === `screen:${screen.screenId}`}
                label={`${screen.siteNames[view.locale]}, ${screen.name}`}
              >
                {t("put.new-for")}
              </Choice>
            ))}
          </div>
          <div class="form-foot">
            <button type="submit" class="button button-main">
              {t("put.submit")}
            </button>
          </div>
        </form>
      )}
    </Page>
  );
}

/** With one place to choose there is nothing to choose. */
function firstPlace(props: {
  bases: readonly { entry: ReadEntry; screens: readonly ScreenView[]; holdsIt: boolean }[];
  free: readonly ScreenView[];
}): string {
  const open = props.bases.filter((base) => !base.holdsIt);
  if (open[0] !== undefined && open.length + props.free.length === 1) return `entry:${open[0].entry.id}`;
  if (open.length === 0 && props.free[0] !== undefined && props.free.length === 1) {
    return `screen:${props.free[0].screenId}`;
  }
  return "";
}

function namesOf(screens: readonly ScreenView[]): string {
  const shown = screens.slice(0, 4).map((screen) => screen.name);
  return screens.length > shown.length ? `${shown.join(", ")}…` : shown.join(", ");
}
