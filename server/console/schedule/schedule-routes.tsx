import { Hono } from "hono";
import { listDayparts } from "../../services/schedule/list-dayparts.ts";
import { publishSchedule } from "../../services/schedule/publish-schedule.ts";
import { putBackScheduleEntry } from "../../services/schedule/put-back-entry.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import { type FormInput, readForm } from "../form-input.ts";
import { dayOf } from "../parts/format.ts";
import { windowWords, writeWindows } from "../parts/window-text.ts";
import { goTo } from "../respond.ts";
import { refusalOf, submit } from "../submit.ts";
import { addEntryRoutes } from "./entry-routes.tsx";
import { whenOf } from "./entry-words.ts";
import { addGlassRoutes } from "./glass-routes.tsx";
import { addPlaylistRoutes } from "./playlist-routes.tsx";
import { showSchedule } from "./show-schedule.tsx";
import { type MovedEntry, moveEntry, setDate } from "./timeline-move.ts";

/** Entries that a message names one by one. */
const MOST_NAMED = 3;

/** The schedule: the timeline and its acts, entries, playlists, a look at any second, and publishing. */
export function scheduleConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/schedule", (c) => showSchedule(c));
  app.post("/schedule/publish", (c) =>
    submit(
      c,
      async () => {
        const { screens, heldBack } = await publishSchedule(c.get("ctx"));
        const n = screens.filter((screen) => screen.changed).length;
        if (heldBack.length > 0) {
          const named = heldBack.slice(0, MOST_NAMED).map(({ name }) => `“${name}”`);
          const names = [...named, ...(heldBack.length > MOST_NAMED ? ["…"] : [])].join(", ");
          const parameters = { n, m: heldBack.length, names };
          return goTo(c, "/schedule", { key: "schedule-page.published-held", parameters });
        }
        return goTo(
          c,
          "/schedule",
          n === 0 ? { key: "schedule-page.published-same" } : { key: "schedule-page.published", parameters: { n } },
        );
      },
      (refusal) => showSchedule(c, refusal),
    ),
  );
  addMoveRoutes(app);
  addPutBackRoute(app);
  addEntryRoutes(app);
  addPlaylistRoutes(app);
  addGlassRoutes(app);
  return app;
}

function addMoveRoutes(app: Hono<ConsoleEnv>): void {
  app.post("/schedule/move", async (c) => {
    if (c.req.header("accept")?.includes("application/json") === true) return moveAsked(c);
    return submit(
      c,
      async (form) => {
        const { entry, basis } = await moveEntry(c.get("ctx"), form);
        const when = await whenWords(c, entry);
        return goTo(c, backWithUndo(form, entry.id, basis), {
          key: "timeline.moved",
          parameters: { name: entry.name, when },
        });
      },
      (refusal) => showSchedule(c, refusal),
    );
  });
  app.post("/schedule/accept", (c) =>
    submit(
      c,
      async (form) => {
        const view = c.get("view");
        const { entry, basis, date, windows } = await setDate(c.get("ctx"), form, view.t("decide.accept-note"));
        const told = { name: entry.name, date: dayOf(date) };
        const back = backWithUndo(form, entry.id, basis);
        return windows.length === 0
          ? goTo(c, back, { key: "decide.accepted-none", parameters: told })
          : goTo(c, back, {
              key: "decide.accepted",
              parameters: { ...told, windows: windowWords(windows, view.t("entry-words.next-day")) },
            });
      },
      (refusal) => showSchedule(c, refusal),
    ),
  );
}

function addPutBackRoute(app: Hono<ConsoleEnv>): void {
  app.post("/schedule/entries/:id/put-back", (c) =>
    submit(
      c,
      async () => {
        const input = { entryId: c.req.param("id"), expectedUpdatedAtMs: Number(c.req.query("basis")) };
        const { name } = await putBackScheduleEntry(c.get("ctx"), input);
        return goTo(c, "/schedule", { key: "decide.put-back", parameters: { name } });
      },
      (refusal) => showSchedule(c, refusal),
    ),
  );
}

/** What the island asked for: done, with what undoes it, or the sentence that refuses. */
async function moveAsked(c: ConsoleContext): Promise<Response> {
  c.header("Cache-Control", "no-store");
  try {
    const { entry, basis, before }: MovedEntry = await moveEntry(c.get("ctx"), await readForm(c));
    const told = c.get("view").t("timeline.moved", { name: entry.name, when: await whenWords(c, entry) });
    return c.json({ told, entryId: entry.id, basis, before: writeWindows(before) });
  } catch (error) {
    const { message, status } = refusalOf(c, error);
    return c.json({ refusal: message }, status as 422);
  }
}

async function whenWords(c: ConsoleContext, entry: MovedEntry["entry"]): Promise<string> {
  return whenOf(c.get("view"), entry, await listDayparts(c.get("ctx")));
}

/** The same page with a press that puts the entry back as it was. */
function backWithUndo(form: FormInput, entryId: string, basis: number): string {
  const back = backOf(form);
  return `${back}${back.includes("?") ? "&" : "?"}undo=${entryId}&basis=${basis}`;
}

/** Only within the schedule page. */
function backOf(form: FormInput): string {
  const back = form.text("back");
  return /^\/schedule(\?[\w=&%.+:-]*)?$/.test(back) ? back : "/schedule";
}
