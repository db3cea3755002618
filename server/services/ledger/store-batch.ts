import type { z } from "zod";
import type { ClockAnchor, LedgerMark, PlayBatch, PlayBatchHead } from "../../../schemas/play-record.ts";
import type { Acknowledge } from "../../../schemas/player-socket.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import type { PlayRow } from "../../db/repos/play-log.ts";
import { sha256Hex } from "../../sha256.ts";
import {
  type Anomaly,
  type BatchDecision,
  compareKeys,
  decideBatch,
  followRun,
  type HashedRecord,
  type Link,
} from "./core.ts";
import type { Assignment, LedgerStore } from "./ledger-store.ts";
import { neverHeld } from "./never-held.ts";
import { anchorsInOrder, mistimed, startedAtAmong } from "./record-time.ts";

export type AcknowledgeMessage = z.infer<typeof Acknowledge>;

export interface IngestResult {
  readonly acknowledge: AcknowledgeMessage;
  /** null unless the batch is evidence that cannot be continued. */
  readonly refused: "bad-signature" | "chain-broken" | null;
}

/** A batch whose signature was checked; `head` is null when it was not good. */
export interface OpenedBatch {
  readonly player: { readonly number: number };
  readonly batch: PlayBatch;
  readonly head: PlayBatchHead | null;
  /** Its records hashed and followed, where that was done before; `null` when they are no run. */
  readonly links?: readonly Link[] | null;
}

type Environment = Pick<ServiceContext, "now" | "log">;

/** Stores one batch through `store` and says what the player is told once that is committed. */
export async function storeBatch(store: LedgerStore, ctx: Environment, opened: OpenedBatch): Promise<IngestResult> {
  const { player, batch, head } = opened;
  const mark = await store.lockMark(player.number, ctx.now());
  const decision = head === null ? unsigned(opened) : await decide(store, opened, head, mark);
  for (const anomaly of decision.anomalies) await noteAnomaly(store, ctx, player.number, anomaly);
  if (decision.kind === "refuse") {
    const refused = decision.anomalies[0].kind === "bad-signature" ? "bad-signature" : "chain-broken";
    return { acknowledge: { type: "acknowledge", stored: false, mark }, refused };
  }
  if (decision.kind === "ahead") return { acknowledge: { type: "acknowledge", stored: false, mark }, refused: null };
  if (decision.records.length > 0) {
    const assignments = await store.listAssignments(player.number);
    const rows = await rowsOf(store, ctx, player.number, decision.records, assignments);
    for (const anomaly of mistimed(rows, assignments[0]?.from_ms ?? 0))
      await noteAnomaly(store, ctx, player.number, anomaly);
    for (const anomaly of await neverHeld(store, rows)) await noteAnomaly(store, ctx, player.number, anomaly);
    await store.insertPlays(rows);
    await store.addTotals(rows);
    const { boot, seq } = decision.mark;
    await store.insertBatchHead({ player: player.number, boot, seq, envelope_json: JSON.stringify(batch.head) });
    await store.writeMark(player.number, decision.mark, ctx.now());
    ctx.log.info("batch-stored", { player: player.number, records: rows.length, of: batch.records.length });
  }
  return { acknowledge: { type: "acknowledge", stored: true, mark: decision.mark }, refused: null };
}

function unsigned({ batch }: OpenedBatch): Extract<BatchDecision, { kind: "refuse" }> {
  const at = { boot: batch.records[0]?.boot ?? 0, seq: batch.records[0]?.seq ?? 0 };
  return { kind: "refuse", anomalies: [{ kind: "bad-signature", at, detail: { why: "head-not-signed-by-player" } }] };
}

async function decide(
  store: LedgerStore,
  { player, batch, ...opened }: OpenedBatch,
  head: PlayBatchHead,
  mark: LedgerMark,
): Promise<BatchDecision> {
  const links = opened.links === undefined ? followRun(head, batch.records, sha256Hex) : (opened.links ?? undefined);
  const first = batch.records[0] ?? mark;
  const last = batch.records.at(-1) ?? mark;
  const isNew = compareKeys(first, mark) > 0;
  const hashes = isNew ? undefined : await store.readHashes(player.number, first, last);
  return decideBatch(mark, head, batch.records, links, (key) => hashes?.get(`${key.boot} ${key.seq}`));
}

async function noteAnomaly(store: LedgerStore, ctx: Environment, player: number, anomaly: Anomaly): Promise<void> {
  const { kind, at, detail } = anomaly;
  const row = { player, kind, boot: at.boot, seq: at.seq, detail_json: canonicalJson(detail), at_ms: ctx.now() };
  if (await store.insertAnomalyIfNew(row)) ctx.log.warn("play-anomaly", { player, kind, ...at, ...detail });
}

async function rowsOf(
  store: LedgerStore,
  ctx: Environment,
  player: number,
  records: readonly HashedRecord[],
  assignments: readonly Assignment[],
): Promise<PlayRow[]> {
  const anchors = await anchorsOf(store, player, records);
  const receivedAtMs = ctx.now();
  return records.map(({ record, sha256 }) => {
    const startedAtMs = startedAtAmong(record, anchors.get(record.boot) ?? []);
    const served =
      assignments.find(
        ({ from_ms, to_ms }) => from_ms <= startedAtMs && startedAtMs < (to_ms ?? Number.MAX_SAFE_INTEGER),
      ) ?? assignments.at(-1);
    if (served === undefined) throw new Error(`Player ${player} never served a screen.`);
    return {
      player,
      boot: record.boot,
      seq: record.seq,
      screen_id: served.screen_id,
      sha256,
      prev_sha256: record.prevSha256,
      zone: record.zone,
      kind: record.kind,
      airing_sha256: record.airingSha256,
      edition_version_id: record.editionVersionId,
      language: record.language,
      entry_id: record.entryId,
      manifest_revision: record.manifestRevision,
      loop_id: record.loopId,
      slot_index: record.slotIndex,
      planned_ms: record.plannedMs,
      shown_ms: record.shownMs,
      started_mono_ms: record.startedMonoMs,
      started_wall_ms: record.startedWallMs,
      started_at_ms: startedAtMs,
      clock: record.clock,
      outcome: record.outcome,
      joined_late: record.joinedLate ? 1 : 0,
      panel: record.panel,
      received_at_ms: receivedAtMs,
    };
  });
}

/** Of each boot in the batch only the anchors around its records, in order: a boot of months has a hundred thousand. */
async function anchorsOf(
  store: LedgerStore,
  player: number,
  records: readonly HashedRecord[],
): Promise<Map<number, ClockAnchor[]>> {
  const spans = new Map<number, { fromMonoMs: number; toMonoMs: number }>();
  for (const { record } of records) {
    const { boot, startedMonoMs } = record;
    const span = spans.get(boot) ?? { fromMonoMs: startedMonoMs, toMonoMs: startedMonoMs };
    span.fromMonoMs = Math.min(span.fromMonoMs, startedMonoMs);
    span.toMonoMs = Math.max(span.toMonoMs, startedMonoMs);
    spans.set(boot, span);
  }
  const anchors = new Map<number, ClockAnchor[]>();
  for (const [boot, span] of spans) {
    anchors.set(boot, anchorsInOrder(await store.listAnchorsAround(player, boot, span), boot));
  }
  return anchors;
}
