import type { EntryTarget } from "../../../schemas/schedule.ts";
import { DomainError } from "../../errors.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";
import { type FormInput, formOf } from "../form-input.ts";
import { readDate } from "../parts/civil-input.ts";
import { dayOf } from "../parts/format.ts";
import type { ReadEntry } from "./reach.ts";

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$|^24:00$/;
const EVERY_DAY = ["0", "1", "2", "3", "4", "5", "6"];

/** Everything of an entry but its playlist, which the form may be about to make. */
export function entryInputOf(form: FormInput, today: string) {
  const layer = form.text("layer") === "campaign" ? "campaign" : "base";
  return {
    name: form.text("name"),
    layer,
    target: targetOf(form),
    fromDate: readDate(form.text("fromDate")) ?? today,
    untilDate: readDate(form.text("untilDate")),
    daypart: daypartOf(form),
    sharePpm: layer === "campaign" ? sharePpmOf(form.text("share")) : null,
  } as const;
}

function targetOf(form: FormInput): EntryTarget {
  if (form.text("where") !== "some") return { kind: "everywhere" };
  const siteIds = idsOf(form, "site");
  const screenIds = idsOf(form, "screen");
  if (siteIds.length === 0 && screenIds.length === 0) throw new DomainError("bad-input", "entry-form.needs-where");
  return screenIds.length === 0 ? { kind: "sites", siteIds } : { kind: "screens", screenIds };
}

/** Screens of a wholly chosen site count through the site only when nothing narrower was chosen beside it. */
function idsOf(form: FormInput, name: "site" | "screen"): string[] {
  return [...new Set(form.all(name))];
}

function daypartOf(form: FormInput) {
  const from = form.text("fromTime");
  const until = form.text("untilTime");
  const weekdays = form.all("weekday");
  const everyDay = weekdays.length === 0 || weekdays.length === EVERY_DAY.length;
  if (from === "" && until === "" && everyDay) return null;
  if ((from === "") !== (until === "")) throw new DomainError("bad-input", "entry-form.half-time");
  return {
    weekdays: (everyDay ? EVERY_DAY : weekdays).map(Number),
    windows: [{ fromLocal: timeLocal(from || "00:00"), untilLocal: timeLocal(until || "24:00") }],
  };
}

function timeLocal(text: string): string {
  if (!TIME.test(text)) throw new DomainError("bad-input", "entry-form.bad-time");
  return text.padStart(5, "0");
}

function sharePpmOf(text: string): number {
  const percent = Number(text.replace(",", "."));
  if (!(percent >= 1 && percent <= 100)) throw new DomainError("bad-input", "entry-form.bad-share");
  return Math.round(percent * 10_000);
}

/** The form that shows an entry as it stands. */
export function formOfEntry(entry: ReadEntry): FormInput {
  const { target, daypart } = entry;
  const window = daypart?.windows[0];
  return formOf({
    name: entry.name,
    layer: entry.layer,
    playlist: entry.playlistId,
    where: target.kind === "everywhere" ? "everywhere" : "some",
    site: target.kind === "sites" ? target.siteIds : [],
    screen: target.kind === "screens" ? target.screenIds : [],
    fromDate: dayOf(entry.fromDate),
    untilDate: entry.untilDate === null ? "" : dayOf(entry.untilDate),
    weekday: (daypart?.weekdays ?? EVERY_DAY).map(String),
    fromTime: window === undefined || isWholeDay(window) ? "" : window.fromLocal,
    untilTime: window === undefined || isWholeDay(window) ? "" : window.untilLocal,
    share: entry.sharePpm === null ? "" : String(entry.sharePpm / 10_000),
  });
}

/** A new entry's form: from today, every day, all day. */
export function formOfNewEntry(layer: string, today: string, screenId: string | undefined): FormInput {
  return formOf({
    layer: layer === "campaign" ? "campaign" : "base",
    where: screenId === undefined ? "everywhere" : "some",
    screen: screenId === undefined ? [] : [screenId],
    fromDate: dayOf(today),
    weekday: EVERY_DAY,
    share: layer === "campaign" ? "30" : "",
  });
}

/** Whether an entry says more than this form can: then its further windows must not be lost by saving. */
export function hasMoreWindows(entry: ReadEntry): boolean {
  return (entry.daypart?.windows.length ?? 0) > 1;
}

function isWholeDay(window: { fromLocal: string; untilLocal: string }): boolean {
  return window.fromLocal === "00:00" && window.untilLocal === "24:00";
}

/** Screens by site, for choosing. */
export function screensBySite(screens: readonly ScreenView[]): [ScreenView, ScreenView[]][] {
  const sites = new Map<string, ScreenView[]>();
  for (const screen of screens) sites.set(screen.siteId, [...(sites.get(screen.siteId) ?? []), screen]);
  return [...sites.values()].flatMap((ofSite) => (ofSite[0] === undefined ? [] : [[ofSite[0], ofSite]]));
}
