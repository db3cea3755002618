import type { Manifest } from "../../../schemas/manifest.ts";
import type { PlaceTime } from "../../../schemas/rules/entry-spans.ts";
import type { ShareLimit } from "../../../schemas/rules/share-airtime.ts";
import { type SlotAnswer, slotAt } from "../../../schemas/rules/slot-at.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { EntryLock, ScheduledEntry } from "../../../schemas/schedule.ts";
import type { PlannedPiece, PlannedShare, ScreenPlan } from "../manifests/screen-plan.ts";
import { type EntryLoss, lossOf } from "./entry-standing.ts";
import { airtimeBetween } from "./planned-airtime.ts";
import { deviationsAt, startsBetween } from "./planned-starts.ts";
import type { PlannedFrom } from "./read-plans.ts";

/** High to low; `locked` are the shares that no gate can lower, which hold inside takeovers too. */
export const EXPLAINED_LAYERS = ["override", "takeover", "locked", "campaign", "base"] as const;
export type ExplainedLayer = (typeof EXPLAINED_LAYERS)[number];

/** What one entry that reaches the screen is doing at the instant. */
export interface EntryLine {
  readonly entryId: string;
  readonly name: string;
  readonly lock: EntryLock | null;
  readonly standing:
    | { readonly kind: "on-glass"; readonly sectionDueAtMs: number | null }
    /** On the air, and another's turn; null: its next showing is further off than was looked. */
    | { readonly kind: "yields"; readonly nextAtMs: number | null }
    | EntryLoss;
  /** On the air: its airtime, and how far it is from it when the slot begins; negative is short. */
  readonly share: {
    readonly claimedPpm: number | null;
    readonly wantedPpm: number;
    readonly heldPpm: number;
    readonly limit: ShareLimit | null;
    readonly deviationMs: number;
  } | null;
  /** Of a locked share: showings that begin in this clock hour, and how many its share makes. */
  readonly hour: { readonly showings: number; readonly wanted: number; readonly nextAtMs: number | null } | null;
}

export interface LayerLine {
  readonly layer: ExplainedLayer;
  readonly entries: readonly EntryLine[];
  /** Where nothing of the layer is on the air: what opens next, and when; null: nothing within the days looked at. */
  readonly next: { readonly entryId: string; readonly name: string; readonly atMs: number } | null;
}

/** One language in the clock hour of the instant. */
export interface LanguageLine {
  readonly language: string;
  readonly heldPpm: number;
  /** Of the place; null where it has no mix. */
  readonly wantedPpm: number | null;
  /** Nearest to it that the entries on the air make possible; null: the language is in none of them. */
  readonly nearestPpm: number | null;
}

/** Everything that is to be said about one instant. */
export interface Explained {
  readonly glass: SlotAnswer;
  /** The layer that has the glass. */
  readonly layer: PlannedPiece["layer"];
  readonly entryId: string | null;
  /** Until when the same entries share the glass; null outside the days of the plan. */
  readonly holdsUntilMs: number | null;
  readonly layers: readonly LayerLine[];
  readonly fallback: { readonly state: "idle" | "loop" | "slate"; readonly untilMs: number | null };
  /** Heaviest first. */
  readonly languages: readonly LanguageLine[];
  readonly hourFromMs: number;
  readonly hourToMs: number;
}

export interface ExplainParts extends PlannedFrom {
  readonly plan: ScreenPlan;
  readonly manifest: Manifest;
  readonly place: PlaceTime;
}

const HOUR_MS = 3_600_000;
const LOOK_FOR_TURN_MS = 4 * HOUR_MS;

/**
 * Says what is on the glass at an instant and why, by the compiler's own reasoning: pure, the same input gives the same
 * answer. What is on the glass is what `slotAt` gives for the manifest. Outside the days of the plan only that is known.
 */
