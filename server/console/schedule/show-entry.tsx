import { writeTarget } from "../../../schemas/rules/target-text.ts";
import { DomainError } from "../../errors.ts";
import { text } from "../../messages/catalogue.ts";
import { listStories } from "../../services/stories/list-stories.ts";
import type { ConsoleContext } from "../console-env.ts";
import { type FormInput, readForm } from "../form-input.ts";
import { respond } from "../respond.ts";
import type { Refusal } from "../submit.ts";
import { EntryAside } from "./entry-aside.tsx";
import { EntryPage, saveLabel } from "./entry-page.tsx";
import { type EntryReading, entryRights, readEntry } from "./entry-reading.ts";
import type { ReadEntry } from "./reach.ts";

const MOST_STORIES = 100;

/** Answers with the form as sent or as stored, and beside it what it means. A form sent to be checked tells its mistakes. */
export async function showEntry(
  c: ConsoleContext,
  entry: ReadEntry | null,
  form: FormInput,
  refusal?: Refusal,
): Promise<Response> {
  const ctx = c.get("ctx");
  const view = c.get("view");
  const reading = await readEntry(ctx, view, form, entry?.id ?? null);
  const isChecked = form.text("then") === "check" && !form.has("more");
  const { items: stories } = await listStories(ctx, { limit: MOST_STORIES });
  const page = (
    <EntryPage
      view={view}
      entry={entry}
      form={form}
      playlists={reading.schedule.playlists}
      stories={stories}
      dayparts={reading.dayparts}
      places={reading.places}
      shown={reading.shown}
      outlook={reading.outlook}
      problems={reading.problems}
      rights={entryRights(ctx, entry)}
      meanwhile={meanwhileOf(entry, form, reading)}
      refusal={refusal ?? (isChecked ? checkedRefusal(c, form, reading) : undefined)}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}

/** Both versions, where the form was made from an older one. */
function meanwhileOf(entry: ReadEntry | null, form: FormInput, reading: EntryReading) {
  const basis = form.text("basis");
  if (entry === null || basis === "" || Number(basis) === entry.updatedAtMs) return null;
  const { draft: typed, places, dayparts, outlook } = reading;
  return { stored: entry, typed, places, dayparts, timeZone: outlook?.timeZone ?? "UTC" };
}

function checkedRefusal(c: ConsoleContext, form: FormInput, { reader }: EntryReading): Refusal | undefined {
  const [first] = reader.problems;
  if (first === undefined) return undefined;
  const fields = whysOf(c, reader.problems);
  return { message: fields[first.field] ?? "", form, fields, status: 422 };
}

function whysOf(c: ConsoleContext, problems: EntryReading["reader"]["problems"]): Record<string, string> {
  const { locale } = c.get("view");
  return Object.fromEntries(problems.map(({ field, key, parameters }) => [field, text(locale, key, parameters)]));
}

/** The same while somebody types: the aside, the mistakes by field, the written filter and what Save would say. */
export async function checkEntry(c: ConsoleContext): Promise<Response> {
  const view = c.get("view");
  const form = await readForm(c);
  const entryId = form.text("entryId");
  if (entryId.length > 64) throw new DomainError("bad-input", "error.form");
  const reading = await readEntry(c.get("ctx"), view, form, entryId === "" ? null : entryId);
  const aside = await (<EntryAside view={view} {...reading} />);
  c.header("Cache-Control", "no-store");
  return c.json({
    aside: aside.toString(),
    whys: whysOf(c, reading.reader.problems),
    written: reading.shown === null ? null : writeTarget(reading.shown.target),
    save: saveLabel(view, reading.outlook),
  });
}
