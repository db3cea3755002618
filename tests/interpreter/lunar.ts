import { type DayNumber, dayNumber, yearOf } from "./civil.ts";

/** A day of Viet Nam's lunar calendar. */
export interface LunarDay {
  readonly month: number;
  readonly day: number;
  readonly isLeap: boolean;
  readonly isLastOfMonth: boolean;
}

const SYNODIC_DAYS = 29.530588853;
/** Viet Nam's calendar counts days at UTC+7. */
const ZONE_DAYS = 7 / 24;
/** Julian day of 1970-01-01 00:00 UTC. */
const UNIX_JD = 2_440_587.5;
/** Days by which dynamical time runs ahead of UTC in these decades; seconds do not move a day here. */
const DELTA_T_DAYS = 71 / 86_400;

const days = new Map<DayNumber, LunarDay>();

/** The lunar day that a civil day is, from the positions of sun and moon. */
export function lunarDay(day: DayNumber): LunarDay {
  let known = days.get(day);
  if (known === undefined) {
    known = workOut(day);
    days.set(day, known);
  }
  return known;
}

function workOut(day: DayNumber): LunarDay {
  const start = monthStart(day);
  // The eleventh month is the one that holds the winter solstice.
  const eleventh = lastEleventh(start);
  const following = monthStart(solsticeDay(yearOf(eleventh) + 1));
  const months: DayNumber[] = [];
  for (let at = eleventh; at < following; at = newMoonAfter(at)) months.push(at);
  const leapIndex = months.length > 12 ? months.findIndex((at, index) => index > 0 && !hasPrincipalTerm(at)) : -1;
  const index = months.indexOf(start);
  const number = index - (leapIndex >= 0 && index >= leapIndex ? 1 : 0);
  return {
    month: ((10 + number) % 12) + 1,
    day: day - start + 1,
    isLeap: index === leapIndex,
    isLastOfMonth: day + 1 === newMoonAfter(start),
  };
}

/** First day of the lunar month that `day` lies in. */
function monthStart(day: DayNumber): DayNumber {
  const guess = Math.round((day + UNIX_JD - 2_451_550.1) / SYNODIC_DAYS) + 1;
  for (let k = guess; ; k -= 1) if (newMoonDay(k) <= day) return newMoonDay(k);
}

function newMoonAfter(start: DayNumber): DayNumber {
  return monthStart(start + 31);
}

/** First day of the newest eleventh month that begins on or before `day`. */
function lastEleventh(day: DayNumber): DayNumber {
  for (let year = yearOf(day); ; year -= 1) {
    const start = monthStart(solsticeDay(year));
    if (start <= day) return start;
  }
}

/** Civil day on which the sun reaches 270°. */
function solsticeDay(year: number): DayNumber {
  for (let day = dayNumber(`${year}-12-18`); ; day += 1) {
    const from = sunLongitude(day);
    if (from < 270 && sunLongitude(day + 1) >= 270) return day;
  }
}

/** Whether the sun passes a multiple of 30° in the lunar month that begins on `start`. */
function hasPrincipalTerm(start: DayNumber): boolean {
  return Math.floor(sunLongitude(start) / 30) !== Math.floor(sunLongitude(newMoonAfter(start)) / 30);
}

const sin = (degrees: number) => Math.sin((degrees * Math.PI) / 180);

/** Apparent longitude of the sun at the first instant of a civil day (Meeus, chapter 25). */
function sunLongitude(day: DayNumber): number {
  const t = (day - ZONE_DAYS + DELTA_T_DAYS + UNIX_JD - 2_451_545) / 36_525;
  const mean = 280.46646 + 36_000.76983 * t + 0.0003032 * t * t;
  const anomaly = 357.52911 + 35_999.05029 * t - 0.0001537 * t * t;
  const centre =
    (1.914602 - 0.004817 * t - 0.000014 * t * t) * sin(anomaly) +
    (0.019993 - 0.000101 * t) * sin(2 * anomaly) +
    0.000289 * sin(3 * anomaly);
  const apparent = mean + centre - 0.00569 - 0.00478 * sin(125.04 - 1_934.136 * t);
  return ((apparent % 360) + 360) % 360;
}

/** Civil day of the k-th new moon since 2000-01-06 (Meeus, chapter 49, its largest terms). */
function newMoonDay(k: number): DayNumber {
  const t = k / 1_236.85;
  const mean =
    2_451_550.09766 + SYNODIC_DAYS * k + 0.00015437 * t * t - 0.00000015 * t * t * t + 0.00000000073 * t * t * t * t;
  const e = 1 - 0.002516 * t - 0.0000074 * t * t;
  const sun = 2.5534 + 29.1053567 * k - 0.0000014 * t * t;
  const moon = 201.5643 + 385.81693528 * k + 0.0107582 * t * t;
  const node = 160.7108 + 390.67050284 * k - 0.0016118 * t * t;
  const omega = 124.7746 - 1.56375588 * k + 0.0020672 * t * t;
  const correction =
    -0.4072 * sin(moon) +
    0.17241 * e * sin(sun) +
    0.01608 * sin(2 * moon) +
    0.01039 * sin(2 * node) +
    0.00739 * e * sin(moon - sun) -
    0.00514 * e * sin(moon + sun) +
    0.00208 * e * e * sin(2 * sun) -
    0.00111 * sin(moon - 2 * node) -
    0.00057 * sin(moon + 2 * node) +
    0.00056 * e * sin(2 * moon + sun) -
    0.00042 * sin(3 * moon) +
    0.00042 * e * sin(sun + 2 * node) +
    0.00038 * e * sin(sun - 2 * node) -
    0.00024 * e * sin(2 * moon - sun) -
    0.00017 * sin(omega);
  const planets =
    0.000325 * sin(299.77 + 0.107408 * k - 0.009173 * t * t) +
    0.000165 * sin(251.88 + 0.016321 * k) +
    0.000164 * sin(251.83 + 26.651886 * k);
  return Math.floor(mean + correction + planets - DELTA_T_DAYS + ZONE_DAYS - UNIX_JD);
}