export function explainAt(parts: ExplainParts, atMs: number): Explained {
  const { plan, manifest, sources } = parts;
  const glass = slotAt(manifest, atMs);
  const entryId = glass.kind === "item" ? glass.entryId : null;
  const piece = plan.pieceAt(atMs);
  const hour = clockHour(atMs, manifest.timeZone);
  const entries = new Map(sources.schedule.entries.map((entry) => [entry.id, entry]));
  const lines = piece === undefined ? [] : linesOf(parts, piece, glass, entries, hour, atMs);
  return {
    glass,
    layer: piece?.layer ?? (glass.kind === "item" ? "fallback" : "slate"),
    entryId,
    holdsUntilMs: piece?.endsAtMs ?? null,
    layers: EXPLAINED_LAYERS.map((layer) => layerLine(layer, lines)),
    fallback: fallbackOf(piece),
    languages: languagesIn(parts, piece, hour),
    hourFromMs: hour[0],
    hourToMs: hour[1],
  };
}

function clockHour(atMs: number, timeZone: string): readonly [number, number] {
  const { minute, second } = civilAt(atMs, timeZone);
  const fromMs = Math.floor(atMs / 1_000) * 1_000 - (minute * 60 + second) * 1_000;
  return [fromMs, fromMs + HOUR_MS];
}

interface PlacedLine {
  readonly layer: ExplainedLayer;
  readonly line: EntryLine;
}

function linesOf(
  parts: ExplainParts,
  piece: PlannedPiece,
  glass: SlotAnswer,
  entries: ReadonlyMap<string, ScheduledEntry>,
  hour: readonly [number, number],
  atMs: number,
): PlacedLine[] {
  const { manifest } = parts;
  const deviations = deviationsAt(manifest, atMs);
  const turns = nextTurns(manifest, piece, glass.endsAtMs);
  const onAir = piece.shares.flatMap((share): PlacedLine[] => {
    const entry = entries.get(share.entryId);
    if (entry === undefined) return [];
    const isOn = glass.kind === "item" && glass.entryId === entry.id;
    const nextAtMs = turns.get(entry.id) ?? null;
    const sectionDueAtMs = piece.section?.entryId === entry.id ? piece.section.dueAtMs : null;
    const line: EntryLine = {
      ...named(entry),
      standing: isOn ? { kind: "on-glass", sectionDueAtMs } : { kind: "yields", nextAtMs },
      share: { ...figuresOf(share), deviationMs: Math.round(deviations.get(entry.id) ?? 0) },
      hour: entry.lock === null ? null : { ...hourOf(parts, entry, hour), nextAtMs },
    };
    return [{ layer: layerOf(entry), line }];
  });
  const off = piece.losers.flatMap((loser): PlacedLine[] => {
    const entry = entries.get(loser.entryId);
    if (entry === undefined) return [];
    const standing = lossOf(parts, entry, loser, atMs);
    return [{ layer: layerOf(entry), line: { ...named(entry), standing, share: null, hour: null } }];
  });
  return [...onAir, ...off];
}

function named(entry: ScheduledEntry): Pick<EntryLine, "entryId" | "name" | "lock"> {
  return { entryId: entry.id, name: entry.name, lock: entry.lock };
}

function layerOf(entry: ScheduledEntry): ExplainedLayer {
  return entry.lock === null ? entry.layer : "locked";
}

function figuresOf(share: PlannedShare) {
  const { claimedPpm, wantedPpm, heldPpm, limit } = share;
  return { claimedPpm, wantedPpm, heldPpm, limit };
}

/** The next showing of each entry of the piece after the one on the glass. */
function nextTurns(manifest: Manifest, piece: PlannedPiece, fromMs: number): Map<string, number> {
  const turns = new Map<string, number>();
  const wanted = new Set(piece.shares.map(({ entryId }) => entryId));
  for (let atMs = fromMs; atMs < fromMs + LOOK_FOR_TURN_MS && turns.size < wanted.size; ) {
    const answer = slotAt(manifest, atMs);
    if (answer.kind === "item" && wanted.has(answer.entryId) && !turns.has(answer.entryId)) {
      turns.set(answer.entryId, atMs);
    }
    atMs = answer.endsAtMs;
  }
  return turns;
}

