import type { ScheduleLayer } from "../../../schemas/schedule.ts";
import type { DayOfScreen } from "../../services/schedule/day-of-screen.ts";

/** What comes on a screen after now. */
export type ComingUp =
  | { readonly kind: "entry"; readonly atMs: number; readonly name: string; readonly isWaiting: boolean }
  | { readonly kind: "hole"; readonly atMs: number };

const WEIGHT: readonly ScheduleLayer[] = ["override", "takeover", "campaign", "base"];

/**
 * Who shares the glass now, heaviest layer first, and what opens or falls empty next. `now` is null where the date is
 * not the one that runs.
 */
export function nowAndNext(
  day: Pick<DayOfScreen, "bars" | "holes" | "startAtMs" | "endAtMs">,
  nowMs: number,
): { now: readonly string[] | null; next: ComingUp | null } {
  if (nowMs < day.startAtMs || nowMs >= day.endAtMs) return { now: null, next: null };
  const open = day.bars.filter(({ state, fromMs, toMs }) => state === "on-air" && fromMs <= nowMs && nowMs < toMs);
  const weight = ({ layer }: { layer: ScheduleLayer }) => WEIGHT.indexOf(layer);
  const names = [...open].sort((one, other) => weight(one) - weight(other)).map(({ name }) => name);
  // Of what comes at the same moment, the hole is what needs a person.
  const coming: ComingUp[] = [
    ...day.holes.filter(({ fromMs }) => fromMs > nowMs).map(({ fromMs }) => ({ kind: "hole" as const, atMs: fromMs })),
    ...day.bars
      .filter(({ state, fromMs }) => state !== "covered" && fromMs > nowMs)
      .map(({ fromMs, name, state }) => ({
        kind: "entry" as const,
        atMs: fromMs,
        name,
        isWaiting: state === "waiting",
      })),
  ];
  const next = coming.sort((one, other) => one.atMs - other.atMs)[0] ?? null;
  return { now: [...new Set(names)], next };
}
