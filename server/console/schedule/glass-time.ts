import { civilAt, instantOf } from "../../../schemas/rules/zoned-time.ts";
import { DomainError } from "../../errors.ts";

const TIME = /^([01]?\d|2[0-3])[:h.]([0-5]\d)(?:[:.]([0-5]\d))?$/;
const MORNING_MINUTES = 9 * 60;

/**
 * The instant that a date and a typed time of day mean on a screen's clock: `9:32`, `09:32:05`. Nothing typed is now
 * today, and nine in the morning of another date. Throws `bad-input` for what is no time.
 */
export function chosenInstant(date: string, typed: string | null, timeZone: string, nowMs: number): number {
  if (typed === null) {
    if (civilAt(nowMs, timeZone).date === date) return Math.floor(nowMs / 1_000) * 1_000;
    return instantOf(date, MORNING_MINUTES, timeZone);
  }
  const match = TIME.exec(typed.trim());
  if (match === null) throw new DomainError("bad-input", "glass.bad-time");
  const [hour, minute, second] = [match[1], match[2], match[3] ?? "0"].map(Number);
  return instantOf(date, (hour ?? 0) * 60 + (minute ?? 0), timeZone) + (second ?? 0) * 1_000;
}
