import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LedgerMark, PlayBatch, PlayKey } from "../../schemas/play-record.ts";
import type { Database } from "../../server/context.ts";
import { copySqlite } from "../../server/db/copy-sqlite.ts";
import { openDatabase } from "../../server/db/open.ts";
import { listAllMarks, saveBackedUpMarks } from "../../server/db/repos/backed-up-marks.ts";
import { readMark } from "../../server/db/repos/play-log.ts";
import { checkTotals } from "../../server/services/ledger/check-totals.ts";
import type { LedgerPlayer } from "../../server/services/ledger/ingest-batch.ts";
import { createLedgerWriter, type LedgerWriter } from "../../server/services/ledger/ledger-writer.ts";
import type { IngestResult } from "../../server/services/ledger/store-batch.ts";
import { backedUpNow } from "../../server/services/players/backed-up-now.ts";
import { giveManifest } from "./held-manifest.ts";
import { addPlayer } from "./play-device.ts";
import { addScreen } from "./screen-factory.ts";
import { createTestContext, type TestContext } from "./server-context.ts";
import type { TestSigner } from "./trust.ts";

/** How a batch fares: the server dies with it before its commit, or after it and before the answer is out; or all is well. */
export type Fate = "fine" | "killed-before-commit" | "killed-after-commit";

type OpenWriter = typeof createLedgerWriter;

class Killed extends Error {}

/** A database of its own for each case, with two paired players, from one that was made once. */
export interface FieldGround {
  begin(openWriter?: OpenWriter): Promise<FieldServer>;
  readonly players: readonly LedgerPlayer[];
  close(): Promise<void>;
}

export async function prepareField(signer: TestSigner): Promise<FieldGround> {
  const house = await createTestContext();
  const players: LedgerPlayer[] = [];
  for (let index = 0; index < 2; index += 1) {
    const { screenId } = await addScreen(house.ctx);
    await giveManifest(house.ctx.db, screenId, ["a".repeat(64)]);
    players.push(await addPlayer(house.ctx, signer, screenId));
  }
  const blank = join(house.dir, "blank.db");
  await copySqlite(join(house.dir, "server.db"), blank);
  let cases = 0;
  return {
    players,
    begin: async (openWriter = createLedgerWriter) => {
      cases += 1;
      const path = join(house.dir, `case-${cases}`);
      await copyFile(blank, `${path}.db`);
      return FieldServer.open(house, path, openWriter);
    },
    close: () => house.close(),
  };
}

/** The ledger of a server that is killed, started again, backed up and brought back from older backups. */
export class FieldServer {
  readonly #house: TestContext;
  readonly #path: string;
  readonly #openWriter: OpenWriter;
  #db: Database;
  #writer: LedgerWriter;
  #backups = 0;

  private constructor(house: TestContext, path: string, openWriter: OpenWriter, db: Database) {
    this.#house = house;
    this.#path = path;
    this.#openWriter = openWriter;
    this.#db = db;
    this.#writer = openWriter({ ...house.ctx, db });
  }

  static async open(house: TestContext, path: string, openWriter: OpenWriter): Promise<FieldServer> {
    return new FieldServer(house, path, openWriter, await openDatabase({ kind: "sqlite", file: `${path}.db` }));
  }

  get db(): Database {
    return this.#db;
  }

  get backups(): number {
    return this.#backups;
  }

  /** The server's answer; `undefined` when it died before it was out. */
  async take(player: LedgerPlayer, batch: PlayBatch, fate: Fate = "fine"): Promise<IngestResult | undefined> {
    if (fate !== "killed-before-commit") {
      const result = await this.#writer.ingest(player, batch);
      if (fate === "fine") return result;
      await this.restart();
      return undefined;
    }
    const dying = this.#openWriter({ ...this.#house.ctx, db: diesBeforeCommit(this.#db) });
    // What a server says before it dies has been said.
    const result = await dying.ingest(player, batch).catch((error: unknown) => {
      if (error instanceof Killed) return undefined;
      throw error;
    });
    await this.restart();
    return result;
  }

  async restart(): Promise<void> {
    await this.#db.destroy();
    await this.#open();
  }

  /** What a welcome tells the player. */
  async welcome({ number }: LedgerPlayer): Promise<{ mark: LedgerMark; backedUp?: PlayKey }> {
    return { mark: await readMark(this.#db, number), ...(await backedUpNow({ db: this.#db }, number)) };
  }

  /** A copy beside the server that goes on, noted as `npm run backup` notes it. */
  async backUp(): Promise<void> {
    const marks = await listAllMarks(this.#db);
    await copySqlite(`${this.#path}.db`, `${this.#path}.backup-${this.#backups}`);
    this.#backups += 1;
    await saveBackedUpMarks(this.#db, marks, this.#house.ctx.now());
  }

  async restore(backup: number): Promise<void> {
    await this.#db.destroy();
    for (const end of ["-wal", "-shm"]) await rm(`${this.#path}.db${end}`, { force: true });
    await copyFile(`${this.#path}.backup-${backup}`, `${this.#path}.db`);
    await this.#open();
  }

  /** How many rows of the totals are not what the records say. */
  async wrongTotals(): Promise<number> {
    let wrong = 0;
    await checkTotals(this.#db, { fromMonth: "1970-01", untilMonth: "9999-12" }, () => {
      wrong += 1;
    });
    return wrong;
  }

  close(): Promise<void> {
    return this.#db.destroy();
  }

  async #open(): Promise<void> {
    this.#db = await openDatabase({ kind: "sqlite", file: `${this.#path}.db` });
    this.#writer = this.#openWriter({ ...this.#house.ctx, db: this.#db });
  }
}

/** The same database, where every transaction has done all its work and is gone before its commit. */
function diesBeforeCommit(db: Database): Database {
  const transaction = () => ({
    execute: (work: (tx: unknown) => Promise<unknown>) =>
      db.transaction().execute(async (tx) => {
        await work(tx);
        throw new Killed();
      }),
  });
  return new Proxy(db, {
    get(target, name) {
      if (name === "transaction") return transaction;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
