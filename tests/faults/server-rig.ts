import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { expect } from "vitest";
import type { LedgerMark, PlayRecord } from "../../schemas/play-record.ts";
import { recordSha256 } from "../../schemas/trust/record-chain.ts";
import { readConfig } from "../../server/config.ts";
import { openDatabase } from "../../server/db/open.ts";
import { createJsonLog } from "../../server/json-log.ts";
import { openInstallation } from "../../server/open-installation.ts";
import type { LedgerPlayer } from "../../server/services/ledger/ingest-batch.ts";
import { freePort } from "../e2e/whole-path-rig.ts";
import { addPlayer, deviceLog } from "../support/play-device.ts";
import { outputOf, until } from "../support/processes.ts";
import { addScreen } from "../support/screen-factory.ts";
import { SessionRig } from "../support/session-rig.ts";
import { hashBytes, makeSigner, type TestSigner } from "../support/trust.ts";

const BUILT_SERVER = join(import.meta.dirname, "..", "..", "dist", "server.js");
/** Few enough that a log of some thousand records takes hundreds of commits. */
const RECORDS_IN_BATCH = 5;
const SERVER_NAME = "kills";

export interface ServerRigOptions {
  /** Records of the device's log. */
  readonly records: number;
  /** By default a fresh directory that is removed with the rig. */
  readonly dataDir?: string;
  /** By default the built server. */
  readonly script?: string;
}

/** The built server on a data directory with one paired player, and that player, which sends a long log in small batches. */
export class ServerRig {
  readonly dataDir: string;
  /** Marks told to the player at its welcomes. */
  readonly welcomes: LedgerMark[] = [];
  /** In one batch. */
  maxRecords = RECORDS_IN_BATCH;
  readonly log: readonly PlayRecord[];
  readonly #port: number;
  readonly #script: string;
  readonly #ownsDir: boolean;
  readonly #house: ConstructorParameters<typeof SessionRig>[0];
  #device: SessionRig | undefined;
  #acknowledged = 0;
  #child: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  private constructor(
    dataDir: string,
    port: number,
    player: LedgerPlayer,
    signer: TestSigner,
    { records, script = BUILT_SERVER, dataDir: given }: ServerRigOptions,
  ) {
    this.dataDir = dataDir;
    this.#port = port;
    this.#script = script;
    this.#ownsDir = given === undefined;
    const showings = Array.from({ length: records }, (_, place) => ({ startedMonoMs: place * 12_000 }));
    this.log = deviceLog(player.number, [showings]);
    const settings = { serverName: SERVER_NAME };
    this.#house = { url: `http://127.0.0.1:${port}`, signer, player, ctx: { settings } };
  }

  /** The installation is made and the player paired; neither runs yet. */
  static async create(options: ServerRigOptions): Promise<ServerRig> {
    const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "cotmoc-server-")));
    const config = readConfig({ DATA_DIR: dataDir, SERVER_NAME });
    const silent = createJsonLog(
      () => undefined,
      () => 0,
      "error",
    );
    const ctx = await openInstallation(config, silent);
    const signer = await makeSigner();
    const player = await addPlayer(ctx, signer, (await addScreen(ctx)).screenId);
    await ctx.db.destroy();
    return new ServerRig(dataDir, await freePort(), player, signer, options);
  }

  /** Starts the server, and the player as soon as that answers; waits for neither. */
  start(under: readonly string[] = [], env: Record<string, string> = {}): void {
    const [command = process.execPath, ...args] = [...under, process.execPath, this.#script];
    const child = spawn(command, args, {
      env: { PATH: process.env.PATH, DATA_DIR: this.dataDir, PORT: String(this.#port), SERVER_NAME, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    const output = outputOf(child);
    child.stdout?.on("data", () => {
      if (this.#device === undefined && output().includes("server-started")) this.#connect();
    });
    this.#ended = new Promise((resolve) => {
      child.once("close", (code) => {
        // Killed is what the tests do to it; any other end is told.
        if (code !== null && code !== 0) process.stderr.write(output());
        this.#disconnect();
        resolve(code);
      });
    });
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error("The server was not started.");
    return pid;
  }

  /** Waits until the server dies by itself. */
  async died(withinMs: number): Promise<void> {
    await until("the server to die", withinMs, () => (this.isRunning ? undefined : true));
    await this.#ended;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.isRunning) this.#child?.kill(signal);
    // What is acknowledged from now on is of a server that is being ended.
    this.#disconnect();
    await this.#ended;
  }

  /** Records that the player was told to be stored. */
  get acknowledged(): number {
    return Math.max(this.#acknowledged, this.#device?.mark?.seq ?? 0);
  }

  #connect(): void {
    const device = new SessionRig(this.#house);
    device.log.push(...this.log);
    device.maxRecords = this.maxRecords;
    this.#device = device;
    device.session.start();
  }

  #disconnect(): void {
    this.#acknowledged = this.acknowledged;
    this.welcomes.push(...(this.#device?.welcomes ?? []));
    this.#device?.stop();
    this.#device = undefined;
  }

  /** A player that found nobody for a while comes back after its longest wait of that length. */
  async acknowledges(count: number, withinMs = 180_000): Promise<void> {
    // A quick server may have taken the whole log already: then there is nothing more to wait for.
    const wanted = Math.min(this.acknowledged + count, this.log.length);
    await until(`${count} more records acknowledged`, withinMs, () => this.acknowledged >= wanted || undefined);
  }

  /**
   * What is wrong with what is stored: fewer than were acknowledged, or anything else than the beginning of the player's
   * log. To be asked while the server is down.
   */
  async wrongs(): Promise<string[]> {
    const db = await openDatabase({ kind: "sqlite", file: join(this.dataDir, "cot-moc.db") });
    try {
      const rows = await db
        .selectFrom("play_records")
        .select(["boot", "seq", "sha256"])
        .orderBy("boot")
        .orderBy("seq")
        .execute();
      const health = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db);
      expect(health.rows).toEqual([{ integrity_check: "ok" }]);
      const isOther = rows.findIndex(({ sha256 }, index) => {
        const record = this.log[index];
        return record === undefined || sha256 !== recordSha256(record, hashBytes);
      });
      const { acknowledged } = this;
      return [
        ...(isOther < 0 ? [] : [`row ${isOther + 1} is not the record of that place`]),
        ...(rows.length >= acknowledged ? [] : [`${acknowledged} acknowledged, ${rows.length} stored`]),
      ];
    } finally {
      await db.destroy();
    }
  }

  /** Records in the server's ledger. To be asked while the server is down. */
  async stored(): Promise<number> {
    const db = await openDatabase({ kind: "sqlite", file: join(this.dataDir, "cot-moc.db") });
    const rows = await db.selectFrom("play_records").select("seq").execute();
    return db.destroy().then(() => rows.length);
  }

  /** An older backup was put in the server's place: what it acknowledged since is not held against it. */
  forgetAcknowledged(): void {
    this.#acknowledged = 0;
  }

  async close(): Promise<void> {
    await this.end("SIGKILL");
    if (this.#ownsDir) await rm(this.dataDir, { recursive: true, force: true });
  }
}
