import type { Span } from "../../../schemas/rules/daypart-windows.ts";
import { entrySpans, type PlaceTime } from "../../../schemas/rules/entry-spans.ts";
import { targetMatches } from "../../../schemas/rules/target-filter.ts";
import type { ScheduledEntry } from "../../../schemas/schedule.ts";
import type { PlaceScreen } from "./entry-places.ts";

/** Something that a draft would meet on the glass, told before it is saved. */
export type EntryConflict =
  /** Another has the glass alone for a while; the draft gives way or takes it. */
  | {
      readonly kind: MeetingKind;
      readonly other: ScheduledEntry;
      readonly screens: readonly PlaceScreen[];
      readonly first: Span;
      readonly times: number;
    }
  /** Campaigns together ask for more than there is while the draft is open. */
  | {
      readonly kind: "over-whole";
      readonly others: readonly ScheduledEntry[];
      readonly screens: readonly PlaceScreen[];
      readonly first: Span;
      readonly sumPpm: number;
    };

export interface ConflictInput {
  /** Its id, or one that no entry has. */
  readonly draft: ScheduledEntry;
  readonly others: readonly ScheduledEntry[];
  /** All screens in use. */
  readonly screens: readonly PlaceScreen[];
  readonly placeOf: (screen: PlaceScreen) => PlaceTime;
  /** Civil dates that are looked at, both inclusive. */
  readonly fromDate: string;
  readonly untilDate: string;
}

type Meeting = { span: Span; times: number };

const RANK = { base: 0, campaign: 0, takeover: 1, override: 2 } as const;
const WHOLE_PPM = 1_000_000;

/**
 * What a draft would meet in the days looked at: entries that have the glass alone, and shares beyond the whole. A
 * locked share holds inside a takeover, so the two do not meet. Of two alike, the later first date wins, then the higher id.
 */
export function entryConflicts(input: ConflictInput): EntryConflict[] {
  const { draft, screens } = input;
  const reached = screens.filter(({ facts }) => targetMatches(draft.target, facts));
  const spans = remembered(input);
  const found: EntryConflict[] = [];
  const near = input.others.filter((other) => other.id !== draft.id);
  for (const other of near) {
    const kind = meetingKind(draft, other);
    if (kind === null) continue;
    const both = reached.filter(({ facts }) => targetMatches(other.target, facts));
    const met = both.flatMap((screen) => {
      const meeting = firstMeeting(spans(draft, screen), spans(other, screen));
      return meeting === null ? [] : [{ screen, meeting }];
    });
    const [first] = met;
    if (first === undefined) continue;
    const { span, times } = first.meeting;
    found.push({ kind, other, screens: met.map(({ screen }) => screen), first: span, times });
  }
  const over = overWhole(input, reached, near, spans);
  return over === null ? found : [...found, over];
}

type MeetingKind = "gives-way" | "takes-over" | "clash-won" | "clash-lost";

function meetingKind(draft: ScheduledEntry, other: ScheduledEntry): MeetingKind | null {
  const [mine, theirs] = [RANK[draft.layer], RANK[other.layer]];
  if (mine === 0 && theirs === 0) return null;
  const lockHolds = (entry: ScheduledEntry, against: number) => entry.lock !== null && against === RANK.takeover;
  if (mine < theirs) return lockHolds(draft, theirs) ? null : "gives-way";
  if (mine > theirs) return lockHolds(other, mine) ? null : "takes-over";
  const isLater = draft.fromDate === other.fromDate ? draft.id > other.id : draft.fromDate > other.fromDate;
  return isLater ? "clash-won" : "clash-lost";
}

function overWhole(
  input: ConflictInput,
  reached: readonly PlaceScreen[],
  near: readonly ScheduledEntry[],
  spans: (entry: ScheduledEntry, screen: PlaceScreen) => readonly Span[],
): EntryConflict | null {
  const { draft } = input;
  if (shareOf(draft) === 0) return null;
  const rivals = near.filter((other) => shareOf(other) > 0);
  let worst: { sumPpm: number; span: Span; others: ScheduledEntry[] } | null = null;
  const screens: PlaceScreen[] = [];
  for (const screen of reached) {
    const here = rivals.filter((other) => targetMatches(other.target, screen.facts));
    const peak = peakShare(draft, here, (entry) => spans(entry, screen));
    if (peak === null) continue;
    screens.push(screen);
    if (worst === null || peak.sumPpm > worst.sumPpm) worst = peak;
  }
  if (worst === null) return null;
  return { kind: "over-whole", others: worst.others, screens, first: worst.span, sumPpm: worst.sumPpm };
}

/** The heaviest moment above the whole while the draft is open; null when there is none. Sums only change where a span begins. */
function peakShare(
  draft: ScheduledEntry,
  rivals: readonly ScheduledEntry[],
  spansOf: (entry: ScheduledEntry) => readonly Span[],
): { sumPpm: number; span: Span; others: ScheduledEntry[] } | null {
  let peak: { sumPpm: number; span: Span; others: ScheduledEntry[] } | null = null;
  const starts = rivals.flatMap((other) => spansOf(other).map(([at]) => at));
  for (const [startAtMs, endAtMs] of spansOf(draft)) {
    for (const atMs of [startAtMs, ...starts.filter((at) => at > startAtMs && at < endAtMs)]) {
      const others = rivals.filter((other) => spansOf(other).some(([from, to]) => from <= atMs && atMs < to));
      const sumPpm = shareOf(draft) + others.reduce((sum, other) => sum + shareOf(other), 0);
      if (sumPpm > WHOLE_PPM && (peak === null || sumPpm > peak.sumPpm)) {
        const ends = others.flatMap((other) => spansOf(other).filter(([from, to]) => from <= atMs && atMs < to));
        peak = { sumPpm, others, span: [atMs, Math.min(endAtMs, ...ends.map(([, to]) => to))] };
      }
    }
  }
  return peak;
}

function shareOf({ claim }: ScheduledEntry): number {
  return claim?.kind === "share" ? claim.sharePpm : 0;
}

function firstMeeting(mine: readonly Span[], theirs: readonly Span[]): Meeting | null {
  let first: Span | null = null;
  let times = 0;
  let next = 0;
  for (const [from, to] of mine) {
    while (next < theirs.length && (theirs[next]?.[1] ?? 0) <= from) next += 1;
    for (let index = next; index < theirs.length; index += 1) {
      const [otherFrom, otherTo] = theirs[index] ?? [0, 0];
      if (otherFrom >= to) break;
      first ??= [Math.max(from, otherFrom), Math.min(to, otherTo)];
      times += 1;
    }
  }
  return first === null ? null : { span: first, times };
}

/** Spans of an entry at a site; screens of one site share them. */
function remembered(input: ConflictInput): (entry: ScheduledEntry, screen: PlaceScreen) => readonly Span[] {
  const known = new Map<string, readonly Span[]>();
  return (entry, screen) => {
    const name = `${entry.id} ${screen.facts.siteId}`;
    let spans = known.get(name);
    if (spans === undefined) {
      spans = entrySpans(entry, input.placeOf(screen), input.fromDate, input.untilDate);
      known.set(name, spans);
    }
    return spans;
  };
}
