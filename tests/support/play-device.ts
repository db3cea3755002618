import { DOCUMENT_TYPES } from "../../schemas/envelope.ts";
import type { PlayBatch, PlayRecord } from "../../schemas/play-record.ts";
import { signDocument } from "../../schemas/trust/envelope.ts";
import { CHAIN_START_SHA256, recordSha256 } from "../../schemas/trust/record-chain.ts";
import type { ServiceContext } from "../../server/context.ts";
import { insertPlayer, openAssignment } from "../../server/db/repos/players.ts";
import type { LedgerPlayer } from "../../server/services/ledger/ingest-batch.ts";
import { hashBytes, type TestSigner } from "./trust.ts";

/** A paired player of a screen, without going through pairing. */
export async function addPlayer(ctx: ServiceContext, signer: TestSigner, screenId: string): Promise<LedgerPlayer> {
  const number = await insertPlayer(ctx.db, {
    key_id: signer.keyId,
    public_x: signer.publicKey.x,
    device_name: "",
    paired_at_ms: ctx.now(),
    paired_by: null,
    revoked_at_ms: null,
    highest_boot: 0,
    state_json: null,
    state_at_ms: null,
  });
  await openAssignment(ctx.db, { player: number, screenId, fromMs: 0 });
  return { number, keyId: signer.keyId, publicKey: signer.publicKey };
}

/** What a test says about one showing; the rest follows. */
export type Showing = Partial<Omit<PlayRecord, "player" | "boot" | "seq" | "prevSha256">>;

const PLAIN: Omit<PlayRecord, "player" | "boot" | "seq" | "prevSha256"> = {
  zone: "main",
  kind: "image",
  airingSha256: "a".repeat(64),
  editionVersionId: "01930000-0000-7000-8000-000000000002",
  language: "vi",
  entryId: "01930000-0000-7000-8000-000000000003",
  manifestRevision: 1,
  loopId: "0123456789abcdef",
  slotIndex: 0,
  plannedMs: 10_000,
  shownMs: 10_000,
  startedMonoMs: 0,
  startedWallMs: 1_700_000_000_000,
  clock: "wall-only",
  outcome: "completed",
  joinedLate: false,
  panel: "unknown",
};

/** Records as a device closes them: numbered without a gap within each boot, chained over all boots (1, 3, 5 …). */
export function deviceLog(player: number, boots: readonly (readonly Showing[])[]): PlayRecord[] {
  const log: PlayRecord[] = [];
  let prevSha256 = CHAIN_START_SHA256;
  for (const [index, showings] of boots.entries()) {
    for (const [place, showing] of showings.entries()) {
      const record = { ...PLAIN, ...showing, player, boot: index * 2 + 1, seq: place + 1, prevSha256 };
      log.push(record);
      prevSha256 = recordSha256(record, hashBytes);
    }
  }
  return log;
}

/** The records `[from, to)` of a log as a batch, its head signed by `signer`. */
export async function batchOf(
  log: readonly PlayRecord[],
  from: number,
  to: number,
  signer: TestSigner,
): Promise<PlayBatch> {
  const records = log.slice(from, to);
  const before = log[from - 1];
  const last = records.at(-1);
  if (last === undefined) throw new Error("A batch holds at least one record.");
  const head = {
    type: "play-batch",
    player: last.player,
    after: before === undefined ? { boot: 0, seq: 0 } : { boot: before.boot, seq: before.seq },
    last: { boot: last.boot, seq: last.seq },
    headSha256: recordSha256(last, hashBytes),
  };
  return { head: await signDocument(head, DOCUMENT_TYPES.playBatch, [signer]), records: [...records] };
}
