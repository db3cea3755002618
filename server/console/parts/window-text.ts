import type { DaypartWindow } from "../../../schemas/entry-timing.ts";
import { mergeWindows, readWindow as readTold } from "../../../schemas/rules/daypart-windows.ts";
import { DomainError } from "../../errors.ts";

const TIME = /^(?:([01]?\d|2[0-3])[:hg.]?([0-5]\d)?|24[:hg.]?(?:00)?)$/i;
const NEXT_DAY = /\s*(?:\(?\+1\)?|hôm sau|next day)$/iu;
const BETWEEN = /\s*(?:[-–—]|đến|tới|to|until)\s*/iu;

/** `7:30`, `07:30`, `7h30` or `7` as `07:30`; `24:00` ends a day. Throws `bad-input` for what is no time. */
export function readTime(text: string): string {
  const match = TIME.exec(text.trim());
  if (match === null) throw new DomainError("bad-input", "entry-form.bad-time");
  if (match[1] === undefined) return "24:00";
  return `${match[1].padStart(2, "0")}:${match[2] ?? "00"}`;
}

/**
 * One window from its two fields; an end over midnight may say `hôm sau` or leave it out. Throws `bad-input` when it is
 * half there, has no length, or is longer than a day.
 */
export function readWindow(from: string, until: string): DaypartWindow {
  if (from === "" || until === "") throw new DomainError("bad-input", "entry-form.half-time");
  const end = until.normalize("NFC").replace(NEXT_DAY, "");
  const saysNextDay = end.length < until.normalize("NFC").length;
  const times = { fromLocal: readTime(from), untilLocal: readTime(end) };
  const told = readTold(saysNextDay ? { ...times, nextDay: true } : times);
  if (told.ok) return told.window;
  throw new DomainError("bad-input", told.reason === "no-length" ? "entry-form.no-length" : "entry-form.bad-time");
}

/** `07:00–11:30, 13:00–17:00` as windows, sorted, those that overlap made one; none for empty text. Throws `bad-input`. */
export function readWindows(text: string): DaypartWindow[] {
  const parts = text.split(/[,;]/).filter((part) => part.trim() !== "");
  const windows = parts.map((part) => {
    const [from = "", until = "", more] = part.trim().split(BETWEEN);
    if (more !== undefined) throw new DomainError("bad-input", "entry-form.bad-windows");
    return readWindow(from, until);
  });
  return mergeWindows(windows);
}

/** Windows as such a field shows them. */
export function writeWindows(windows: readonly DaypartWindow[]): string {
  return windows.map(({ fromLocal, untilLocal }) => `${fromLocal}–${untilLocal}`).join(", ");
}

/** Whether the window ends on the day after it starts. */
export function endsNextDay(window: DaypartWindow): boolean {
  return window.untilLocal < window.fromLocal;
}

/** `07:00–11:30, 22:00–06:00 hôm sau`; `nextDay` is the page's word for the next day. */
export function windowWords(windows: readonly DaypartWindow[], nextDay: string): string {
  return windows
    .map((window) => `${window.fromLocal}–${window.untilLocal}${endsNextDay(window) ? ` ${nextDay}` : ""}`)
    .join(", ");
}
