import type { ScheduleLayer } from "../../../schemas/schedule.ts";
import type { ScheduleProblem } from "../../../schemas/schedule-problem.ts";
import type { DayBar, DaySpan } from "../../services/schedule/day-bars.ts";
import type { DaySection, LockedTicks } from "../../services/schedule/day-of-screen.ts";

type Clash = Extract<ScheduleProblem, { kind: "clash" }>;
type Hole = DaySpan & { readonly shows: "fallback" | "slate" };

/** What one screen does in the time that is looked at. */
export interface LaneParts {
  readonly startMs: number;
  readonly endMs: number;
  readonly bars: readonly DayBar[];
  readonly locked: readonly LockedTicks[];
  readonly sections: readonly DaySection[];
  readonly clashes: readonly Clash[];
  readonly holes: readonly Hole[];
  readonly closed: readonly DaySpan[];
  /** Bars are whole dates, so that one that is heavier covers nothing. */
  readonly isByDate: boolean;
}

/** One bar with its place: shares of the time across, rows down. */
export interface LaneBar {
  readonly kind: ScheduleLayer | "section" | "rest";
  readonly state: "on-air" | "waiting";
  readonly bar: DayBar;
  /** Names that a `rest` bar stands for. */
  readonly names: readonly string[];
  readonly x: number;
  readonly width: number;
  readonly row: number;
  /** How many rows it is high. */
  readonly rows: number;
}

export interface LaneTicks {
  readonly bar: DayBar;
  readonly x: number;
  readonly width: number;
  /** Starts of showings, as shares of the time. */
  readonly starts: readonly number[];
}

export interface LaneDrawing {
  readonly rows: number;
  /** The first row of the base, where a hole lies. */
  readonly baseRow: number;
  readonly bars: readonly LaneBar[];
  /** Of locked shares, in the lane's first row. */
  readonly ticks: readonly LaneTicks[];
  readonly marks: readonly (DaySpan & {
    readonly kind: "clash" | "hole";
    readonly clash: Clash | null;
    readonly x: number;
    readonly width: number;
  })[];
  readonly closed: readonly { readonly x: number; readonly width: number }[];
}

/** More rows of campaigns than this are gathered into one bar: beyond it no name can be read. */
const MOST_CAMPAIGN_ROWS = 5;
const MOST_BASE_ROWS = 2;
const FULL: readonly ScheduleLayer[] = ["takeover", "override"];

/**
 * Lays one lane: locked shares as ticks above, then campaigns in as many rows as they need, the base below; takeovers
 * and urgent notices over all but the ticks. What another covers is not drawn. Pure.
 */
export function drawLane(parts: LaneParts): LaneDrawing {
  const { startMs, endMs } = parts;
  const place = ({ fromMs, toMs }: DaySpan) => ({
    x: (Math.max(fromMs, startMs) - startMs) / (endMs - startMs),
    width: (Math.min(toMs, endMs) - Math.max(fromMs, startMs)) / (endMs - startMs),
  });
  const shown = parts.bars.filter(({ state }) => state !== "covered");
  const locked = shown.filter(({ lock, state }) => lock !== null && state === "on-air");
  const over = parts.isByDate ? [] : shown.filter(({ layer }) => FULL.includes(layer));
  const campaigns = shown.filter((bar) => bar.layer !== "base" && !over.includes(bar) && !locked.includes(bar));
  const bases = shown.filter(({ layer }) => layer === "base");
  const first = locked.length > 0 ? 1 : 0;
  const packed = pack([...parts.sections.map(sectionPiece), ...campaigns.map(pieceOf)], MOST_CAMPAIGN_ROWS);
  const under = pack(bases.map(pieceOf), MOST_BASE_ROWS);
  const baseRow = first + Math.max(1, packed.rows);
  const rows = baseRow + Math.max(1, under.rows);
  const at = (row: number) => (packedBar: Packed) => ({ ...laid(packedBar, place), row: row + packedBar.row, rows: 1 });
  return {
    rows,
    baseRow,
    bars: [
      ...under.bars.map(at(baseRow)),
      ...packed.bars.map(at(first)),
      ...over.map((bar) => ({ ...laid({ ...pieceOf(bar), row: 0 }, place), row: first, rows: rows - first })),
    ],
    ticks: locked.map((bar) => ({ bar, ...place(bar), starts: startsOf(bar, parts) })),
    marks: [
      ...parts.holes.map((hole) => ({ ...cut(hole, parts), kind: "hole" as const, clash: null, ...place(hole) })),
      ...parts.clashes.map((clash) => ({ ...cut(clash, parts), kind: "clash" as const, clash, ...place(clash) })),
    ],
    closed: parts.closed.map(place),
  };
}