function hourOf({ manifest }: ExplainParts, entry: ScheduledEntry, hour: readonly [number, number]) {
  const lengths = lengthsOf(manifest, entry.id);
  const meanMs = lengths.reduce((sum, ms) => sum + ms, 0) / Math.max(1, lengths.length);
  const sharePpm = entry.claim?.kind === "share" ? entry.claim.sharePpm : 0;
  return {
    showings: startsBetween(manifest, new Set([entry.id]), ...hour).length,
    wanted: meanMs === 0 ? 0 : Math.round((sharePpm / 1_000_000) * (HOUR_MS / meanMs)),
  };
}

/** Length of each item that the entry shows in any loop. */
function lengthsOf(manifest: Manifest, entryId: string): number[] {
  const entryIndex = manifest.entries.indexOf(entryId);
  const used = Object.values(manifest.loops).flatMap(({ use }) =>
    use.flatMap((pair) => (pair[1] === entryIndex ? [pair[0]] : [])),
  );
  return [...new Set(used)].flatMap((itemIndex) => manifest.items[itemIndex]?.durationMs ?? []);
}

function layerLine(layer: ExplainedLayer, lines: readonly PlacedLine[]): LayerLine {
  const own = lines
    .filter((one) => one.layer === layer)
    .map(({ line }) => line)
    .sort((one, other) => weightOf(other) - weightOf(one) || (one.entryId < other.entryId ? -1 : 1));
  const isEmpty = own.every(({ share }) => share === null);
  const coming = own
    .flatMap(({ entryId, name, standing }) => {
      const atMs = opensAt(standing);
      return atMs === null ? [] : [{ entryId, name, atMs }];
    })
    .sort((one, other) => one.atMs - other.atMs);
  return { layer, entries: own, next: isEmpty ? (coming[0] ?? null) : null };
}

/** On the glass, then on the air by share, then those that could be. */
function weightOf(line: EntryLine): number {
  if (line.standing.kind === "on-glass") return 3_000_000;
  return line.share === null ? (line.standing.kind === "covered" ? 500_000 : 0) : 1_000_000 + line.share.wantedPpm;
}

function opensAt(standing: EntryLine["standing"]): number | null {
  if (standing.kind === "not-open" || standing.kind === "not-begun") return standing.nextOpenAtMs;
  return standing.kind === "waits" ? standing.nextAtMs : null;
}

function fallbackOf(piece: PlannedPiece | undefined): Explained["fallback"] {
  if (piece === undefined) return { state: "idle", untilMs: null };
  if (piece.layer === "slate") return { state: "slate", untilMs: piece.endsAtMs };
  return piece.layer === "fallback" ? { state: "loop", untilMs: piece.endsAtMs } : { state: "idle", untilMs: null };
}

function languagesIn(
  { plan, manifest }: ExplainParts,
  piece: PlannedPiece | undefined,
  [fromMs, toMs]: readonly [number, number],
): LanguageLine[] {
  const { languages: held } = airtimeBetween(manifest, fromMs, toMs);
  const nearest = new Map(piece?.loop.certificate.languages.map(({ name, nearestPpm }) => [name, nearestPpm]));
  const wanted = new Map(plan.screen.languages.map(({ language, sharePpm }) => [language, sharePpm]));
  return [...new Set([...wanted.keys(), ...held.keys()])]
    .map((language) => ({
      language,
      heldPpm: Math.round(((held.get(language) ?? 0) * 1_000_000) / (toMs - fromMs)),
      wantedPpm: wanted.get(language) ?? null,
      nearestPpm: nearest.get(language) ?? null,
    }))
    .sort(
      (one, other) =>
        (other.wantedPpm ?? 0) - (one.wantedPpm ?? 0) ||
        other.heldPpm - one.heldPpm ||
        (one.language < other.language ? -1 : 1),
    );
}
