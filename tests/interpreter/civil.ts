const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Zones change their clocks on quarters of an hour. */
const QUARTER_MS = 15 * MINUTE_MS;

/** A civil date as a count of days since 1970-01-01: dates are stepped, never computed with. */
export type DayNumber = number;

export function dayNumber(date: string): DayNumber {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

export function dateOf(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** 0 for Monday … 6 for Sunday. */
export function weekday(day: DayNumber): number {
  return (((day + 3) % 7) + 7) % 7;
}

export function yearOf(day: DayNumber): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}

/** 1 … 12. */
export function monthOf(day: DayNumber): number {
  return new Date(day * DAY_MS).getUTCMonth() + 1;
}

/** 1 … 31. */
export function dayOfMonth(day: DayNumber): number {
  return new Date(day * DAY_MS).getUTCDate();
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Minutes of `HH:mm`; 1440 for `24:00`. */
export function minutes(local: string): number {
  return Number(local.slice(0, 2)) * 60 + Number(local.slice(3, 5));
}

/** One zone's clock, read from the platform instant by instant. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();
  readonly #instants = new Map<number, number>();

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  }

  /** The civil date on the wall at an instant. */
  dayAt(atMs: number): DayNumber {
    return Math.floor((atMs + this.#offset(atMs)) / DAY_MS);
  }

  /**
   * The instant at which the wall clock says `minute` minutes after midnight of that date: the first, where it says so
   * twice; the instant of the change, where it never does.
   */
  instant(day: DayNumber, minute: number): number {
    const key = day * 10_000 + minute;
    let atMs = this.#instants.get(key);
    if (atMs === undefined) {
      atMs = this.#search(day * DAY_MS + minute * MINUTE_MS);
      this.#instants.set(key, atMs);
    }
    return atMs;
  }

  /** Walks over the day and a half around the wanted reading and takes the first quarter of an hour that reaches it. */
  #search(wantedMs: number): number {
    for (let quarter = wantedMs - 15 * 3_600_000; ; quarter += QUARTER_MS) {
      const from = Math.floor(quarter / QUARTER_MS) * QUARTER_MS;
      const reading = from + this.#offset(from);
      if (reading + QUARTER_MS <= wantedMs) continue;
      return from + Math.max(0, wantedMs - reading);
    }
  }

  #offset(atMs: number): number {
    const from = Math.floor(atMs / QUARTER_MS) * QUARTER_MS;
    let offset = this.#offsets.get(from);
    if (offset === undefined) {
      offset = Date.parse(`${this.#format.format(from).replace(" ", "T")}Z`) - from;
      this.#offsets.set(from, offset);
    }
    return offset;
  }
}
