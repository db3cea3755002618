import type { EntryClaim, EntryLock, ScheduleLayer } from "../schedule.ts";
import { divideWhole, type Part } from "./divide-whole.ts";

export const WHOLE_PPM = 1_000_000;
const HOUR_MS = 3_600_000;

/** An entry that is open and has something to show. */
export interface AirtimeWish {
  readonly entryId: string;
  readonly layer: ScheduleLayer;
  /** Of two entries that want the glass alone, the one that began later has it. */
  readonly fromDate: string;
  /** Never `pinned`: a section is not part of a loop. */
  readonly claim: EntryClaim | null;
  readonly capPpm: number | null;
  readonly lock: EntryLock | null;
  /** How many stories it has to show: base entries share by this. */
  readonly storyCount: number;
  readonly meanItemMs: number;
}

/** Why an entry has other airtime than it asked for. */
export type ShareLimit =
  /** The claims are over the whole, so each has less. */
  | "scaled"
  /** Its cap holds it below what it would have had. */
  | "capped"
  /** Nothing else could play, so its cap gave way. */
  | "cap-yielded"
  /** Nothing else wanted the air. */
  | "raised";

/** What one entry is given of the airtime. */
export interface SettledShare {
  readonly entryId: string;
  readonly layer: ScheduleLayer;
  /** Its claim as a share; null where it has none. */
  readonly claimedPpm: number | null;
  readonly sharePpm: number;
  readonly minStartsPerHour: number | null;
  readonly limit: ShareLimit | null;
}

export interface Covered {
  readonly entryId: string;
  readonly layer: ScheduleLayer;
  readonly byEntryId: string;
  readonly byLayer: ScheduleLayer;
}

/** Airtime settled among the entries of one set. */
export interface SettledAirtime {
  /** The layer that has the glass; null when nothing wants it. */
  readonly layer: ScheduleLayer | null;
  /** By entry id; they make a whole up to rounding. Every one is above zero. */
  readonly shares: readonly SettledShare[];
  readonly covered: readonly Covered[];
  /** Entries that want the glass alone and lose to another of their layer. */
  readonly clashes: readonly { readonly winnerId: string; readonly loserId: string }[];
  /** The claims when they are over the whole; empty otherwise. */
  readonly overWhole: readonly string[];
  /** The locked claims when they are over the whole; empty otherwise. */
  readonly lockedOverWhole: readonly string[];
}

/**
 * Settles who has how much of the airtime while these entries are open. An override has the glass alone. Locked shares
 * come first, the ministry's before the province's; a takeover has all they leave. Otherwise campaigns have their claims,
 * and the base fills the rest by number of stories, each up to its cap. What nobody may take goes to the campaigns in
 * proportion, up to their caps; a cap gives way only where the air would otherwise be free, so it never makes a hole.
 * Claims over the whole are scaled, and said. The order of `wishes` does not matter.
 */
export function shareAirtime(wishes: readonly AirtimeWish[]): SettledAirtime {
  const sorted = [...wishes].sort((one, other) => (one.entryId < other.entryId ? -1 : 1));
  const overrides = sorted.filter(({ layer }) => layer === "override");
  const takeovers = sorted.filter(({ layer }) => layer === "takeover");
  const winner = latest(overrides.length > 0 ? overrides : takeovers);
  if (winner?.layer === "override") return alone(winner, sorted);
  const { locked, lockedOverWhole, left } = settleLocked(sorted);
  if (winner !== undefined) return underTakeover(winner, sorted, locked, left, lockedOverWhole);
  return inProportion(sorted, locked, left, lockedOverWhole);
}

/** The one that began last; of several, the highest id. */
function latest(wishes: readonly AirtimeWish[]): AirtimeWish | undefined {
  return wishes.reduce<AirtimeWish | undefined>(
    (best, wish) => (best === undefined || wish.fromDate >= best.fromDate ? wish : best),
    undefined,
  );
}

