import { type DayNumber, dateOf, dayNumber, minutes, weekday, ZoneClock } from "./civil.ts";
import { isPublicHoliday, Occurrences } from "./occurs.ts";
import type { EntryRow, ExceptionRow, Rows, ScreenRow, WindowRow } from "./rows.ts";

/** `[fromMs, toMs)`, and whether its ends are the doors of the place. */
export interface Opening {
  readonly fromMs: number;
  readonly toMs: number;
}

const WHOLE_DAY: WindowRow = { fromLocal: "00:00", untilLocal: "24:00" };

/** When entries are open at one place, window by window. */
export class Openings {
  readonly clock: ZoneClock;
  readonly #rows: Rows;
  readonly #screen: ScreenRow;
  readonly #occurrences = new Map<string, Occurrences>();
  readonly #known = new Map<string, readonly Opening[]>();

  constructor(rows: Rows, screen: ScreenRow) {
    this.#rows = rows;
    this.#screen = screen;
    this.clock = new ZoneClock(screen.timeZone);
  }

  isOpen(entry: EntryRow, atMs: number): boolean {
    return this.touching(entry, atMs).some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
  }

  /** The windows that begin on the civil date of an instant or on the one before. */
  touching(entry: EntryRow, atMs: number): readonly Opening[] {
    const today = this.clock.dayAt(atMs);
    return [...this.startingOn(entry, today - 1), ...this.startingOn(entry, today)];
  }

  /** The windows that belong to a civil date, those over midnight too. */
  startingOn(entry: EntryRow, day: DayNumber): readonly Opening[] {
    const key = `${entry.id} ${day}`;
    let openings = this.#known.get(key);
    if (openings === undefined) {
      openings = this.#windowsOn(entry, day).map((window) => this.#opening(window, day));
      this.#known.set(key, openings);
    }
    return openings;
  }

  /** The instants of a section on the dates it occurs; one that an exception leaves out is not begun. */
  pinsOn(entry: EntryRow, day: DayNumber): number[] {
    if (entry.claim?.kind !== "pinned") return [];
    const openings = this.startingOn(entry, day);
    return entry.claim.atLocal
      .map((local) => this.clock.instant(day, minutes(local)))
      .filter((atMs) => openings.some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs));
  }

  /** The hours in which the place serves people, on one date. */
  operatingOn(day: DayNumber): readonly Opening[] {
    return this.#operatingWindows(day).map((window) => this.#opening(window, day));
  }

  #opening(window: WindowRow, day: DayNumber): Opening {
    const from = minutes(window.fromLocal);
    const until = minutes(window.untilLocal);
    const next = until <= from;
    return {
      fromMs: this.clock.instant(day, from),
      toMs: until === 1_440 ? this.clock.instant(day + 1, 0) : this.clock.instant(next ? day + 1 : day, until),
    };
  }

  #windowsOn(entry: EntryRow, day: DayNumber): readonly WindowRow[] {
    if (day < dayNumber(entry.fromDate)) return [];
    if (entry.untilDate !== null && day > dayNumber(entry.untilDate)) return [];
    const exception = exceptionOn(entry.exceptions, day);
    if (exception !== undefined) return exception.windows;
    return this.#occurs(entry, day) ? this.#hoursOn(entry, day) : [];
  }

  #occurs(entry: EntryRow, day: DayNumber): boolean {
    if (entry.recurrence === null) return true;
    let occurrences = this.#occurrences.get(entry.id);
    if (occurrences === undefined) {
      occurrences = new Occurrences(entry.recurrence, entry.fromDate);
      this.#occurrences.set(entry.id, occurrences);
    }
    return occurrences.has(day);
  }

  #hoursOn(entry: EntryRow, day: DayNumber): readonly WindowRow[] {
    const { hours } = entry;
    if (hours.kind === "always") return [WHOLE_DAY];
    if (hours.kind === "operating") return this.#operatingWindows(day);
    if (hours.kind === "own") return hours.daypart.weekdays.includes(weekday(day)) ? hours.daypart.windows : [];
    const daypart = this.#rows.dayparts.get(hours.daypartId);
    if (daypart === undefined) return [];
    const exception = exceptionOn(daypart.exceptions, day);
    if (exception !== undefined) return exception.windows;
    return daypart.weekdays.includes(weekday(day)) ? daypart.windows : [];
  }

  #operatingWindows(day: DayNumber): readonly WindowRow[] {
    const inForce = this.#screen.hours.filter(({ fromDate }) => dayNumber(fromDate) <= day).at(-1)?.hours;
    if (inForce === undefined) return [WHOLE_DAY];
    const exception = exceptionOn(inForce.exceptions, day);
    if (exception !== undefined) return exception.windows;
    if (inForce.publicHolidays !== null && isPublicHoliday(this.#rows.holidays, day)) return inForce.publicHolidays;
    return inForce.weekly[weekday(day)] ?? [];
  }
}

function exceptionOn(exceptions: readonly ExceptionRow[], day: DayNumber): ExceptionRow | undefined {
  return exceptions.find(({ date }) => date === dateOf(day));
}
