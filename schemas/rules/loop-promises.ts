import type { BuiltLoop } from "./loop-contract.ts";
import type { LanePlan } from "./loop-lanes.ts";

const HOUR_MS = 3_600_000;
/** An entry gives at most this part of its airtime so that another keeps its promise of starts. */
const ROOM = 0.1;

/** Showings that an entry has beyond its share, by entry. */
export type ExtraShowings = readonly number[];

/**
 * What to add so that every entry comes closer to the starts an hour that it was promised: one showing where the finished
 * loop falls short, and in `leaps` at once as many as an even spread would need. Undefined when no entry falls short.
 */
export function addShowings(
  plan: LanePlan,
  extra: ExtraShowings,
  loop: Pick<BuiltLoop, "slots" | "lengthMs" | "certificate">,
  leaps: boolean,
): number[] | undefined {
  const more = plan.entries.map((entry, index) => {
    const promised = entry.minStartsPerHour ?? 0;
    if ((loop.certificate.entries[index]?.leastStartsPerHour ?? 0) >= promised) return 0;
    if (!leaps) return 1;
    const shown = loop.slots.filter((slot) => slot.entryId === entry.entryId).length;
    return Math.max(1, Math.ceil((promised * loop.lengthMs) / HOUR_MS) - shown);
  });
  return more.some((count) => count > 0) ? more.map((count, index) => count + (extra[index] ?? 0)) : undefined;
}

/**
 * The plan with those showings paid by the entries that were promised no starts; undefined where that would take more
 * than a tenth of their airtime.
 */
export function withExtraShowings(plan: LanePlan, extra: ExtraShowings, cycleMs: number): LanePlan | undefined {
  const wanted = plan.entryShares.map((share, entry) => share + ((extra[entry] ?? 0) * meanMs(plan, entry)) / cycleMs);
  const isPayer = plan.entries.map((entry) => entry.minStartsPerHour === null);
  const sumOf = (shares: readonly number[], payers: boolean) =>
    shares.reduce((sum, share, entry) => (isPayer[entry] === payers ? sum + share : sum), 0);
  const paid = sumOf(plan.entryShares, true);
  const left = 1 - sumOf(wanted, false);
  if (left < (1 - ROOM) * paid || paid === 0) return undefined;
  const entryShares = wanted.map((share, entry) => (isPayer[entry] ? (share * left) / paid : share));
  const factor = (entry: number) => (entryShares[entry] ?? 0) / (plan.entryShares[entry] ?? 1);
  return { ...plan, entryShares, rows: plan.rows.map((row) => ({ ...row, share: row.share * factor(row.entry) })) };
}

function meanMs(plan: LanePlan, entry: number): number {
  const own = plan.lanes.filter((lane) => lane.entry === entry);
  const items = own.reduce((sum, lane) => sum + lane.items.length, 0);
  return own.reduce((sum, lane) => sum + lane.items.length * lane.durationMs, 0) / Math.max(1, items);
}