function alone(winner: AirtimeWish, wishes: readonly AirtimeWish[]): SettledAirtime {
  return {
    layer: winner.layer,
    shares: [settled(winner, WHOLE_PPM, null)],
    ...losersTo(winner, wishes, new Set([winner.entryId])),
    overWhole: [],
    lockedOverWhole: [],
  };
}

function losersTo(
  winner: AirtimeWish,
  wishes: readonly AirtimeWish[],
  kept: ReadonlySet<string>,
): Pick<SettledAirtime, "covered" | "clashes"> {
  const lost = wishes.filter(({ entryId }) => !kept.has(entryId));
  return {
    covered: lost.map(({ entryId, layer }) => ({
      entryId,
      layer,
      byEntryId: winner.entryId,
      byLayer: winner.layer,
    })),
    clashes: lost
      .filter(({ layer }) => layer === winner.layer)
      .map(({ entryId }) => ({ winnerId: winner.entryId, loserId: entryId })),
  };
}

interface LockedShares {
  readonly locked: ReadonlyMap<string, number>;
  readonly lockedOverWhole: readonly string[];
  readonly left: number;
}

function settleLocked(wishes: readonly AirtimeWish[]): LockedShares {
  const locked = new Map<string, number>();
  const all = wishes.filter(({ lock }) => lock !== null);
  let left = WHOLE_PPM;
  let over = false;
  for (const level of ["ministry", "province"] as const) {
    const own = all.filter(({ lock }) => lock === level);
    const wanted = own.reduce((sum, wish) => sum + (claimedPpm(wish) ?? 0), 0);
    const scale = wanted > left ? left / wanted : 1;
    over ||= wanted > left;
    for (const wish of own) locked.set(wish.entryId, Math.floor((claimedPpm(wish) ?? 0) * scale));
    left = Math.max(0, left - Math.min(wanted, left));
  }
  return { locked, lockedOverWhole: over ? all.map(({ entryId }) => entryId) : [], left };
}

function underTakeover(
  winner: AirtimeWish,
  wishes: readonly AirtimeWish[],
  locked: ReadonlyMap<string, number>,
  left: number,
  lockedOverWhole: readonly string[],
): SettledAirtime {
  const kept = wishes.filter(({ entryId }) => (locked.get(entryId) ?? 0) > 0);
  const shares = kept.map((wish) => lockedShare(wish, locked.get(wish.entryId) ?? 0));
  if (left > 0) shares.push(settled(winner, left, null));
  return {
    layer: "takeover",
    shares: byId(shares),
    ...losersTo(winner, wishes, new Set([winner.entryId, ...kept.map(({ entryId }) => entryId)])),
    overWhole: [],
    lockedOverWhole,
  };
}

function lockedShare(wish: AirtimeWish, sharePpm: number): SettledShare {
  return settled(wish, sharePpm, sharePpm < (claimedPpm(wish) ?? 0) ? "scaled" : null);
}

function inProportion(
  wishes: readonly AirtimeWish[],
  locked: ReadonlyMap<string, number>,
  left: number,
  lockedOverWhole: readonly string[],
): SettledAirtime {
  const campaigns = wishes.filter(({ layer }) => layer === "campaign");
  const free = campaigns.filter(({ lock }) => lock === null);
  const bases = wishes.filter(({ layer }) => layer === "base");
  const wanted = free.reduce((sum, wish) => sum + (claimedPpm(wish) ?? 0), 0);
  const overFree = wanted > left;
  const given = new Map(locked);
  for (const wish of free)
    given.set(wish.entryId, Math.floor((claimedPpm(wish) ?? 0) * (overFree ? left / wanted : 1)));
  const toBase = divideWhole(
    overFree ? 0 : left - wanted,
    bases.map((wish) => part(wish, wish.storyCount, 0)),
  );
  for (const [entryId, ppm] of toBase.given) given.set(entryId, ppm);
  const spread = spreadRest(toBase.left, campaigns, bases, given);
  const shares = wishes.flatMap((wish): SettledShare[] => {
    const sharePpm = spread.given.get(wish.entryId) ?? 0;
    return sharePpm > 0 ? [settled(wish, sharePpm, limitOf(wish, sharePpm, toBase.full, spread.yielded))] : [];
  });
  const layer = campaigns.length > 0 ? "campaign" : bases.length > 0 ? "base" : null;
  const overWhole = overFree ? campaigns.map(({ entryId }) => entryId) : [];
  return { layer, shares, covered: [], clashes: [], overWhole, lockedOverWhole };
}

