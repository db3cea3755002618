/** The parts of a recurrence rule over civil dates, in their RFC 5545 sense. */
export interface RuleParts {
  readonly freq: RuleFrequency;
  readonly interval: number;
  /** At most one of the two is set. */
  readonly count: number | null;
  readonly untilDate: string | null;
  readonly byMonth: readonly number[];
  readonly byMonthDay: readonly number[];
  readonly byYearDay: readonly number[];
  readonly byWeekNo: readonly number[];
  /** `MO`, `-1FR`. */
  readonly byDay: readonly string[];
  readonly bySetPos: readonly number[];
  readonly weekStart: string;
}

export type RuleFrequency = "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";

/**
 * `unreadable`: no such part, or RFC 5545 forbids it here; `too-often`: more than once a day, or at a time of day;
 * `no-interval`: INTERVAL is 0.
 */
export type RuleFault = "unreadable" | "too-often" | "no-interval";

export type RuleReading =
  | { readonly ok: true; readonly parts: RuleParts }
  /** `part` is the part as written, e.g. `BYMONTHDAY=32`. */
  | { readonly ok: false; readonly reason: RuleFault; readonly part: string };

const FREQUENCIES: readonly string[] = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const SUB_DAILY: readonly string[] = ["HOURLY", "MINUTELY", "SECONDLY"];
const TIME_PARTS: readonly string[] = ["BYHOUR", "BYMINUTE", "BYSECOND"];
const WEEKDAY = /^(MO|TU|WE|TH|FR|SA|SU)$/;
const NTH_WEEKDAY = /^(?:[+-]?(?:[1-9]|[1-4]\d|5[0-3]))?(?:MO|TU|WE|TH|FR|SA|SU)$/;
const NUMBER = /^[+-]?\d{1,7}$/;

/** Each list part with the largest number it takes; all but the month count from the end when negative. */
const LISTS: Readonly<Record<string, { most: number; signed: boolean }>> = {
  BYMONTH: { most: 12, signed: false },
  BYMONTHDAY: { most: 31, signed: true },
  BYYEARDAY: { most: 366, signed: true },
  BYWEEKNO: { most: 53, signed: true },
  BYSETPOS: { most: 366, signed: true },
};

/** RFC 5545 §3.3.10: which parts a frequency does not take. */
const FORBIDDEN: Readonly<Record<RuleFrequency, readonly string[]>> = {
  DAILY: ["BYYEARDAY", "BYWEEKNO"],
  WEEKLY: ["BYYEARDAY", "BYWEEKNO", "BYMONTHDAY"],
  MONTHLY: ["BYYEARDAY", "BYWEEKNO"],
  YEARLY: [],
};

/**
 * Reads an RRULE value strictly: a part that is unknown, twice there, out of range or forbidden beside the others is
 * refused by name, because what evaluates the rule would pass over it and give other dates than were asked for.
 */
export function readRule(rrule: string): RuleReading {
  const texts = new Map<string, string>();
  for (const part of rrule.split(";")) {
    const [name = "", value, ...rest] = part.split("=");
    if (value === undefined || value === "" || rest.length > 0 || texts.has(name)) return fault("unreadable", part);
    if (TIME_PARTS.includes(name)) return fault("too-often", part);
    texts.set(name, value);
  }
  const freq = texts.get("FREQ") ?? "";
  if (SUB_DAILY.includes(freq)) return fault("too-often", `FREQ=${freq}`);
  if (!isFrequency(freq)) return fault("unreadable", `FREQ=${freq}`);
  for (const [name, value] of texts) {
    if (name === "INTERVAL" && /^0+$/.test(value)) return fault("no-interval", `${name}=${value}`);
    if (!takes(freq, name, value, texts)) return fault("unreadable", `${name}=${value}`);
  }
  return { ok: true, parts: partsOf(freq, texts) };
}

function fault(reason: RuleFault, part: string): RuleReading {
  return { ok: false, reason, part };
}

function isFrequency(text: string): text is RuleFrequency {
  return FREQUENCIES.includes(text);
}

function takes(freq: RuleFrequency, name: string, value: string, texts: ReadonlyMap<string, string>): boolean {
  switch (name) {
    case "FREQ":
      return true;
    case "INTERVAL":
      return /^\d{1,7}$/.test(value);
    case "COUNT":
      return /^\d{1,7}$/.test(value) && Number(value) > 0 && !texts.has("UNTIL");
    case "UNTIL":
      return untilDateOf(value) !== null;
    case "WKST":
      return WEEKDAY.test(value);
    case "BYDAY":
      return takesDays(freq, value.split(","), texts);
    case "BYSETPOS":
      return isList(name, value) && [...texts.keys()].some((other) => other !== name && other.startsWith("BY"));
    default:
      return isList(name, value) && !FORBIDDEN[freq].includes(name) && !isFarFetched(texts);
  }
}

/** RFC 5545 allows it and nobody says it: days of the year within weeks of the year cost a search over centuries. */
function isFarFetched(texts: ReadonlyMap<string, string>): boolean {
  return texts.has("BYYEARDAY") && texts.has("BYWEEKNO");
}

/**
 * A weekday with a number needs a month or a year to count in, and no week numbers beside it. In a year it stands
 * without days of month or year and without bare weekdays: programs differ on what such rules mean.
 */
function takesDays(freq: RuleFrequency, days: readonly string[], texts: ReadonlyMap<string, string>): boolean {
  if (days.every((day) => WEEKDAY.test(day))) return true;
  if (!days.every((day) => NTH_WEEKDAY.test(day)) || texts.has("BYWEEKNO")) return false;
  if (freq !== "YEARLY") return freq === "MONTHLY";
  return !texts.has("BYMONTHDAY") && !texts.has("BYYEARDAY") && !days.some((day) => WEEKDAY.test(day));
}

function isList(name: string, value: string): boolean {
  const list = LISTS[name];
  if (list === undefined) return false;
  return value.split(",").every((text) => {
    const number = Math.abs(Number(text));
    return NUMBER.test(text) && number > 0 && number <= list.most && (list.signed || !text.startsWith("-"));
  });
}

function partsOf(freq: RuleFrequency, texts: ReadonlyMap<string, string>): RuleParts {
  const numbers = (name: string) => [...new Set((texts.get(name) ?? "").split(",").filter(Boolean).map(Number))];
  const count = texts.get("COUNT");
  return {
    freq,
    interval: Number(texts.get("INTERVAL") ?? 1),
    count: count === undefined ? null : Number(count),
    untilDate: untilDateOf(texts.get("UNTIL") ?? ""),
    byMonth: numbers("BYMONTH"),
    byMonthDay: numbers("BYMONTHDAY"),
    byYearDay: numbers("BYYEARDAY"),
    byWeekNo: numbers("BYWEEKNO"),
    byDay: [...new Set((texts.get("BYDAY") ?? "").replaceAll("+", "").split(",").filter(Boolean))],
    bySetPos: numbers("BYSETPOS"),
    weekStart: texts.get("WKST") ?? "MO",
  };
}

/** `20261130` as `2026-11-30`; null for what is no date. */
function untilDateOf(value: string): string | null {
  if (!/^\d{8}$/.test(value)) return null;
  const date = `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6)}`;
  const atMs = Date.parse(`${date}T00:00:00Z`);
  return Number.isFinite(atMs) && new Date(atMs).toISOString().startsWith(date) ? date : null;
}
