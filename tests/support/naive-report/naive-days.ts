import { AHEAD_MS, DAY_MS, dateAt, type NaiveSpan, startOf } from "./naive-cells.ts";
import type { RawRows } from "./raw-rows.ts";

type Play = RawRows["plays"][number];
type Cause =
  | "shown"
  | "panel-unknown"
  | "not-yet-known"
  | "power"
  | "panel-off"
  | "no-manifest"
  | "fault"
  | "unexplained";
const DARK: readonly Cause[] = ["power", "panel-off", "no-manifest", "fault", "unexplained"];

/** How a screen did within operating hours. */
export interface NaiveHours {
  shownMs: number;
  panelUnknownMs: number;
  notYetKnownMs: number;
  outages: { ms: number; causes: Map<Cause, number> }[];
}

/** When a site is open, from midnight to midnight; around the clock before its first hours. */
export function openIn(raw: RawRows, siteId: string, { fromMs, toMs }: NaiveSpan): [number, number][] {
  const open: [number, number][] = [];
  const rows = raw.hours.filter((row) => row.site_id === siteId);
  for (let date = dateAt(fromMs); startOf(date) < toMs; date = dateAt(startOf(date) + DAY_MS)) {
    const inForce = rows.filter((row) => row.from_date <= date).sort((a, b) => (a.from_date < b.from_date ? 1 : -1))[0];
    const weekday = (new Date(startOf(date) + AHEAD_MS).getUTCDay() + 6) % 7;
    const { weekly } = inForce === undefined ? { weekly: null } : (JSON.parse(inForce.hours_json) as NaiveWeek);
    const windows = weekly === null ? [{ fromLocal: "00:00", untilLocal: "24:00" }] : (weekly[weekday] ?? []);
    for (const { fromLocal, untilLocal } of windows) {
      open.push([
        Math.max(fromMs, startOf(date) + ofDay(fromLocal)),
        Math.min(toMs, startOf(date) + ofDay(untilLocal)),
      ]);
    }
  }
  return open.filter(([from, to]) => from < to);
}

interface NaiveWeek {
  readonly weekly: { readonly fromLocal: string; readonly untilLocal: string }[][];
}

function ofDay(local: string): number {
  const [hours = 0, minutes = 0] = local.split(":").map(Number);
  return (hours * 60 + minutes) * 60_000;
}

/** Asks at every instant at which anything may change what the glass showed then, and why it did not. */
export function naiveHours(raw: RawRows, screenId: string, siteId: string, span: NaiveSpan): NaiveHours {
  const found: NaiveHours = { shownMs: 0, panelUnknownMs: 0, notYetKnownMs: 0, outages: [] };
  const known = knownOf(raw, screenId, span.untilMs);
  let darkUntilMs = -1;
  for (const [openMs, closeMs] of openIn(raw, siteId, { ...span, toMs: Math.min(span.toMs, startOfNext(span)) })) {
    const edges = [...new Set([openMs, closeMs, ...known.edges.filter((at) => at > openMs && at < closeMs)])];
    edges.sort((one, other) => one - other);
    for (const [index, fromMs] of edges.slice(0, -1).entries()) {
      const ms = (edges[index + 1] ?? fromMs) - fromMs;
      const cause = known.causeAt(fromMs);
      if (cause === "shown") found.shownMs += ms;
      else if (cause === "panel-unknown") found.panelUnknownMs += ms;
      else if (cause === "not-yet-known") found.notYetKnownMs += ms;
      else {
        const goesOn = darkUntilMs === fromMs ? found.outages.at(-1) : undefined;
        const last = goesOn ?? { ms: 0, causes: new Map<Cause, number>() };
        if (goesOn === undefined) found.outages.push(last);
        last.ms += ms;
        last.causes.set(cause, (last.causes.get(cause) ?? 0) + ms);
        darkUntilMs = fromMs + ms;
      }
    }
  }
  found.outages = found.outages.filter(({ ms }) => ms > 300_000);
  return found;
}

/** Days that have begun are looked at to their end. */
const startOfNext = ({ untilMs }: NaiveSpan): number => startOf(dateAt(untilMs - 1)) + DAY_MS;

/** The cause that makes up most of these outages; the first of the list among equals. */
export function mainOf(outages: NaiveHours["outages"]): Cause {
  const ms = (cause: Cause) => outages.reduce((sum, one) => sum + (one.causes.get(cause) ?? 0), 0);
  return DARK.reduce((most, cause) => (ms(cause) > ms(most) ? cause : most));
}