/** What the base could not take: campaigns in proportion up to their caps, and where all are full, caps give way. */
function spreadRest(
  rest: number,
  campaigns: readonly AirtimeWish[],
  bases: readonly AirtimeWish[],
  given: ReadonlyMap<string, number>,
): { given: ReadonlyMap<string, number>; yielded: ReadonlySet<string> } {
  const result = new Map(given);
  const held = (wish: AirtimeWish) => result.get(wish.entryId) ?? 0;
  const grow = (amount: number, wishes: readonly AirtimeWish[], capped: boolean) => {
    const parts = wishes.map((wish) =>
      capped
        ? part(wish, Math.max(1, held(wish)), held(wish))
        : { name: wish.entryId, weight: Math.max(1, held(wish)), mostPpm: WHOLE_PPM },
    );
    const { given: more, left } = divideWhole(amount, parts);
    for (const [entryId, ppm] of more) result.set(entryId, (result.get(entryId) ?? 0) + ppm);
    return left;
  };
  const stillLeft = grow(rest, campaigns, true);
  // Rounding leaves a few millionths; only a real remainder makes a cap give way.
  if (stillLeft <= campaigns.length + bases.length) return { given: result, yielded: new Set() };
  const everyone = [...campaigns, ...bases];
  grow(stillLeft, everyone, false);
  return { given: result, yielded: new Set(everyone.map(({ entryId }) => entryId)) };
}

function part(wish: AirtimeWish, weight: number, heldPpm: number): Part {
  return { name: wish.entryId, weight, mostPpm: Math.max(0, (wish.capPpm ?? WHOLE_PPM) - heldPpm) };
}

function limitOf(
  wish: AirtimeWish,
  sharePpm: number,
  full: ReadonlySet<string>,
  yielded: ReadonlySet<string>,
): ShareLimit | null {
  const claimed = claimedPpm(wish);
  if (wish.capPpm !== null && sharePpm > wish.capPpm && yielded.has(wish.entryId)) return "cap-yielded";
  if (claimed !== null && sharePpm < claimed) return "scaled";
  if (claimed !== null && sharePpm > claimed) return "raised";
  return full.has(wish.entryId) ? "capped" : null;
}

function settled(wish: AirtimeWish, sharePpm: number, limit: ShareLimit | null): SettledShare {
  return {
    entryId: wish.entryId,
    layer: wish.layer,
    claimedPpm: claimedPpm(wish),
    sharePpm,
    // A claim that had to give way is not fought for again inside the loop.
    minStartsPerHour: wish.claim?.kind === "showings" && limit !== "scaled" ? wish.claim.perHour : null,
    limit,
  };
}

/** A claim as a share of airtime, its cap kept; null for an entry that has none. */
function claimedPpm({ claim, capPpm, meanItemMs }: AirtimeWish): number | null {
  if (claim === null || claim.kind === "pinned") return null;
  const wanted =
    claim.kind === "share" ? claim.sharePpm : Math.ceil((claim.perHour * meanItemMs * WHOLE_PPM) / HOUR_MS);
  return Math.max(1, Math.min(wanted, capPpm ?? WHOLE_PPM, WHOLE_PPM));
}

function byId(shares: readonly SettledShare[]): SettledShare[] {
  return [...shares].sort((one, other) => (one.entryId < other.entryId ? -1 : 1));
}
