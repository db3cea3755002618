/** How much this player may load; `null` is no limit. */
export interface TransferLimits {
  readonly bytesPerSecond: number | null;
  /** Times of day in which media may come, by the site's clock; `untilMinute` may lie on the next day. */
  readonly hours: { readonly fromMinute: number; readonly untilMinute: number } | null;
  readonly dailyBytes: number | null;
  readonly monthlyBytes: number | null;
}

export const NO_LIMITS: TransferLimits = { bytesPerSecond: null, hours: null, dailyBytes: null, monthlyBytes: null };

/** Bytes over the wire in both directions, of everything, on the civil day and in the month of `date`. */
export interface TrafficAccount {
  readonly date: string;
  readonly dayBytes: number;
  readonly monthBytes: number;
}

/** The civil reading of now at the site. */
export interface CivilNow {
  readonly date: string;
  readonly minute: number;
}

export type TransferDecision = { readonly ok: true } | { readonly ok: false; readonly reason: "hours" | "budget" };

/** Of a budget this much is never spent on media: control, evidence and urgent notices need it. */
const KEPT_PPM = 100_000;

/**
 * The account after `bytes` more; another day or month begins at nothing. Also one before: a clock that was wrong by
 * years and was set right must not leave a sum that never ends.
 */
export function addTraffic(account: TrafficAccount, bytes: number, date: string): TrafficAccount {
  if (date === account.date) {
    return { ...account, dayBytes: account.dayBytes + bytes, monthBytes: account.monthBytes + bytes };
  }
  const isSameMonth = date.slice(0, 7) === account.date.slice(0, 7);
  return { date, dayBytes: bytes, monthBytes: isSameMonth ? account.monthBytes + bytes : bytes };
}

/**
 * Whether `bytes` of media may come now. Asked for media alone: everything else always passes, and is counted. A player
 * with nothing to show does not wait for its hours, but it keeps to its budget.
 */
export function mayTransfer(
  limits: TransferLimits,
  account: TrafficAccount,
  wanted: { readonly bytes: number; readonly now: CivilNow; readonly hasNothingToShow: boolean },
): TransferDecision {
  const { bytes, now, hasNothingToShow } = wanted;
  if (limits.hours !== null && !hasNothingToShow && !isWithin(limits.hours, now.minute)) {
    return { ok: false, reason: "hours" };
  }
  const { dayBytes, monthBytes } = addTraffic(account, bytes, now.date);
  const isOver = (sum: number, budget: number | null) => budget !== null && sum > budget * (1 - KEPT_PPM / 1_000_000);
  return isOver(dayBytes, limits.dailyBytes) || isOver(monthBytes, limits.monthlyBytes)
    ? { ok: false, reason: "budget" }
    : { ok: true };
}

function isWithin({ fromMinute, untilMinute }: { fromMinute: number; untilMinute: number }, minute: number): boolean {
  return fromMinute < untilMinute
    ? minute >= fromMinute && minute < untilMinute
    : minute >= fromMinute || minute < untilMinute;
}