function knownOf(raw: RawRows, screenId: string, untilMs: number) {
  const players = raw.assignments.filter((row) => row.screen_id === screenId).map(({ player }) => player);
  const plays = raw.plays.filter((row) => row.screen_id === screenId && row.received_at_ms <= untilMs);
  const settledMs = untilMs - 5 * 60_000;
  const told = raw.presence
    .filter((row) => players.includes(row.player) && row.from_ms <= untilMs)
    .map((row) => ({ ...row, to_ms: Math.min(row.to_ms, settledMs) }));
  const shown = plays.map((play) => ({ from: play.started_at_ms, to: glassUntil(play, plays), panel: play.panel }));
  const off = bootGaps(raw, players, plays, told, untilMs);
  const logUntilMs = logUntil(plays, told);
  const firstMs = Math.min(...raw.manifests.filter((one) => one.screenId === screenId).map((one) => one.createdAtMs));
  const edges = [logUntilMs, firstMs, untilMs, ...off.flat()];
  for (const { from, to } of shown) edges.push(from, to);
  for (const { from_ms, to_ms } of told) edges.push(from_ms, to_ms);
  const causeAt = (at: number): Cause => {
    const on = shown.filter(({ from, to }) => from <= at && at < to).map(({ panel }) => panel);
    if (on.includes("on")) return "shown";
    if (on.includes("unknown")) return "panel-unknown";
    if ((at >= logUntilMs || at >= untilMs) && !on.includes("off")) return "not-yet-known";
    if (off.some(([from, to]) => from <= at && at < to)) return "power";
    const says = told.filter(({ from_ms, to_ms }) => from_ms <= at && at < to_ms);
    if (on.includes("off") || says.some(({ panel }) => panel === "off")) return "panel-off";
    if (at < firstMs || says.some((one) => one.held_revision === 0 && one.is_slate === 1)) return "no-manifest";
    const isUnable = (one: (typeof says)[number]) =>
      one.has_stage === 0 ||
      one.mode === "slate" ||
      (one.is_slate === 1 && one.held_revision > 0 && one.has_troubles === 1);
    return says.some(isUnable) ? "fault" : "unexplained";
  };
  return { edges, causeAt };
}

/** The next of the same boot within a second finds this one still there. */
function glassUntil(play: Play, plays: readonly Play[]): number {
  const endMs = play.started_at_ms + play.shown_ms;
  const next = plays.find(
    ({ player, boot, seq }) => player === play.player && boot === play.boot && seq === play.seq + 1,
  );
  const isNear = next !== undefined && next.started_at_ms > endMs && next.started_at_ms - endMs <= 1_000;
  return isNear ? next.started_at_ms : endMs;
}

/** Between the last sign of one boot and the start of the next. */
function bootGaps(
  raw: RawRows,
  players: readonly number[],
  plays: readonly Play[],
  told: RawRows["presence"],
  untilMs: number,
): [number, number][] {
  const signs = [
    ...raw.boots
      .filter((row) => players.includes(row.player) && row.first_seen_ms <= untilMs)
      .map((row) => ({ boot: row.boot, from: row.started_at_ms, to: row.first_seen_ms })),
    ...told.map((row) => ({ boot: row.boot, from: row.from_ms, to: Math.max(row.from_ms, row.to_ms) })),
    ...plays.map((row) => {
      const from = row.started_at_ms - row.started_mono_ms;
      return { boot: row.boot, from, to: row.started_at_ms + row.shown_ms };
    }),
  ];
  const boots = [...new Set(signs.map(({ boot }) => boot))].sort((one, other) => one - other);
  return boots.slice(1).map((boot): [number, number] => {
    const before = signs.filter((sign) => sign.boot < boot).map(({ to }) => to);
    return [Math.max(...before), Math.min(...signs.filter((sign) => sign.boot === boot).map(({ from }) => from))];
  });
}

/** As far as the newest record reaches, or the player's later word that there was no other, less the longest slot. */
function logUntil(plays: readonly Play[], told: RawRows["presence"]): number {
  const last = [...plays].sort((one, other) => other.started_at_ms - one.started_at_ms)[0];
  const heard = told.filter(
    ({ head_boot, head_seq }) =>
      head_boot < (last?.boot ?? 0) || (head_boot === (last?.boot ?? 0) && head_seq <= (last?.seq ?? 0)),
  );
  const heardMs = Math.max(0, ...heard.map(({ from_ms }) => from_ms)) - 3_600_000;
  const byRecordMs = last === undefined ? 0 : Math.min(last.started_at_ms + last.shown_ms, last.received_at_ms);
  return Math.max(0, heardMs, byRecordMs);
}
