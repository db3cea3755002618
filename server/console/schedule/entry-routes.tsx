import type { Hono } from "hono";
import { CivilDate, LocalTime, NounId } from "../../../schemas/primitives.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import { DomainError } from "../../errors.ts";
import { createScheduleEntry } from "../../services/schedule/create-schedule-entry.ts";
import { readSchedule } from "../../services/schedule/read-schedule.ts";
import { restoreScheduleEntry, retireScheduleEntry } from "../../services/schedule/retire-schedule-entry.ts";
import { saveEntryWithStories } from "../../services/schedule/save-entry-with-stories.ts";
import { updateScheduleEntry } from "../../services/schedule/update-schedule-entry.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { FormProblems } from "../form-problems.ts";
import { HOME_ZONE } from "../parts/format.ts";
import { goTo } from "../respond.ts";
import { submit } from "../submit.ts";
import { type EntryStart, formOfEntry, formOfNewEntry } from "./entry-form.ts";
import { type EntryDraft, readEntryForm } from "./entry-input.ts";
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
        const { draft, playlistId, storyIds } = sentEntry(c, form);
        const { entryId } =
          playlistId === null
            ? await saveEntryWithStories(c.get("ctx"), { entryId: null, entry: draft, storyIds })
            : await createScheduleEntry(c.get("ctx"), { ...draft, playlistId });
        const told = { key: "entry-form.saved", parameters: { name: draft.name } } as const;
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
  const { draft, playlistId, storyIds } = sentEntry(c, form);
  const expectedUpdatedAtMs = then === "over" ? known.updatedAtMs : Number(form.text("basis"));
  const meant = { entryId: known.id, expectedUpdatedAtMs };
  if (playlistId === null) await saveEntryWithStories(c.get("ctx"), { ...meant, entry: draft, storyIds });
  else await updateScheduleEntry(c.get("ctx"), { ...meant, entry: { ...draft, playlistId } });
  return goTo(c, `/schedule?entry=${known.id}`, { key: "entry-form.saved", parameters: { name: draft.name } });
}

/** An entry as a form describes it. */
interface SentEntry {
  readonly draft: EntryDraft;
  /** null: a playlist of its own, of `storyIds`. */
  readonly playlistId: string | null;
  readonly storyIds: readonly string[];
}

/** The whole entry that a form describes. Throws `FormProblems` naming every field that is wrong. */
function sentEntry(c: ConsoleContext, form: FormInput): SentEntry {
  const { draft, reader } = readEntryForm(form, civilAt(c.get("view").nowMs, HOME_ZONE).date);
  const isNewList = form.text("what") !== "playlist" || form.text("playlist") === "";
  if (isNewList && form.all("story").length === 0) reader.note("what", "entry-form.needs-what");
  reader.finish();
  if (draft === null) throw new FormProblems({ field: "name", key: "error.form", parameters: {} });
  return { draft, playlistId: isNewList ? null : form.text("playlist"), storyIds: form.all("story") };
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
