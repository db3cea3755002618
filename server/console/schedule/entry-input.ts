import type { z } from "zod";
import type { EntryHours } from "../../../schemas/entry-timing.ts";
import { checkRecurrence } from "../../../schemas/rules/recurrence-dates.ts";
import { type EntryClaim, EntryLock, ScheduleEntryInput, ScheduleLayer } from "../../../schemas/schedule.ts";
import { DomainError } from "../../errors.ts";
import type { MessageKey } from "../../messages/catalogue.ts";
import { sentenceOfRule } from "../../services/rule-refusal.ts";
import type { FormInput } from "../form-input.ts";
import { type FieldReader, fieldReader } from "../form-problems.ts";
import { readDate } from "../parts/civil-input.ts";
import { readExceptions, readWindowRows } from "../parts/window-input.ts";
import { readTime } from "../parts/window-text.ts";
import { readRepeat } from "./entry-repeat-input.ts";
import { readWhere } from "./entry-where-input.ts";

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
/** Stands for the playlist that the form may be about to make. */
const SOME_PLAYLIST = "00000000-0000-7000-8000-000000000000";

/** Everything of an entry but its playlist. */
export type EntryDraft = Omit<ScheduleEntryInput, "playlistId">;

/** What a form says, and what is wrong with it. */
export interface ReadForm {
  /** Null while anything is wrong. */
  readonly draft: EntryDraft | null;
  /** What can be drawn already: null while when and where cannot be read. */
  readonly shown: EntryDraft | null;
  readonly reader: FieldReader;
}

/** Fields whose mistakes leave when and where as they are. */
const APART = new Set(["name", "lock", "cap", "spacing", "share", "perHour", "reviewDate"]);

/** Reads a whole entry form. Nothing throws: each mistake is noted beside its field, so that all are seen at once. */
export function readEntryForm(form: FormInput, today: string): ReadForm {
  const reader = fieldReader();
  const layer = ScheduleLayer.catch("base").parse(form.text("layer"));
  if (form.text("name") === "") reader.note("name", "entry-form.needs-name");
  const fromDate = reader.field("fromDate", () => readDate(form.text("fromDate")), null) ?? today;
  const untilDate = reader.field("untilDate", () => readDate(form.text("untilDate")), null);
  const recurrence = readRepeat(form, reader);
  const claim = layer === "campaign" ? readClaim(form, reader) : null;
  const said = {
    name: form.text("name"),
    playlistId: SOME_PLAYLIST,
    layer,
    target: readWhere(form, reader),
    fromDate,
    untilDate,
    recurrence,
    // A section has its own times.
    hours: claim?.kind === "pinned" ? { kind: "always" as const } : readHours(form, reader),
    exceptions: readExceptions(form, reader),
    reviewDate: untilDate === null ? reader.field("reviewDate", () => readDate(form.text("reviewDate")), null) : null,
    claim,
    capPpm: layer === "base" || layer === "campaign" ? readPercent(form, reader, "cap") : null,
    spacingMs: readSpacing(form, reader),
    order: form.text("order") === "listed" ? "listed" : "rotate",
    lock: EntryLock.nullable().catch(null).parse(form.text("lock")),
  };
  if (recurrence !== null) noteRecurrence(reader, checkRecurrence(recurrence, fromDate), recurrence.kind);
  const parsed = ScheduleEntryInput.safeParse(said);
  for (const issue of parsed.error?.issues ?? []) noteIssue(reader, issue);
  const draft = parsed.success && reader.problems.length === 0 ? withoutPlaylist(parsed.data) : null;
  return { draft, shown: draft ?? drawable(said, reader), reader };
}

/** The same with stand-ins for what does not decide when and where. */
function drawable(said: object, reader: FieldReader): EntryDraft | null {
  if (!reader.problems.every(({ field }) => APART.has(field))) return null;
  const parsed = ScheduleEntryInput.safeParse({ ...said, name: "…", lock: null, capPpm: null, reviewDate: null });
  return parsed.success ? withoutPlaylist(parsed.data) : null;
}

function withoutPlaylist({ playlistId, ...draft }: ScheduleEntryInput): EntryDraft {
  return draft;
}

