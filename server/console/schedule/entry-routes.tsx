import type { Hono } from "hono";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import { DomainError } from "../../errors.ts";
import { createPlaylist } from "../../services/schedule/create-playlist.ts";
import { createScheduleEntry } from "../../services/schedule/create-schedule-entry.ts";
import { readSchedule } from "../../services/schedule/read-schedule.ts";
import { replacePlaylistItems } from "../../services/schedule/replace-playlist-items.ts";
import { restoreScheduleEntry, retireScheduleEntry } from "../../services/schedule/retire-schedule-entry.ts";
import { updateScheduleEntry } from "../../services/schedule/update-schedule-entry.ts";
import { listScreens } from "../../services/sites/list-screens.ts";
import { listStories } from "../../services/stories/list-stories.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { HOME_ZONE } from "../parts/format.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { entryInputOf, formOfEntry, formOfNewEntry, hasMoreWindows } from "./entry-input.ts";
import { EntryPage } from "./entry-page.tsx";
import type { ReadEntry } from "./reach.ts";

/** Adding, changing and taking out entries. */
export function addEntryRoutes(app: Hono<ConsoleEnv>): void {
  app.get("/schedule/entries/new", (c) =>
    showEntry(c, null, formOfNewEntry(c.req.query("layer") ?? "base", todayOf(c), c.req.query("screen"))),
  );
  app.post("/schedule/entries", (c) =>
    submit(
      c,
      async (form) => {
        const entry = entryInputOf(form, todayOf(c));
        const playlistId = await playlistOf(c, form, entry.name);
        await createScheduleEntry(c.get("ctx"), { ...entry, playlistId });
        return goTo(c, "/schedule", { key: "entry-form.saved", parameters: { name: entry.name } });
      },
      (refusal) => showEntry(c, null, refusal.form, refusal),
    ),
  );
  app.get("/schedule/entries/:id", async (c) => {
    const entry = await entryOf(c);
    return showEntry(c, entry, formOfEntry(entry));
  });
  app.post("/schedule/entries/:id", (c) =>
    submit(
      c,
      async (form) => {
        const known = await entryOf(c);
        const entry = keepWindows(known, form, entryInputOf(form, known.fromDate));
        const playlistId = await playlistOf(c, form, entry.name);
        await updateScheduleEntry(c.get("ctx"), { entryId: known.id, entry: { ...entry, playlistId } });
        return goTo(c, "/schedule", { key: "entry-form.saved", parameters: { name: entry.name } });
      },
      async (refusal) => showEntry(c, await entryOf(c), refusal.form, refusal),
    ),
  );
  app.post("/schedule/entries/:id/retire", (c) =>
    submit(
      c,
      async () => {
        const { id, name } = await entryOf(c);
        await retireScheduleEntry(c.get("ctx"), { entryId: id });
        return goTo(c, `/schedule?undo=${id}`, { key: "entry-form.retired", parameters: { name } });
      },
      async (refusal) => showEntry(c, await entryOf(c), refusal.form, refusal),
    ),
  );
  app.post("/schedule/entries/:id/restore", async (c) => {
    const entryId = c.req.param("id");
    await restoreScheduleEntry(c.get("ctx"), { entryId });
    const { entries } = await readSchedule(c.get("ctx"));
    const name = entries.find((entry) => entry.id === entryId)?.name ?? "";
    return goTo(c, "/schedule", { key: "entry-form.restored", parameters: { name } });
  });
}

/** The form shows one window; an entry with more keeps them as long as that one is left alone. */
function keepWindows(known: ReadEntry, form: FormInput, entry: ReturnType<typeof entryInputOf>) {
  const shown = formOfEntry(known);
  const untouched = (["fromTime", "untilTime"] as const).every((name) => shown.text(name) === form.text(name));
  if (!hasMoreWindows(known) || !untouched || known.daypart === null || entry.daypart === null) return entry;
  return { ...entry, daypart: { ...entry.daypart, windows: known.daypart.windows } };
}

/** The playlist chosen, or a new one of the chosen stories that bears the entry's name. */
async function playlistOf(c: ConsoleContext, form: FormInput, name: string): Promise<string> {
  const chosen = form.text("playlist");
  if (chosen !== "") return chosen;
  const storyIds = form.all("story");
  if (storyIds.length === 0) throw new DomainError("bad-input", "entry-form.needs-what");
  const { playlistId } = await createPlaylist(c.get("ctx"), { name });
  await replacePlaylistItems(c.get("ctx"), { playlistId, storyIds });
  return playlistId;
}

async function entryOf(c: ConsoleContext): Promise<ReadEntry> {
  const entryId = c.req.param("id") ?? "";
  const entry = (await readSchedule(c.get("ctx"))).entries.find((one) => one.id === entryId);
  if (entry === undefined) throw new DomainError("not-found", "error.not-found", {}, { entryId });
  return entry;
}

function todayOf(c: ConsoleContext): string {
  return civilAt(c.get("view").nowMs, HOME_ZONE).date;
}

async function showEntry(
  c: ConsoleContext,
  entry: ReadEntry | null,
  form: FormInput,
  refusal?: Refusal,
): Promise<Response> {
  const ctx = c.get("ctx");
  const { playlists } = await readSchedule(ctx);
  const page = (
    <EntryPage
      view={c.get("view")}
      entry={entry}
      form={form}
      playlists={playlists}
      stories={(await listStories(ctx, { limit: 100 })).items}
      screens={(await listScreens(ctx, { limit: 500 })).items}
      refusal={refusal}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}
