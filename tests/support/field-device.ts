import { OutboxShell } from "../../player/agent/shells/outbox-shell.ts";
import type { LedgerMark, PlayBatch, PlayKey } from "../../schemas/play-record.ts";
import { CHAIN_START_SHA256 } from "../../schemas/trust/record-chain.ts";
import { compareKeys } from "../../server/services/ledger/core.ts";
import type { LedgerPlayer } from "../../server/services/ledger/ingest-batch.ts";
import type { Fate, FieldServer } from "./field-server.ts";
import { MemoryLogDevice } from "./memory-log-device.ts";
import { batchOf, deviceLog } from "./play-device.ts";
import { makeDraft } from "./showing-draft.ts";
import type { TestSigner } from "./trust.ts";

const NO_MARK: LedgerMark = { boot: 0, seq: 0, headSha256: CHAIN_START_SHA256 };
const SEGMENT_BYTES = 4_096;
const MOST_BATCHES = 500;

/** A player's log as it is shipped, on a disk in memory, with what was really shown noted beside it. */
export class FieldDevice {
  /** Each showing with the key it was closed under, in order; no two begin at the same instant of this count. */
  readonly shown: (PlayKey & { readonly startedMonoMs: number })[] = [];
  /** The log was full and wrote over what a server had not, or had without a backup of it. */
  hasDropped = false;
  /** Times the server held less than it had acknowledged, though no backup was restored. */
  brokenPromises = 0;
  readonly #player: LedgerPlayer;
  readonly #signer: TestSigner;
  readonly #segments: number;
  readonly #disk = new MemoryLogDevice();
  #boot = 0;
  #shell: OutboxShell | undefined;
  #told: LedgerMark = NO_MARK;
  #promised: LedgerMark = NO_MARK;

  constructor(player: LedgerPlayer, signer: TestSigner, segments: number) {
    this.#player = player;
    this.#signer = signer;
    this.#segments = segments;
  }

  get player(): LedgerPlayer {
    return this.#player;
  }

  /** Starts, or starts again. */
  async boot(): Promise<void> {
    await this.#shell?.close();
    this.#boot += 1;
    this.#shell = await OutboxShell.open({
      directory: "/nowhere",
      player: this.#player.number,
      boot: this.#boot,
      wall: () => 0,
      report: (event) => {
        if (event === "log-gap" || event === "log-acknowledged-dropped") this.hasDropped = true;
      },
      onRecords: () => undefined,
      space: { segmentBytes: SEGMENT_BYTES, segments: this.#segments },
      device: this.#disk,
    });
  }

  /** The clock of this device begins anew at each start: its battery is dead. */
  async show(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const startedMonoMs = this.shown.length * 10_000;
      const showing = `${this.#boot}-${this.shown.length}`;
      const draft = makeDraft({ startedMonoMs, startedWallMs: index * 10_000, clock: "wall-only" });
      await this.#log().apply({ type: "qualified", showing, draft, shownMs: 2_000 });
      await this.#log().apply({ type: "closed", showing, draft, shownMs: 9_900, outcome: "completed" });
      const { boot, seq } = this.#log().head;
      this.shown.push({ boot, seq, startedMonoMs });
    }
  }

  /** Hears anew from where to go on, as after every connection. */
  async connect(server: FieldServer, isRestored = false): Promise<void> {
    const { mark, backedUp } = await server.welcome(this.#player);
    if (!isRestored && compareKeys(mark, this.#promised) < 0) this.brokenPromises += 1;
    this.#promised = mark;
    this.#told = mark;
    await this.#log().prune(mark, backedUp);
  }

  /** The next batch, or `null` when the server has all there is. */
  nextBatch(): Promise<PlayBatch | null> {
    return this.#log().prepareBatch(this.#told, this.#signer);
  }

  /** Sends the next batch; `twice`: its answer was lost, and the same comes again. */
  async send(server: FieldServer, fate: Fate, twice = false): Promise<boolean> {
    const batch = await this.nextBatch();
    if (batch === null) return false;
    let result = await server.take(this.#player, batch, fate);
    if (twice) result = await server.take(this.#player, batch);
    if (result === undefined) await this.connect(server);
    else await this.#acknowledged(result.acknowledge.mark, server);
    return true;
  }

  /** Everything on its disk once more from the beginning, whatever the server says. */
  async replay(server: FieldServer): Promise<void> {
    for (let after = NO_MARK, count = 0; count < MOST_BATCHES; count += 1) {
      const batch = await this.#log().prepareBatch(after, this.#signer);
      const last = batch?.records.at(-1);
      if (batch === null || last === undefined) return;
      await server.take(this.#player, batch);
      const { boot, seq } = last;
      after = { boot, seq, headSha256: (await headOf(batch)) ?? "" };
    }
    throw new Error("The log never ends.");
  }

  /** Sends until the server has all there is. */
  async drain(server: FieldServer): Promise<void> {
    await this.connect(server);
    for (let count = 0; count < MOST_BATCHES; count += 1) if (!(await this.send(server, "fine"))) return;
    throw new Error("The log never ends.");
  }

  /** A second device with this one's number and key tells another first record. */
  async clone(server: FieldServer): Promise<void> {
    const log = deviceLog(this.#player.number, [[{ shownMs: 9_800, startedMonoMs: 5 }]]);
    await server.take(this.#player, await batchOf(log, 0, 1, this.#signer));
  }

  close(): Promise<void> {
    return this.#log().close();
  }

  async #acknowledged(mark: LedgerMark, server: FieldServer): Promise<void> {
    const { backedUp } = await server.welcome(this.#player);
    this.#told = mark;
    this.#promised = mark;
    await this.#log().prune(mark, backedUp);
  }

  #log(): OutboxShell {
    if (this.#shell === undefined) throw new Error("The device was not started.");
    return this.#shell;
  }
}

async function headOf({ head }: PlayBatch): Promise<string | undefined> {
  const { headSha256 } = JSON.parse(Buffer.from(head.payload, "base64url").toString()) as { headSha256?: string };
  return headSha256;
}