function readClaim(form: FormInput, reader: FieldReader): EntryClaim {
  if (form.text("claim") === "showings") {
    const perHour = Number(form.text("perHour"));
    const isRight = Number.isInteger(perHour) && perHour >= 1 && perHour <= 240;
    if (!isRight) reader.note("perHour", "entry-form.bad-number", { least: 1, most: 240 });
    return { kind: "showings", perHour: isRight ? perHour : 1 };
  }
  if (form.text("claim") === "pinned") {
    const atLocal = reader.field("pinnedAt", () => readTimes(form.text("pinnedAt")), ["00:00"]);
    return { kind: "pinned", atLocal, exact: form.has("exact") };
  }
  const sharePpm = readPercent(form, reader, "share");
  if (sharePpm === null) reader.note("share", "entry-form.bad-share");
  return { kind: "share", sharePpm: sharePpm ?? 1 };
}

function readTimes(text: string): string[] {
  const times = text.split(/[\s,;]+/).filter((time) => time !== "");
  const read = times.map(readTime);
  if (read.length === 0 || read.includes("24:00")) throw new DomainError("bad-input", "entry-form.bad-times");
  return read;
}

/** Parts of a hundred with at most two decimals; null for an empty field. */
function readPercent(form: FormInput, reader: FieldReader, field: string): number | null {
  const text = form.text(field).replace("%", "").replace(",", ".").trim();
  if (text === "") return null;
  const percent = Number(text);
  if (percent > 0 && percent <= 100) return Math.max(1, Math.round(percent * 10_000));
  reader.note(field, "entry-form.bad-share");
  return null;
}

function readSpacing(form: FormInput, reader: FieldReader): number | null {
  const text = form.text("spacing").replace(",", ".");
  if (text === "" || Number(text) === 0) return null;
  const spacingMs = Math.round(Number(text) * 60_000);
  if (spacingMs >= 1_000 && spacingMs <= 3_600_000) return spacingMs;
  reader.note("spacing", "entry-form.bad-spacing");
  return null;
}

function readHours(form: FormInput, reader: FieldReader): EntryHours {
  const kind = form.text("hours");
  if (kind === "operating") return { kind };
  if (kind === "named") {
    if (form.text("daypart") === "") reader.note("daypart", "entry-form.needs-daypart");
    return { kind, daypartId: form.text("daypart") || SOME_PLAYLIST };
  }
  if (kind !== "own") return { kind: "always" };
  const windows = readWindowRows(form, reader);
  const kept = form.all("dayWeekday").map(Number);
  return { kind, daypart: { weekdays: kept.length === 0 ? EVERY_DAY : kept, windows } };
}

function noteRecurrence(reader: FieldReader, check: ReturnType<typeof checkRecurrence>, kind: "rule" | "lunar"): void {
  if (check.ok) return;
  const field = kind === "lunar" ? "lunar" : "repeat";
  if (check.part === null) reader.note(field, "schedule.recurrence.no-date");
  else reader.note("rrule", `schedule.recurrence.${check.reason}`, { part: check.part });
}

/** Which sentence a rule between fields has in the form, by the field it is told at. */
const RULES: Readonly<Record<string, readonly [field: string, key: MessageKey]>> = {
  untilDate: ["untilDate", "schedule.rule.ends-before-start"],
  reviewDate: ["reviewDate", "schedule.rule.review-before-start"],
  hours: ["hours", "schedule.rule.lock-hours"],
  lock: ["lock", "schedule.rule.lock-needs-share"],
  target: ["where", "schedule.rule.lock-target"],
  capPpm: ["cap", "schedule.rule.cap-under-share"],
  name: ["name", "entry-form.needs-name"],
  exceptions: ["exDate", "schedule.rule.two-exceptions"],
};

/** Fields of which several rules speak. */
const RULED_TWICE = new Set(["hours", "target"]);

function noteIssue(reader: FieldReader, issue: z.core.$ZodIssue): void {
  const path = String(issue.path[0] ?? "");
  const [field, key] = RULES[path] ?? [path, "error.form"];
  reader.note(field, RULED_TWICE.has(path) ? (sentenceOfRule(issue) ?? key) : key);
}
