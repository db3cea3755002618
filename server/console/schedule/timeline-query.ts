import { addDays, weekdayOf } from "../../../schemas/rules/zoned-time.ts";
import { readDate } from "../parts/civil-input.ts";

/** How much of time one look holds: a date with the night after it, a week from Monday, the days of a manifest. */
export type TimelineSpan = "day" | "week" | "quarter";

/** What the address of the schedule page says. */
export interface TimelineQuery {
  readonly date: string;
  readonly today: string;
  readonly span: TimelineSpan;
  readonly site: string | null;
  readonly province: string | null;
  readonly neighbour: string | null;
  /** Only screens with something to decide. */
  readonly needs: boolean;
  /** From 1. */
  readonly page: number;
  /** The screen whose glass is looked at; null: the first drawn. */
  readonly screen: string | null;
  /** Time of day at which it is looked at, as typed; null: now, or nine in the morning of another date. */
  readonly at: string | null;
  /** Look through every screen for problems and changes, however many there are. */
  readonly whole: boolean;
}

type Ask = (name: string) => string | undefined;

/** Reads the address; what it does not know is as if it were not said. Throws `bad-input` for a date that is none. */
export function readTimelineQuery(ask: Ask, today: string): TimelineQuery {
  const span = ask("span");
  const page = Number(ask("page") ?? "1");
  return {
    ...plainQuery(today),
    date: readDate(ask("date") ?? "") ?? today,
    span: span === "week" || span === "quarter" ? span : "day",
    site: said(ask("site")),
    province: said(ask("province")),
    neighbour: said(ask("neighbour")),
    needs: ask("needs") === "1",
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    screen: said(ask("screen")),
    at: said(ask("at")),
    whole: ask("whole") === "1",
  };
}

/** Today, one date, every screen. */
export function plainQuery(today: string): TimelineQuery {
  return {
    date: today,
    today,
    span: "day",
    site: null,
    province: null,
    neighbour: null,
    needs: false,
    page: 1,
    screen: null,
    at: null,
    whole: false,
  };
}

/** The address of the same look with something changed; another filter or span begins at its first page. */
export function timelineHref(query: TimelineQuery, change: Partial<TimelineQuery> = {}, hash = ""): string {
  const turnsPage = Object.keys(change).every((name) => name === "page" || name === "screen" || name === "at");
  const next = { ...query, ...(turnsPage ? {} : { page: 1 }), ...change };
  const asked = new URLSearchParams();
  if (next.date !== next.today) asked.set("date", next.date);
  if (next.span !== "day") asked.set("span", next.span);
  for (const name of ["site", "province", "neighbour", "screen", "at"] as const) {
    const value = next[name];
    if (value !== null) asked.set(name, value);
  }
  if (next.needs) asked.set("needs", "1");
  if (next.whole) asked.set("whole", "1");
  if (next.page > 1) asked.set("page", String(next.page));
  const text = asked.toString();
  return `/schedule${text === "" ? "" : `?${text}`}${hash}`;
}

/** The Monday of a date's week. */
export function mondayOf(date: string): string {
  return addDays(date, -weekdayOf(date));
}

function said(value: string | undefined): string | null {
  return value === undefined || value === "" ? null : value;
}
