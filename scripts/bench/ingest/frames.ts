import { createHash, hash } from "node:crypto";
import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import type { PlayRecord } from "../../../schemas/play-record.ts";
import { type Signer, signDocument } from "../../../schemas/trust/envelope.ts";
import { CHAIN_START_SHA256, inCanonicalOrder, recordSha256 } from "../../../schemas/trust/record-chain.ts";

export const RECORDS_IN_BATCH = 100;
export const SLOT_MS = 10_000;
/** Items in turn on every screen: a batch of 100 shows each of them three or four times. */
const ITEMS = 30;
export const REVISION = 412;

const sha256Of = (text: string) => createHash("sha256").update(text).digest("hex");

/** The airing documents that all screens show. */
export const AIRINGS = Array.from({ length: ITEMS }, (_, index) => sha256Of(`airing ${index}`));

/** One player's log, batch by batch, as a player sends it: chained, signed, in frames. */
export class FrameMaker {
  readonly #player: number;
  readonly #signer: Signer;
  readonly #firstStartMs: number;
  #seq = 0;
  #headSha256 = CHAIN_START_SHA256;

  constructor(player: number, signer: Signer, firstStartMs: number) {
    this.#player = player;
    this.#signer = signer;
    this.#firstStartMs = firstStartMs;
  }

  async next(): Promise<string> {
    const after = this.#seq === 0 ? { boot: 0, seq: 0 } : { boot: 1, seq: this.#seq };
    const records = Array.from({ length: RECORDS_IN_BATCH }, () => this.#record());
    const head = {
      type: "play-batch",
      player: this.#player,
      after,
      last: { boot: 1, seq: this.#seq },
      headSha256: this.#headSha256,
    };
    const envelope = await signDocument(head, DOCUMENT_TYPES.playBatch, [this.#signer]);
    return JSON.stringify({ type: "batch", batch: { head: envelope, records: records.map(inCanonicalOrder) } });
  }

  #record(): PlayRecord {
    const airingSha256 = AIRINGS[this.#seq % ITEMS] ?? "";
    const startedMonoMs = this.#seq * SLOT_MS + 41;
    this.#seq += 1;
    const record: PlayRecord = {
      player: this.#player,
      boot: 1,
      seq: this.#seq,
      zone: "main",
      kind: "image",
      airingSha256,
      editionVersionId: `01930000-0000-7000-8000-${airingSha256.slice(0, 12)}`,
      language: "vi",
      entryId: `01930000-0000-7000-9000-${airingSha256.slice(20, 32)}`,
      manifestRevision: REVISION,
      loopId: "0123456789abcdef",
      slotIndex: this.#seq % 360,
      plannedMs: SLOT_MS,
      shownMs: SLOT_MS - 30,
      startedMonoMs,
      startedWallMs: this.#firstStartMs + startedMonoMs,
      clock: "anchored",
      outcome: "completed",
      joinedLate: false,
      panel: "on",
      prevSha256: this.#headSha256,
    };
    this.#headSha256 = recordSha256(record, (bytes) => hash("sha256", bytes));
    return record;
  }
}
