import { Hono } from "hono";
import { DomainError } from "../../errors.ts";
import { type PutPlace, putStoryOnScreen } from "../../services/schedule/put-story-on-screen.ts";
import { readSchedule } from "../../services/schedule/read-schedule.ts";
import { listAllScreens } from "../../services/sites/list-screens.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { getStory } from "../../services/stories/list-stories.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import { goTo, respond } from "../respond.ts";
import { type PlaceScreen, reachedPlaces, readPlaces } from "../schedule/entry-places.ts";
import { type Refusal, submit } from "../submit.ts";
import { PutStoryPage } from "./put-story-page.tsx";

/** From content to screen on one page: no hidden assignment step. */
export function putStoryConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/stories/:id/put", (c) => showPut(c));
  app.post("/stories/:id/put", (c) =>
    submit(
      c,
      async (form) => {
        const storyId = c.req.param("id");
        await putStoryOnScreen(c.get("ctx"), { storyId, place: placeOf(form.text("place")) });
        const { title } = await getStory(c.get("ctx"), { storyId });
        return goTo(c, "/schedule", { key: "put.done", parameters: { title } });
      },
      (refusal) => showPut(c, refusal),
    ),
  );
  return app;
}

function placeOf(value: string): PutPlace {
  const [kind, id = ""] = value.split(":");
  if (kind === "entry") return { entryId: id };
  if (kind === "screen") return { screenId: id };
  throw new DomainError("bad-input", "put.choose");
}

async function showPut(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const ctx = c.get("ctx");
  const story = await getStory(ctx, { storyId: c.req.param("id") ?? "" });
  const screens = await listAllScreens(ctx);
  const { entries, playlists } = await readSchedule(ctx);
  const places = await readPlaces(ctx, c.get("view"));
  const bases = entries
    .filter((entry) => entry.layer === "base")
    .map((entry) => ({
      entry,
      screens: reachedOf(screens, reachedPlaces(entry.target, places)),
      holdsIt:
        playlists.find((playlist) => playlist.id === entry.playlistId)?.storyIds.includes(story.storyId) === true,
    }))
    .filter((base) => base.screens.length > 0);
  const own = new Set(bases.filter((base) => base.screens.length === 1).map((base) => base.screens[0]?.screenId));
  const page = (
    <PutStoryPage
      view={c.get("view")}
      story={story}
      bases={bases}
      free={screens.filter((screen) => !own.has(screen.screenId))}
      refusal={refusal}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}

function reachedOf(screens: readonly ScreenView[], reached: readonly PlaceScreen[]): ScreenView[] {
  const ids = new Set(reached.map(({ facts }) => facts.screenId));
  return screens.filter(({ screenId }) => ids.has(screenId));
}