function cut({ fromMs, toMs }: DaySpan, { startMs, endMs }: LaneParts): DaySpan {
  return { fromMs: Math.max(fromMs, startMs), toMs: Math.min(toMs, endMs) };
}

interface Piece {
  readonly bar: DayBar;
  readonly kind: LaneBar["kind"];
  readonly names: readonly string[];
}

interface Packed extends Piece {
  readonly row: number;
}

function pieceOf(bar: DayBar): Piece {
  return { bar, kind: bar.layer, names: [] };
}

/** A section's showing as a bar of the campaign that it is. */
function sectionPiece({ entryId, name, fromMs, toMs }: DaySection): Piece {
  const open = { fromMs, toMs, continuesBefore: false, continuesAfter: false };
  const bar = { entryId, name, layer: "campaign", lock: null, ...open, state: "on-air" } as const;
  return { bar: { ...bar, waitsFor: null, sharePpm: null }, kind: "section", names: [] };
}

/** Rows in which no two bars meet; an entry keeps its row where it can. What needs more rows is gathered in the last. */
function pack(pieces: readonly Piece[], mostRows: number): { bars: Packed[]; rows: number } {
  const ends: number[] = [];
  const rowOf = new Map<string, number>();
  const packed: Packed[] = [];
  const rest: DayBar[] = [];
  for (const piece of [...pieces].sort(byStart)) {
    const { bar } = piece;
    const own = rowOf.get(bar.entryId);
    const isFree = (row: number) => (ends[row] ?? 0) <= bar.fromMs;
    const row = own !== undefined && isFree(own) ? own : firstFree(ends, isFree);
    if (row >= mostRows) {
      rest.push(bar);
      continue;
    }
    ends[row] = bar.toMs;
    rowOf.set(bar.entryId, row);
    packed.push({ ...piece, row });
  }
  return { bars: [...packed, ...gathered(rest, mostRows)], rows: ends.length + (rest.length > 0 ? 1 : 0) };
}

function byStart(one: Piece, other: Piece): number {
  return one.bar.fromMs - other.bar.fromMs || other.bar.toMs - one.bar.toMs;
}

function firstFree(ends: readonly number[], isFree: (row: number) => boolean): number {
  const row = ends.findIndex((_, index) => isFree(index));
  return row === -1 ? ends.length : row;
}

/** Bars that meet one another become one that names them all. */
function gathered(rest: readonly DayBar[], row: number): Packed[] {
  const groups: { bar: DayBar; row: number; kind: "rest"; names: string[] }[] = [];
  for (const bar of rest) {
    const last = groups.at(-1);
    if (last !== undefined && bar.fromMs < last.bar.toMs) {
      last.bar = { ...last.bar, toMs: Math.max(last.bar.toMs, bar.toMs) };
      last.names.push(bar.name);
    } else groups.push({ bar, row, kind: "rest", names: [bar.name] });
  }
  return groups;
}

function laid({ bar, kind, names }: Packed, place: (span: DaySpan) => { x: number; width: number }) {
  const state = bar.state === "waiting" ? "waiting" : "on-air";
  return { kind, state, bar, names, ...place(bar) } as const;
}

function startsOf({ entryId, fromMs, toMs }: DayBar, { locked, startMs, endMs }: LaneParts): number[] {
  const own = locked.find((ticks) => ticks.entryId === entryId);
  return (own?.atMs ?? [])
    .filter((atMs) => atMs >= fromMs && atMs < toMs)
    .map((atMs) => (atMs - startMs) / (endMs - startMs));
}
