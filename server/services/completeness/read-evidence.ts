import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import type { Span } from "../../../schemas/rules/daypart-windows.ts";
import type { Database } from "../../context.ts";
import { LONGEST_COUNTED_MS } from "../../db/hour-parts.ts";
import {
  findFirstManifestMs,
  findLastReceived,
  findRecordsAround,
  listLosses,
  listServices,
  listShowings,
  listShowingsBeside,
} from "../../db/repos/completeness.ts";
import { listManifestsInForce } from "../../db/repos/manifests.ts";
import { findHeardWithHead, listBoots, listPresenceAround } from "../../db/repos/presence.ts";
import { openManifestRow } from "../manifests/current-manifest.ts";
import { type PresenceRow, SILENCE_MS, WRITE_EVERY_MS } from "../players/presence.ts";
import type { DayEvidence, RunningBoot, Service } from "./account-day.ts";
import { intersectSpans } from "./span-sets.ts";
import { endOf, joinShowings, lostSpan, signOfShowing, toldStretch } from "./stretches.ts";
import { unplannedSpans } from "./unplanned.ts";

/** A stretch that was told this long ago is written as far as it ever will be, so that counting again finds the same. */
const SETTLED_AFTER_MS = SILENCE_MS + WRITE_EVERY_MS + 60_000;
/** No slot is longer: what began before this is closed, and so in the log. */
const LONGEST_SLOT_MS = 3_600_000;

const LossDetail = z.object({ count: z.int(), toBoot: z.int(), toSeq: z.int() });

/** What does not change from day to day of a span of one screen, as it was known at one instant. */
export interface SpanEvidence {
  readonly screenId: string;
  /** Only what was received by then. */
  readonly untilReceivedMs: number;
  readonly services: readonly Service[];
  readonly presence: readonly PresenceRow[];
  readonly boots: readonly RunningBoot[];
  readonly lost: readonly Span[];
  readonly firstManifestAtMs: number | null;
}

/** Reads what is known of a screen in `[fromMs, toMs)` but for its showings. */
export async function readSpanEvidence(
  db: Database,
  screenId: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  untilReceivedMs: number,
): Promise<SpanEvidence> {
  const services: Service[] = [];
  const presence: PresenceRow[] = [];
  const boots: RunningBoot[] = [];
  const lost: Span[] = [];
  for (const row of await listServices(db, { screenId, fromMs, toMs })) {
    const endMs = row.to_ms !== null && row.to_ms <= untilReceivedMs ? row.to_ms : null;
    const logUntilMs = endMs ?? (await logArrivedUntil(db, screenId, row.player, untilReceivedMs));
    services.push({ fromMs: row.from_ms, toMs: endMs ?? Number.MAX_SAFE_INTEGER, logUntilMs });
    presence.push(...(await listPresenceAround(db, row.player, { fromMs, toMs }, untilReceivedMs)));
    for (const { player, boot, started_at_ms, first_seen_ms } of await listBoots(db, row.player, untilReceivedMs)) {
      boots.push({ player, boot, startedAtMs: started_at_ms, lastAtMs: first_seen_ms });
    }
    lost.push(...(await readLosses(db, row.player, fromMs, untilReceivedMs)));
  }
  const firstManifestAtMs = (await findFirstManifestMs(db, screenId, untilReceivedMs)) ?? null;
  return { screenId, untilReceivedMs, services, presence, boots, lost, firstManifestAtMs };
}

/** All that is known of one day within the span. */
export async function readDayEvidence(
  db: Database,
  known: SpanEvidence,
  day: Span,
  open: readonly Span[],
): Promise<DayEvidence> {
  const { screenId, untilReceivedMs, services, firstManifestAtMs, lost } = known;
  const [fromMs, toMs] = day;
  const asked = { screenId, untilReceivedMs };
  const showings = await listShowings(db, { ...asked, fromMs, toMs }, LONGEST_COUNTED_MS);
  const beside = await listShowingsBeside(db, asked, { beforeMs: fromMs, fromMs: toMs });
  const told = known.presence.flatMap((row) => toldStretch(row, untilReceivedMs - SETTLED_AFTER_MS) ?? []);
  const heard = known.presence.map(({ player, boot, from_ms, to_ms }): RunningBoot => {
    const lastAtMs = Math.max(from_ms, Math.min(to_ms, untilReceivedMs - SETTLED_AFTER_MS));
    return { player, boot, startedAtMs: from_ms, lastAtMs };
  });
  return {
    day,
    untilMs: untilReceivedMs,
    open,
    shown: joinShowings(showings).filter((one) => one.toMs > fromMs),
    told,
    boots: [...known.boots, ...heard, ...[...showings, ...beside].map(signOfShowing)],
    lost,
    services,
    firstManifestAtMs,
    unplanned: [],
    // No order that blacks a screen out exists; a takeover shows something of its own.
    blackouts: [],
  };
}

/** When in `asked` the manifests in force planned nothing. A player that was offline may have held an older one. */
export async function readUnplanned(
  db: Database,
  { screenId, untilReceivedMs }: Pick<SpanEvidence, "screenId" | "untilReceivedMs">,
  asked: readonly Span[],
): Promise<Span[]> {
  const fromMs = asked[0]?.[0] ?? 0;
  const toMs = Math.min(asked.at(-1)?.[1] ?? 0, untilReceivedMs);
  if (fromMs >= toMs) return [];
  const rows = await listManifestsInForce(db, screenId, fromMs, toMs);
  const found: Span[] = [];
  for (const [index, row] of rows.entries()) {
    const inForce = { fromMs: row.created_at_ms, toMs: rows[index + 1]?.created_at_ms ?? toMs };
    if (intersectSpans(asked, [[inForce.fromMs, inForce.toMs]]).length === 0) continue;
    found.push(...unplannedSpans([{ ...inForce, manifest: openManifestRow(row).manifest }], asked));
    await setImmediate();
  }
  return found;
}

/** Up to where nothing of a player's log is missing: by its last record, or by its word that there is no later one. */
async function logArrivedUntil(
  db: Database,
  screenId: string,
  player: number,
  untilReceivedMs: number,
): Promise<number> {
  const last = await findLastReceived(db, screenId, player, untilReceivedMs);
  const byRecord = last === undefined ? 0 : Math.min(endOf(last), last.received_at_ms);
  const heardAtMs = await findHeardWithHead(db, player, last ?? { boot: 0, seq: 0 }, untilReceivedMs);
  return Math.max(byRecord, (heardAtMs ?? 0) - LONGEST_SLOT_MS, 0);
}

async function readLosses(db: Database, player: number, fromMs: number, untilReceivedMs: number): Promise<Span[]> {
  const spans: Span[] = [];
  for (const { boot, seq, detail_json } of await listLosses(db, player, fromMs, untilReceivedMs)) {
    const { count, toBoot, toSeq } = LossDetail.parse(JSON.parse(detail_json));
    // Only the player's own copy was lost: the records are here.
    if (count === 0) continue;
    const { before, after } = await findRecordsAround(db, player, { boot, seq }, { boot: toBoot, seq: toSeq });
    const span = lostSpan(before, after);
    if (span !== undefined) spans.push(span);
  }
  return spans;
}
