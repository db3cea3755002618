import { weekdayOf } from "../../../schemas/rules/zoned-time.ts";

/** Whose airtime it is. */
export type AirtimeSubject =
  | { readonly kind: "entry"; readonly entryId: string }
  | { readonly kind: "language"; readonly language: string }
  | { readonly kind: "slate" };

/** A change on one civil date, between two times of it. */
export interface DateChange {
  readonly subject: AirtimeSubject;
  readonly date: string;
  /** Minutes of civil time after midnight, `[fromMinute, untilMinute)`. */
  readonly fromMinute: number;
  readonly untilMinute: number;
  /** Airtime in an hour, in ms. */
  readonly beforeMs: number;
  readonly afterMs: number;
}

/** On which dates. `until: null`: as far as both manifests plan. */
export type ChangeDates =
  | {
      readonly kind: "weekly";
      readonly fromDate: string;
      readonly untilDate: string | null;
      /** 0 Monday … 6 Sunday. */
      readonly weekdays: readonly number[];
    }
  | { readonly kind: "dates"; readonly dates: readonly string[] };

/** One change told once for all the dates on which it is the same. */
export interface AirtimeChange extends Omit<DateChange, "date"> {
  readonly dates: ChangeDates;
}

/** Two figures nearer than this are told as one. */
const SAME_MS = 30_000;

/** The changes of a date with those that follow each other without a gap, and are alike, made one. */
export function joinHours(changes: readonly DateChange[]): DateChange[] {
  const joined: DateChange[] = [];
  const lastOf = new Map<string, number>();
  for (const change of changes) {
    const name = nameOf(change.subject);
    const index = lastOf.get(name);
    const last = index === undefined ? undefined : joined[index];
    if (index !== undefined && last?.untilMinute === change.fromMinute && areAlike(last, change)) {
      joined[index] = { ...mean(last, change, minutesOf(last), minutesOf(change)), untilMinute: change.untilMinute };
    } else {
      lastOf.set(name, joined.length);
      joined.push(change);
    }
  }
  return joined;
}

/**
 * Gathers the changes of many dates into weekly ones where they keep to weekdays, else into lists of dates. `horizon`:
 * every date that was compared, ascending. By first date, then the largest first, then by name.
 */
export function gatherDates(changes: readonly DateChange[], horizon: readonly string[]): AirtimeChange[] {
  const groups = new Map<string, { change: DateChange; dates: string[] }[]>();
  for (const change of changes) {
    const name = `${nameOf(change.subject)} ${change.fromMinute} ${change.untilMinute}`;
    const alike = groups.get(name) ?? [];
    groups.set(name, alike);
    const group = alike.find((one) => areAlike(one.change, change));
    if (group === undefined) alike.push({ change, dates: [change.date] });
    else {
      group.change = mean(group.change, change, group.dates.length, 1);
      group.dates.push(change.date);
    }
  }
  return [...groups.values()]
    .flat()
    .map(({ change: { date: _, beforeMs, afterMs, ...change }, dates }) => ({
      ...change,
      beforeMs: Math.round(beforeMs),
      afterMs: Math.round(afterMs),
      dates: describeDates(dates, horizon),
    }))
    .sort(inOrder);
}

function describeDates(dates: readonly string[], horizon: readonly string[]): ChangeDates {
  const weekdays = [...new Set(dates.map(weekdayOf))].sort((one, other) => one - other);
  const candidates = horizon.filter((date) => weekdays.includes(weekdayOf(date)));
  const from = candidates.indexOf(dates[0] ?? "");
  const run = candidates.slice(from, from + dates.length);
  if (run.some((date, index) => date !== dates[index]) || run.length !== dates.length) return { kind: "dates", dates };
  const untilDate = from + dates.length === candidates.length ? null : (dates.at(-1) ?? null);
  return { kind: "weekly", fromDate: dates[0] ?? "", untilDate, weekdays };
}

function mean(one: DateChange, other: DateChange, weight: number, otherWeight: number): DateChange {
  const of = (left: number, right: number) => (left * weight + right * otherWeight) / (weight + otherWeight);
  return { ...one, beforeMs: of(one.beforeMs, other.beforeMs), afterMs: of(one.afterMs, other.afterMs) };
}

function areAlike(one: DateChange, other: DateChange): boolean {
  const gained = (change: DateChange) => change.afterMs - change.beforeMs;
  return (
    gained(one) > 0 === gained(other) > 0 &&
    Math.abs(gained(one) - gained(other)) <= SAME_MS &&
    (one.beforeMs === 0) === (other.beforeMs === 0) &&
    (one.afterMs === 0) === (other.afterMs === 0)
  );
}

function minutesOf(change: DateChange): number {
  return change.untilMinute - change.fromMinute;
}

function nameOf(subject: AirtimeSubject): string {
  if (subject.kind === "slate") return "slate";
  return subject.kind === "entry" ? `entry ${subject.entryId}` : `language ${subject.language}`;
}

function inOrder(one: AirtimeChange, other: AirtimeChange): number {
  const first = ({ dates }: AirtimeChange) => (dates.kind === "weekly" ? dates.fromDate : (dates.dates[0] ?? ""));
  const size = (change: AirtimeChange) => Math.abs(change.afterMs - change.beforeMs);
  if (first(one) !== first(other)) return first(one) < first(other) ? -1 : 1;
  return (
    size(other) - size(one) ||
    one.fromMinute - other.fromMinute ||
    (nameOf(one.subject) < nameOf(other.subject) ? -1 : 1)
  );
}
