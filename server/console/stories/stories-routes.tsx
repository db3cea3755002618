import { Hono } from "hono";
import { submitForApproval } from "../../services/approval/submit-for-approval.ts";
import { retireStory } from "../../services/stories/create-story.ts";
import { getStory, listStories } from "../../services/stories/list-stories.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import { matchesQuery } from "../parts/accentless.ts";
import { readLanguages } from "../parts/languages.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { StoriesPage } from "./stories-page.tsx";
import { passesFilter, STORY_FILTERS, storyFilterOf } from "./story-filter.ts";
import { StoryPage } from "./story-page.tsx";

const PAGE_LIMIT = 100;

/** Stories: the list, one story, sending a version for approval, taking a story out of use. */
export function storiesConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/stories", async (c) => {
    const cursor = c.req.query("cursor");
    const { items, nextCursor } = await listStories(c.get("ctx"), { cursor, limit: PAGE_LIMIT });
    const filter = storyFilterOf(c.req.query("show"));
    const query = (c.req.query("q") ?? "").normalize("NFC").trim();
    const counts = Object.fromEntries(
      STORY_FILTERS.map((name) => [name, items.filter((story) => passesFilter(story, name)).length]),
    ) as Record<(typeof STORY_FILTERS)[number], number>;
    const page = (
      <StoriesPage
        view={c.get("view")}
        stories={items.filter((story) => passesFilter(story, filter) && matchesQuery(story.title, query))}
        counts={counts}
        languages={await readLanguages(c.get("ctx"))}
        filter={filter}
        query={query}
        nextCursor={nextCursor}
      />
    );
    return respond(c, page);
  });
  app.get("/stories/:id", (c) => showStory(c));
  app.post("/stories/:id/submit", (c) =>
    submit(
      c,
      async (form) => {
        const ctx = c.get("ctx");
        const { airingSha256 } = await submitForApproval(ctx, { editionVersionId: form.text("version") });
        const { title } = await getStory(ctx, { storyId: c.req.param("id") });
        return goTo(c, `/approval/${airingSha256}`, { key: "story.submit-done", parameters: { title } });
      },
      (refusal) => showStory(c, refusal),
    ),
  );
  app.post("/stories/:id/retire", (c) =>
    submit(
      c,
      async () => {
        const storyId = c.req.param("id");
        const { title } = await getStory(c.get("ctx"), { storyId });
        await retireStory(c.get("ctx"), { storyId });
        return goTo(c, "/stories", { key: "story.retired", parameters: { title } });
      },
      (refusal) => showStory(c, refusal),
    ),
  );
  return app;
}

async function showStory(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const ctx = c.get("ctx");
  const story = await getStory(ctx, { storyId: c.req.param("id") ?? "" });
  const page = <StoryPage view={c.get("view")} story={story} languages={await readLanguages(ctx)} refusal={refusal} />;
  return respond(c, page, refusal?.status ?? 200);
}
