import type { DaypartWindow } from "../../../schemas/entry-timing.ts";
import type { ScheduleEntryInput } from "../../../schemas/schedule.ts";
import type { ServiceContext } from "../../context.ts";
import { DomainError } from "../../errors.ts";
import { readSchedule } from "../../services/schedule/read-schedule.ts";
import { updateScheduleEntry } from "../../services/schedule/update-schedule-entry.ts";
import type { FormInput } from "../form-input.ts";
import { readDate } from "../parts/civil-input.ts";
import { readWindows } from "../parts/window-text.ts";
import type { ReadEntry } from "./reach.ts";

/** An entry whose hours were changed by hand. */
export interface MovedEntry {
  readonly entry: ReadEntry;
  /** The version that the next change is made from. */
  readonly basis: number;
  /** As they were. */
  readonly before: readonly DaypartWindow[];
}

/**
 * Gives an entry with hours of its own other windows on all its days: what dragging a bar, or letting one go on over a
 * hole, comes to. Errors: as for updating an entry; `bad-input` where the hours are not the entry's own.
 */
export async function moveEntry(ctx: ServiceContext, form: FormInput): Promise<MovedEntry> {
  const entry = await entryOf(ctx, form);
  const windows = readWindows(form.text("windows"));
  if (entry.hours.kind !== "own" || windows.length === 0) {
    throw new DomainError("bad-input", "timeline.fixed-always", { name: entry.name });
  }
  const { daypart } = entry.hours;
  const next = { ...inputOf(entry), hours: { kind: "own" as const, daypart: { ...daypart, windows } } };
  const basis = await save(ctx, form, entry.id, next);
  return { entry: { ...entry, ...next }, basis, before: daypart.windows };
}

/** Gives an entry other windows on one date alone; none at all: it is not shown on it. Errors: as for updating. */
export async function setDate(
  ctx: ServiceContext,
  form: FormInput,
  note: string,
): Promise<{ entry: ReadEntry; basis: number; date: string; windows: readonly DaypartWindow[] }> {
  const entry = await entryOf(ctx, form);
  const date = readDate(form.text("date"));
  if (date === null) throw new DomainError("bad-input", "error.form");
  const windows = readWindows(form.text("windows"));
  const others = entry.exceptions.filter((exception) => exception.date !== date);
  const next = { ...inputOf(entry), exceptions: [...others, { date, windows, note }] };
  const basis = await save(ctx, form, entry.id, next);
  return { entry, basis, date, windows };
}

async function entryOf(ctx: ServiceContext, form: FormInput): Promise<ReadEntry> {
  const entryId = form.text("entryId");
  const entry = (await readSchedule(ctx)).entries.find(({ id }) => id === entryId);
  if (entry === undefined) throw new DomainError("not-found", "error.not-found", {}, { entryId });
  return entry;
}

async function save(ctx: ServiceContext, form: FormInput, entryId: string, entry: unknown): Promise<number> {
  const basis = Number(form.text("basis"));
  const { updatedAtMs } = await updateScheduleEntry(ctx, { entryId, entry, expectedUpdatedAtMs: basis });
  return updatedAtMs;
}

function inputOf({
  id: _id,
  published: _published,
  updatedAtMs: _updatedAtMs,
  ...entry
}: ReadEntry): ScheduleEntryInput {
  return entry;
}
