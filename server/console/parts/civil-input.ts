import { CivilDate } from "../../../schemas/primitives.ts";
import { civilAt, instantOf, minutesOf } from "../../../schemas/rules/zoned-time.ts";
import { DomainError } from "../../errors.ts";
import { dayOf, HOME_ZONE, timeOf } from "./format.ts";

const DAY = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;
/** Fields show the weekday before the date; it is for people, and the date alone counts. */
const WEEKDAY = /^(?:T[2-7]|CN|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+/i;

/**
 * `23/11/2026`, `T2 23/11/2026` or `2026-11-23` as a civil date; null for empty text. Throws `bad-input` for anything else.
 */
export function readDate(typed: string): string | null {
  const text = typed.replace(WEEKDAY, "");
  if (text === "") return null;
  const match = DAY.exec(text);
  const iso = match === null ? text : `${match[3]}-${pad(match[2])}-${pad(match[1])}`;
  if (!CivilDate.safeParse(iso).success) throw new DomainError("bad-input", "entry-form.bad-date");
  return iso;
}

/** `23/11/2026 08:00` in the zone, as an instant; without a time, the day's first. Null for empty text. */
export function readMoment(text: string, timeZone: string = HOME_ZONE): number | null {
  if (text === "") return null;
  const [day = "", time = "00:00"] = text.split(/\s+/);
  const date = readDate(day);
  if (date === null || !/^([01]?\d|2[0-3]):[0-5]\d$/.test(time))
    throw new DomainError("bad-input", "media-form.bad-date");
  return instantOf(date, minutesOf(time), timeZone);
}

/** The instant as such a field shows it. */
export function writeMoment(atMs: number | null, timeZone: string = HOME_ZONE): string {
  return atMs === null ? "" : `${dayOf(civilAt(atMs, timeZone).date)} ${timeOf(atMs, timeZone)}`;
}

function pad(part: string | undefined): string {
  return (part ?? "").padStart(2, "0");
}
