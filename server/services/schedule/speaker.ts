import { addDays, civilAt } from "../../../schemas/rules/zoned-time.ts";
import { type Locale, type MessageKey, type MessageParameters, text } from "../../messages/catalogue.ts";

const WEEKDAYS = {
  vi: ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"],
  en: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
} as const;
const AND = { vi: " và ", en: " and " } as const;
const MANY = 4;

/** Says figures and times in one language, in one zone: 24-hour clock, Monday first, day before month. */
export class Speaker {
  readonly locale: Locale;
  readonly timeZone: string;

  constructor(locale: Locale, timeZone: string) {
    this.locale = locale;
    this.timeZone = timeZone;
  }

  /** A text of the catalogue. */
  t(key: MessageKey, parameters: MessageParameters = {}): string {
    return text(this.locale, key, parameters);
  }

  /** A name within a sentence: in Vietnamese “tiếng Anh”, where it stands alone as “Tiếng Anh”. */
  within(name: string): string {
    return this.locale === "vi" ? name.slice(0, 1).toLocaleLowerCase("vi") + name.slice(1) : name;
  }

  /** `09:35`; with seconds where they are not zero: `09:35:20`. */
  clock(atMs: number): string {
    const { hour, minute, second } = civilAt(atMs, this.timeZone);
    return second === 0 ? `${two(hour)}:${two(minute)}` : `${two(hour)}:${two(minute)}:${two(second)}`;
  }

  /** `09:35:00`. */
  exactClock(atMs: number): string {
    const { hour, minute, second } = civilAt(atMs, this.timeZone);
    return `${two(hour)}:${two(minute)}:${two(second)}`;
  }

  /** The clock alone on the date of `nowMs`, else with its date: `23/11 09:35`. */
  moment(atMs: number, nowMs: number): string {
    const { date } = civilAt(atMs, this.timeZone);
    const today = civilAt(nowMs, this.timeZone).date;
    if (date === today) return this.clock(atMs);
    return `${date.slice(0, 4) === today.slice(0, 4) ? dayOf(date).slice(0, 5) : dayOf(date)} ${this.clock(atMs)}`;
  }

  /** `23/11 12:00–13:30`, with the second date where it is another one. */
  span(fromMs: number, toMs: number): string {
    const [from, to] = [civilAt(fromMs, this.timeZone), civilAt(toMs, this.timeZone)];
    const isMidnight = to.hour + to.minute + to.second === 0 && addDays(from.date, 1) === to.date;
    const end = isMidnight ? "24:00" : this.clock(toMs);
    const start = `${dayOf(from.date).slice(0, 5)} ${this.clock(fromMs)}`;
    return isMidnight || from.date === to.date ? `${start}–${end}` : `${start} – ${dayOf(to.date).slice(0, 5)} ${end}`;
  }

  /** `23/11/2026`. */
  date(date: string): string {
    return dayOf(date);
  }

  /** `480` → `08:00`; 1440 → `24:00`. */
  minuteOfDay(minutes: number): string {
    return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  }

  /** `thứ Hai–thứ Sáu`: three or more in a row are a range. 0 is Monday. */
  weekdays(weekdays: readonly number[]): string {
    const runs: number[][] = [];
    for (const weekday of weekdays) {
      const last = runs.at(-1);
      if (last !== undefined && last.at(-1) === weekday - 1) last.push(weekday);
      else runs.push([weekday]);
    }
    const name = (weekday: number | undefined) => WEEKDAYS[this.locale][weekday ?? 0] ?? "";
    const parts = runs.flatMap((run) => (run.length > 2 ? [`${name(run[0])}–${name(run.at(-1))}`] : run.map(name)));
    return this.list(parts);
  }

  /** `A, B và C`; beyond a few the rest is a number. */
  list(names: readonly string[], many = MANY): string {
    const shown = names.length > many + 1 ? names.slice(0, many) : names;
    const rest = names.length - shown.length;
    const parts = rest > 0 ? [...shown, this.t("words.more", { n: rest })] : shown;
    return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")}${AND[this.locale]}${parts.at(-1)}`;
  }

  /** `49,8`: at most so many digits after the comma, none where they are zero. */
  number(value: number, digits = 1): string {
    const format = new Intl.NumberFormat(this.locale === "vi" ? "vi-VN" : "en-GB", { maximumFractionDigits: digits });
    return format.format(value);
  }

  /** `49,8 %` of parts per million. */
  percent(ppm: number): string {
    return `${this.number(ppm / 10_000)} %`;
  }

  /** `11 giây`, `4,5 phút`. */
  length(durationMs: number): string {
    const seconds = Math.round(durationMs / 1_000);
    if (seconds < 120) return this.t("words.seconds", { n: seconds });
    const minutes = seconds / 60;
    return minutes < 120
      ? this.t("words.minutes", { n: this.number(minutes) })
      : this.t("words.hours", { n: this.number(minutes / 60) });
  }

  /** `18,2 MB`. */
  size(bytes: number): string {
    const units = ["B", "KB", "MB", "GB", "TB"];
    let value = bytes;
    let unit = 0;
    while (value >= 1_000 && unit < units.length - 1) {
      value /= 1_000;
      unit += 1;
    }
    return `${this.number(value, value >= 100 ? 0 : 1)} ${units[unit]}`;
  }
}

function dayOf(date: string): string {
  const [year, month, day] = date.split("-");
  return `${day}/${month}/${year}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
