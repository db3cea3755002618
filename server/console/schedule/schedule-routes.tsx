import { Hono } from "hono";
import { publishSchedule } from "../../services/schedule/publish-schedule.ts";
import type { ConsoleEnv } from "../console-env.ts";
import { goTo } from "../respond.ts";
import { submit } from "../submit.ts";
import { addEntryRoutes } from "./entry-routes.tsx";
import { addLookRoutes } from "./look-routes.tsx";
import { addPlaylistRoutes } from "./playlist-routes.tsx";
import { showSchedule } from "./show-schedule.tsx";

/** The schedule: the drawn day, entries, playlists, a look at any instant, and publishing. */
export function scheduleConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/schedule", (c) => showSchedule(c));
  app.post("/schedule/publish", (c) =>
    submit(
      c,
      async () => {
        const { screens } = await publishSchedule(c.get("ctx"));
        const n = screens.filter((screen) => screen.changed).length;
        return goTo(
          c,
          "/schedule",
          n === 0 ? { key: "schedule-page.published-same" } : { key: "schedule-page.published", parameters: { n } },
        );
      },
      (refusal) => showSchedule(c, refusal),
    ),
  );
  addEntryRoutes(app);
  addPlaylistRoutes(app);
  addLookRoutes(app);
  return app;
}
