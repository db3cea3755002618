import type { Manifest, Segment } from "../manifest.ts";
import { addDays, civilAt, startOfDate } from "./zoned-time.ts";

/** A civil date with its plan, between its first instant and the next date's. */
export interface PlannedDay {
  readonly startAtMs: number;
  readonly endAtMs: number;
  readonly segments: readonly Segment[];
}

const DAY_MS = 86_400_000;
/** Dates remembered for one manifest: a player asks for one and the next, a report for some weeks. */
const MOST_KNOWN = 64;

/** By manifest and UTC day: the dates that it has been asked for. They follow from the manifest alone. */
const knownDays = new WeakMap<Manifest, Map<number, readonly PlannedDay[]>>();

/** The date of an instant after the manifest's last day, as its weekly plan has it. Zones are dear: it is worked out once. */
export function weeklyDayAt(manifest: Manifest, atMs: number): PlannedDay {
  const utcDay = Math.floor(atMs / DAY_MS);
  const known = knownDays.get(manifest) ?? new Map<number, readonly PlannedDay[]>();
  const near = known.get(utcDay) ?? [];
  for (const day of near) if (atMs >= day.startAtMs && atMs < day.endAtMs) return day;
  const day = workOut(manifest, atMs);
  if (atMs < day.startAtMs || atMs >= day.endAtMs) return day;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(utcDay, [...near, day]);
  knownDays.set(manifest, known);
  return day;
}

function workOut(manifest: Manifest, atMs: number): PlannedDay {
  const civil = civilAt(atMs, manifest.timeZone);
  const planId = manifest.weekly[civil.weekday];
  return {
    startAtMs: startOfDate(civil.date, manifest.timeZone),
    endAtMs: startOfDate(addDays(civil.date, 1), manifest.timeZone),
    segments: (planId === undefined ? undefined : manifest.dayPlans[planId]) ?? [],
  };
}
