/** A year of plays as whole-number formulas, so that two databases make the same rows without one reading the other's. */

export const SCREENS = Number(process.env.BENCH_SCREENS ?? 500);
export const DAYS = Number(process.env.BENCH_DAYS ?? 365);
/** A screen's day: four windows of one loop after the other; two go over an hour, one of them over midnight. */
const PLAYS_IN_WINDOW = 28;
const WINDOW_MINUTES = [7 * 60 + 28, 10 * 60 + 57, 14 * 60 + 13, 23 * 60 + 57] as const;
export const PLAYS_A_DAY = PLAYS_IN_WINDOW * WINDOW_MINUTES.length;
export const PLAYS = SCREENS * DAYS * PLAYS_A_DAY;
/** In a loop; every month has its own, and every fifth screen the same. */
export const EDITIONS_IN_LOOP = 12;
export const FLEETS = 5;
export const FIRST_DATE = "2025-01-01";
export const FIRST_MS = Date.parse(`${FIRST_DATE}T00:00:00+07:00`);
/** The month that is reported, in which a day of the month before ends, and whose last day goes over. */
export const MONTH = process.env.BENCH_MONTH ?? "2025-10";
/** All editions are of it. */
export const PROGRAMME = "GNBV-2125.DA6";
/** Changes whenever other rows are made. */
export const GENERATOR = 6;

export const screenIdOf = (screen: number): string => `01930000-0000-7000-9000-${String(screen).padStart(12, "0")}`;
export const editionIdOf = (edition: number): string => `01930000-0000-7000-8000-${String(edition).padStart(12, "0")}`;

/** The columns that decide figures, of play `k` of screen `s` (names of columns), in the words of both databases. */
export function figureColumns(integer: (text: string) => string, monthIndex: string): Record<string, string> {
  const day = integer(`k / ${PLAYS_A_DAY}`);
  const inDay = `(k % ${PLAYS_A_DAY})`;
  const place = `(${inDay} % ${PLAYS_IN_WINDOW})`;
  const [first, second, third, fourth] = WINDOW_MINUTES;
  const minute = `(case ${integer(`${inDay} / ${PLAYS_IN_WINDOW}`)} when 0 then ${first} when 1 then ${second} when 2 then ${third} else ${fourth} end)`;
  const edition = `(${place} % ${EDITIONS_IN_LOOP} + ${EDITIONS_IN_LOOP} * ${monthIndex} + ${EDITIONS_IN_LOOP * 12} * (s % ${FLEETS}))`;
  return {
    screen_id: `'01930000-0000-7000-9000-' || substr('000000000000' || cast(s as varchar), -12)`,
    edition_version_id: `'01930000-0000-7000-8000-' || substr('000000000000' || cast(${edition} as varchar), -12)`,
    entry_id: `'01930000-0000-7000-a000-' || substr('000000000000' || cast(${place} % 3 as varchar), -12)`,
    outcome:
      "case when (k * 13 + s) % 97 = 0 then 'cut' when (k * 7 + s) % 193 = 0 then 'interrupted' else 'completed' end",
    panel: `case when s % 7 = 0 and ${day} % 31 < 3 then 'unknown' when s % 50 = 0 and ${day} % 20 = 0 then 'off' else 'on' end`,
    started_at_ms: `${FIRST_MS} + ${day} * 86400000 + ${minute} * 60000 + ${place} * 10000 + (s * 37) % 9000 + (k * 7919 + s * 104729 + (k * s) % 8191) % 997`,
    shown_ms: `case when (k * 13 + s) % 97 = 0 then 4000 + k % 1000 else 9970 - (k * 31 + s * 17 + (k * s) % 101) % 97 end`,
  };
}

/** Index of the civil month, from 0, by the day's index: of one year. */
export function monthOfDay(day: string): string {
  const starts: number[] = [];
  for (let month = 0; month < 12; month += 1)
    starts.push(Math.round((Date.UTC(2025, month) - Date.UTC(2025, 0)) / 86_400_000));
  const cases = starts.map((start, month) => `when ${day} >= ${start} then ${month}`).reverse();
  return `(case ${cases.join(" ")} end)`;
}

/** The last civil day of a month. */
export function lastDayOf(month: string): string {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}
