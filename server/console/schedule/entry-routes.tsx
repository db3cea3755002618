import type { Hono } from "hono";
import { CivilDate, LocalTime, NounId } from "../../../schemas/primitives.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduleEntryInput } from "../../../schemas/schedule.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { DomainError } from "../../errors.ts";
import { createPlaylist } from "../../services/schedule/create-playlist.ts";
import { createScheduleEntry } from "../../services/schedule/create-schedule-entry.ts";
import { readSchedule } from "../../services/schedule/read-schedule.ts";
import { replacePlaylistItems } from "../../services/schedule/replace-playlist-items.ts";
import { restoreScheduleEntry, retireScheduleEntry } from "../../services/schedule/retire-schedule-entry.ts";
import { updateScheduleEntry } from "../../services/schedule/update-schedule-entry.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { FormProblems } from "../form-problems.ts";
import { HOME_ZONE } from "../parts/format.ts";
import { goTo } from "../respond.ts";
import { submit } from "../submit.ts";
import { type EntryStart, formOfEntry, formOfNewEntry } from "./entry-form.ts";
import { readEntryForm } from "./entry-input.ts";
import type { ReadEntry } from "./reach.ts";
import { checkEntry, showEntry } from "./show-entry.tsx";

/** Adding, changing, copying and taking out entries. */
export function addEntryRoutes(app: Hono<ConsoleEnv>): void {
  app.get("/schedule/entries/new", async (c) => showEntry(c, null, await startingForm(c)));
  app.post("/schedule/entries", (c) =>
    submit(
      c,
      async (form) => {
        if (form.text("then") !== "save" || form.has("more")) return showEntry(c, null, form);
        const entry = await sentEntry(c, form);
        const { entryId } = await createScheduleEntry(c.get("ctx"), entry);
        const told = { key: "entry-form.saved", parameters: { name: entry.name } } as const;
        return goTo(c, `/schedule?entry=${entryId}`, told);
      },
      (refusal) => showEntry(c, null, refusal.form, refusal),
    ),
  );
  app.post("/schedule/entries/check", checkEntry);
  app.get("/schedule/entries/:id", async (c) => {
    const entry = await entryOf(c);
    return showEntry(c, entry, formOfEntry(c.get("view"), entry, entry.updatedAtMs));
  });
  app.post("/schedule/entries/:id", (c) =>
    submit(
      c,
      (form) => changeEntry(c, form),
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
      async (refusal) => {
        const entry = await entryOf(c);
        return showEntry(c, entry, formOfEntry(c.get("view"), entry, entry.updatedAtMs), refusal);
      },
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

/** Saves over the version that the form was made from; `over` means that the person has seen the newer one. */
async function changeEntry(c: ConsoleContext, form: FormInput): Promise<Response> {
  const known = await entryOf(c);
  const then = form.text("then");
  if ((then !== "save" && then !== "over") || form.has("more")) return showEntry(c, known, form);
  const entry = await sentEntry(c, form);
  const basis = then === "over" ? known.updatedAtMs : Number(form.text("basis"));
  await updateScheduleEntry(c.get("ctx"), { entryId: known.id, entry, expectedUpdatedAtMs: basis });
  return goTo(c, `/schedule?entry=${known.id}`, { key: "entry-form.saved", parameters: { name: entry.name } });
}

/** The whole entry that a form describes. Throws `FormProblems` naming every field that is wrong. */
async function sentEntry(c: ConsoleContext, form: FormInput): Promise<ScheduleEntryInput> {
  const { draft, reader } = readEntryForm(form, civilAt(c.get("view").nowMs, HOME_ZONE).date);
  const isNewList = form.text("what") !== "playlist" || form.text("playlist") === "";
  if (isNewList && form.all("story").length === 0) reader.note("what", "entry-form.needs-what");
  reader.finish();
  if (draft === null) throw new FormProblems({ field: "name", key: "error.form", parameters: {} });
  const playlistId = isNewList ? await newPlaylist(c, form, draft.name) : form.text("playlist");
  return { ...draft, playlistId };
}

/** A playlist of the chosen stories that bears the entry's name; the one made before, when the form comes again. */
async function newPlaylist(c: ConsoleContext, form: FormInput, name: string): Promise<string> {
  const ctx = c.get("ctx");
  const storyIds = form.all("story");
  const { playlists, entries } = await readSchedule(ctx);
  const unused = playlists.find(
    (playlist) =>
      playlist.name === name &&
      canonicalJson([...playlist.storyIds]) === canonicalJson(storyIds) &&
      !entries.some((entry) => entry.playlistId === playlist.id),
  );
  if (unused !== undefined) return unused.id;
  const { playlistId } = await createPlaylist(ctx, { name });
  await replacePlaylistItems(ctx, { playlistId, storyIds });
  return playlistId;
}

/** A copy of an entry, or what the address says: layer, screen, date, hours. */
async function startingForm(c: ConsoleContext): Promise<FormInput> {
  const copied = c.req.query("copy");
  if (copied !== undefined) {
    const entry = await entryOf(c, copied);
    const name = c.get("view").t("entry-form.copy-of", { name: entry.name }).slice(0, 120);
    return formOfEntry(c.get("view"), { ...entry, name }, null);
  }
  const start: EntryStart = {
    layer: c.req.query("layer"),
    screenId: NounId.safeParse(c.req.query("screen")).data,
    date: CivilDate.safeParse(c.req.query("date")).data,
    fromTime: LocalTime.safeParse(c.req.query("from")).data,
    untilTime: LocalTime.safeParse(c.req.query("until")).data,
  };
  return formOfNewEntry(start, civilAt(c.get("view").nowMs, HOME_ZONE).date);
}

async function entryOf(c: ConsoleContext, entryId: string = c.req.param("id") ?? ""): Promise<ReadEntry> {
  const entry = (await readSchedule(c.get("ctx"))).entries.find((one) => one.id === entryId);
  if (entry === undefined) throw new DomainError("not-found", "error.not-found", {}, { entryId });
  return entry;
}
