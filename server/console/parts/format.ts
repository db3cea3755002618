import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { View } from "../view.ts";

/** Zone of everything that belongs to no single gate; named beside the time wherever it stands. */
export const HOME_ZONE = "Asia/Ho_Chi_Minh";

type Reader = Pick<View, "locale">;

const WEEKDAYS = {
  vi: ["T2", "T3", "T4", "T5", "T6", "T7", "CN"],
  en: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
} as const;

/** `09:32`, 24-hour clock. */
export function timeOf(atMs: number, timeZone: string = HOME_ZONE): string {
  const civil = civilAt(atMs, timeZone);
  return `${two(civil.hour)}:${two(civil.minute)}`;
}

/** `09:32:05`. */
export function exactTimeOf(atMs: number, timeZone: string = HOME_ZONE): string {
  return `${timeOf(atMs, timeZone)}:${two(civilAt(atMs, timeZone).second)}`;
}

/** `T2 23/11/2026`; the short form leaves out the year. */
export function dateOf(view: Reader, atMs: number, timeZone: string = HOME_ZONE): string {
  const civil = civilAt(atMs, timeZone);
  return `${weekdayName(view, civil.weekday)} ${dayOf(civil.date)}`;
}

/** `T2 23/11 09:32`, with the year when it is another one than now. */
export function momentOf(view: Pick<View, "locale" | "nowMs">, atMs: number, timeZone: string = HOME_ZONE): string {
  const civil = civilAt(atMs, timeZone);
  const sameYear = civilAt(view.nowMs, timeZone).date.slice(0, 4) === civil.date.slice(0, 4);
  const day = sameYear ? dayOf(civil.date).slice(0, 5) : dayOf(civil.date);
  return `${weekdayName(view, civil.weekday)} ${day} ${timeOf(atMs, timeZone)}`;
}

/** A civil date as people write it: `23/11/2026`. */
export function dayOf(date: string): string {
  const [year, month, day] = date.split("-");
  return `${day}/${month}/${year}`;
}

/** 0 is Monday. */
export function weekdayName(view: Reader, weekday: number): string {
  return WEEKDAYS[view.locale][weekday] ?? "";
}

/** `1.234,5` in Vietnamese, `1,234.5` in English. */
export function numberOf(view: Reader, value: number, digits = 0): string {
  const name = `${view.locale} ${digits}`;
  let format = numberFormats.get(name);
  if (format === undefined) {
    const locale = view.locale === "vi" ? "vi-VN" : "en-GB";
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    numberFormats.set(name, format);
  }
  return format.format(value);
}

/** By language and digits: to make one takes a hundred times as long as to use it. */
const numberFormats = new Map<string, Intl.NumberFormat>();

/** A number as a field shows it: `12,5` in Vietnamese, `12.5` in English, without grouping. Fields take both. */
export function fieldNumber(view: Reader, value: number): string {
  return view.locale === "vi" ? String(value).replace(".", ",") : String(value);
}

/** `20 giây`, `1 phút 5 giây`. */
export function lengthOf(view: Pick<View, "t">, durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000);
  if (seconds < 60) return view.t("time.seconds", { n: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    const rest = seconds % 60;
    const whole = view.t("time.minutes", { n: minutes });
    return rest === 0 ? whole : `${whole} ${view.t("time.seconds", { n: rest })}`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return view.t("time.hours", { n: hours });
  return view.t("time.days", { n: Math.floor(hours / 24) });
}

/** `18,2 MB`. */
export function sizeOf(view: Reader, bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${numberOf(view, value, unit === 0 || value >= 100 ? 0 : 1)} ${units[unit]}`;
}

/** `7f3a 91c2 e04b … d5a0`: enough of a hash to compare by eye. */
export function sealOf(sha256: string): string {
  return `${sha256.slice(0, 4)} ${sha256.slice(4, 8)} ${sha256.slice(8, 12)} … ${sha256.slice(-4)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
