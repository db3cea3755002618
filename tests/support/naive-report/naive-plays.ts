import { slotAt } from "../../../schemas/rules/slot-at.ts";
import type { NaiveSpan } from "./naive-cells.ts";
import type { RawRows } from "./raw-rows.ts";

type Version = RawRows["versions"][number];

/** What a set of plays comes to, counted play by play and in no other way. */
export interface Tally {
  planned: number;
  played: number;
  unknown: number;
  off: number;
  cut: number;
  interrupted: number;
  ms: number;
  unknownMs: number;
  otherMs: number;
  editions: Set<string>;
  languages: Set<string>;
  stories: Set<string>;
  clusters: Set<string>;
}

/** What a wrong program would do; the control of these tests. */
export type Mistake = "cut-counts" | "made-is-held" | null;

/** Counts plays and planned showings of the wanted edition versions. */
export function tally(
  raw: RawRows,
  span: NaiveSpan,
  isWanted: (version: Version) => boolean,
  mistake: Mistake = null,
  screens: readonly string[] = raw.places.map(({ screenId }) => screenId),
): Tally {
  const sum: Tally = {
    ...{ planned: 0, played: 0, unknown: 0, off: 0, cut: 0, interrupted: 0, ms: 0, unknownMs: 0, otherMs: 0 },
    ...{ editions: new Set(), languages: new Set(), stories: new Set(), clusters: new Set() },
  };
  const wanted = new Map(raw.versions.filter(isWanted).map((version) => [version.id, version]));
  for (const play of raw.plays) {
    const version = wanted.get(play.edition_version_id);
    if (version === undefined || play.received_at_ms > span.untilMs) continue;
    if (!screens.includes(play.screen_id)) continue;
    const isPlayed = (play.outcome === "completed" || mistake === "cut-counts") && play.panel === "on";
    const endMs = play.started_at_ms + play.shown_ms;
    const ms = Math.max(0, Math.min(span.toMs, endMs) - Math.max(span.fromMs, play.started_at_ms));
    if (isPlayed) sum.ms += ms;
    else if (play.outcome === "completed" && play.panel === "unknown") sum.unknownMs += ms;
    else sum.otherMs += ms;
    if (play.started_at_ms < span.fromMs || play.started_at_ms >= span.toMs) continue;
    if (isPlayed) {
      sum.played += 1;
      sum.editions.add(version.editionId);
      sum.languages.add(version.language);
      sum.stories.add(version.storyId);
      const place = raw.places.find(({ screenId }) => screenId === play.screen_id);
      if (place !== undefined) sum.clusters.add(place.clusterId);
    } else if (play.outcome === "cut") sum.cut += 1;
    else if (play.outcome === "interrupted") sum.interrupted += 1;
    else if (play.panel === "unknown") sum.unknown += 1;
    else sum.off += 1;
  }
  for (const [name, plays] of plannedOf(raw, span, mistake)) {
    const [screenId = "", versionId = ""] = name.split(" ");
    if (wanted.has(versionId) && screens.includes(screenId)) sum.planned += plays;
  }
  return sum;
}

const known = new WeakMap<RawRows, Map<string, Map<string, number>>>();

/** Planned showings by screen and edition version, counted once for each span. */
function plannedOf(raw: RawRows, span: NaiveSpan, mistake: Mistake): Map<string, number> {
  const name = `${span.fromMs} ${span.toMs} ${span.untilMs} ${mistake ?? ""}`;
  const spans = known.get(raw) ?? new Map<string, Map<string, number>>();
  known.set(raw, spans);
  const counts = spans.get(name) ?? new Map<string, number>();
  if (spans.has(name)) return counts;
  spans.set(name, counts);
  for (const { screenId } of raw.places) countScreen(raw, span, screenId, mistake, counts);
  return counts;
}

/** Follows the clock from answer to answer, under whatever the player said last. */
function countScreen(
  raw: RawRows,
  span: NaiveSpan,
  screenId: string,
  mistake: Mistake,
  counts: Map<string, number>,
): void {
  for (const { manifest, fromMs, toMs } of heldBy(raw, span, screenId, mistake)) {
    for (let now = fromMs; now < toMs; ) {
      const answer = slotAt(manifest, now);
      const begins = answer.startedAtMs >= fromMs;
      if (answer.kind === "item" && begins && answer.endsAtMs - answer.startedAtMs >= 2_000) {
        const name = `${screenId} ${answer.item.editionVersionId}`;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      now = answer.endsAtMs;
    }
  }
}

/** What a screen held from each word on it to the next. */
export function heldBy(raw: RawRows, span: NaiveSpan, screenId: string, mistake: Mistake) {
  const signs = mistake === "made-is-held" ? made(raw, screenId) : told(raw, screenId, span.untilMs);
  const endMs = Math.min(span.toMs, span.untilMs);
  return signs.flatMap(({ atMs, revision }, index) => {
    const held = raw.manifests.find((one) => one.screenId === screenId && one.revision === revision);
    const between = { fromMs: Math.max(span.fromMs, atMs), toMs: Math.min(endMs, signs[index + 1]?.atMs ?? endMs) };
    return held === undefined ? [] : [{ manifest: held.manifest, ...between }];
  });
}

/** Every word on what the screen's player held, in order: each heartbeat's and each record's. */
function told(raw: RawRows, screenId: string, untilMs: number): { atMs: number; revision: number }[] {
  const players = raw.assignments.filter((row) => row.screen_id === screenId).map(({ player }) => player);
  const heard = raw.presence
    .filter((row) => players.includes(row.player) && row.from_ms <= untilMs)
    .map((row) => ({ atMs: row.from_ms, revision: row.held_revision }));
  const played = raw.plays
    .filter((row) => row.screen_id === screenId && row.received_at_ms <= untilMs)
    .map((row) => ({ atMs: row.started_at_ms, revision: row.manifest_revision }));
  return [...heard, ...played].sort((one, other) => one.atMs - other.atMs);
}

function made(raw: RawRows, screenId: string): { atMs: number; revision: number }[] {
  return raw.manifests
    .filter((one) => one.screenId === screenId)
    .map(({ createdAtMs, revision }) => ({ atMs: createdAtMs, revision }))
    .sort((one, other) => one.atMs - other.atMs);
}

/** When an edition was first shown, of all that was told. */
export function firstShown(raw: RawRows, span: NaiveSpan, editionId: string): number | undefined {
  const versions = new Set(raw.versions.filter((one) => one.editionId === editionId).map(({ id }) => id));
  const starts = raw.plays
    .filter((row) => versions.has(row.edition_version_id) && row.received_at_ms <= span.untilMs)
    .map((row) => row.started_at_ms);
  return starts.length === 0 ? undefined : Math.min(...starts);
}
