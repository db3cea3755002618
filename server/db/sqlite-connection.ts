import { setTimeout as delay } from "node:timers/promises";
import type { CompiledQuery, QueryResult } from "kysely";
import sqlite3 from "sqlite3";

/** How long SQLite waits for a lock that another process holds. */
const BUSY_TIMEOUT_MS = 5_000;
const RETRY_MS = 25;

/** Prepared statements kept per connection. The console's and the ledger's distinct statements fit with room to spare. */
const MAX_STATEMENTS = 200;

/** KiB. A commit of the ledger touches some megabytes of pages: in less they go to the disk before it, and again with it. */
const WRITER_CACHE_KIB = 65_536;
/** Pages. Moving the log into the file costs syncs of its own: at 32 MB it is done for many commits of the ledger at once. */
const CHECKPOINT_PAGES = 8_000;

const WRITER_PRAGMAS = [
  "journal_mode=WAL",
  "synchronous=FULL",
  "foreign_keys=ON",
  "trusted_schema=OFF",
  `cache_size=-${WRITER_CACHE_KIB}`,
  `wal_autocheckpoint=${CHECKPOINT_PAGES}`,
];
/** A reader that writes is a defect; SQLite itself refuses it. */
const READER_PRAGMAS = ["query_only=ON", "trusted_schema=OFF"];

const RETURNS_ROWS = /^\s*(select|with|pragma|explain|values)\b|\breturning\b/i;

/**
 * One handle on a SQLite file: statements are prepared once and kept, the least recently used is dropped.
 * A commit on the writer has reached the disk when it resolves (`synchronous=FULL`: WAL alone loses commits at a power cut).
 */
export class SqliteConnection {
  readonly #handle: sqlite3.Database;
  readonly #statements = new Map<string, sqlite3.Statement>();
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  private constructor(handle: sqlite3.Database) {
    this.#handle = handle;
  }

  static async open(file: string, role: "writer" | "reader"): Promise<SqliteConnection> {
    const mode = role === "writer" ? sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE : sqlite3.OPEN_READWRITE;
    const handle = await new Promise<sqlite3.Database>((resolve, reject) => {
      const opened = new sqlite3.Database(file, mode, (error) => (error ? reject(error) : resolve(opened)));
    });
    handle.configure("busyTimeout", BUSY_TIMEOUT_MS);
    const pragmas = role === "writer" ? WRITER_PRAGMAS : READER_PRAGMAS;
    await runPatiently(handle, pragmas.map((pragma) => `PRAGMA ${pragma};`).join("\n"));
    return new SqliteConnection(handle);
  }

  async execute<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#isClosed) throw new Error("The database is closed.");
    const running = this.#execute<Row>(query);
    this.#running.add(running);
    return running.finally(() => this.#running.delete(running));
  }

  /** When what is under way has ended; what is asked for from now on is refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
    const statements = [...this.#statements.values()];
    this.#statements.clear();
    await Promise.all(statements.map((statement) => new Promise<void>((done) => statement.finalize(() => done()))));
    await new Promise<void>((resolve, reject) => this.#handle.close((error) => (error ? reject(error) : resolve())));
  }

  async #execute<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const statement = await this.#prepare(query.sql);
    const parameters = query.parameters.map(bindable);
    return new Promise((resolve, reject) => {
      if (returnsRows(query)) {
        statement.all<Row>(parameters, (error, rows) => (error ? reject(error) : resolve({ rows })));
      } else {
        statement.run(parameters, function (error) {
          if (error) reject(error);
          else resolve({ rows: [], numAffectedRows: BigInt(this.changes), insertId: BigInt(this.lastID) });
        });
      }
    });
  }

  async #prepare(sql: string): Promise<sqlite3.Statement> {
    const known = this.#statements.get(sql);
    if (known !== undefined) {
      this.#statements.delete(sql);
      this.#statements.set(sql, known);
      return known;
    }
    const prepared = await new Promise<sqlite3.Statement>((resolve, reject) => {
      const statement = this.#handle.prepare(sql, (error) => (error ? reject(error) : resolve(statement)));
    });
    // Two callers may have prepared the same text at once: the older one is dropped, its queued calls still run.
    this.#statements.get(sql)?.finalize();
    this.#statements.set(sql, prepared);
    this.#dropOldest();
    return prepared;
  }

  #dropOldest(): void {
    if (this.#statements.size <= MAX_STATEMENTS) return;
    for (const [sql, oldest] of this.#statements) {
      this.#statements.delete(sql);
      oldest.finalize();
      return;
    }
  }
}

/** Runs SQL again while the file is locked: going over to WAL does not wait by itself, whatever the busy timeout says. */
async function runPatiently(handle: sqlite3.Database, script: string): Promise<void> {
  for (let triesLeft = BUSY_TIMEOUT_MS / RETRY_MS; ; triesLeft -= 1) {
    const error = await new Promise<Error | null>((resolve) => handle.exec(script, resolve));
    if (error === null) return;
    if (triesLeft <= 0 || !error.message.startsWith("SQLITE_BUSY")) throw error;
    await delay(RETRY_MS);
  }
}

function returnsRows({ query, sql }: CompiledQuery): boolean {
  if (query.kind === "SelectQueryNode") return true;
  if (query.kind === "RawNode") return RETURNS_ROWS.test(sql);
  return "returning" in query && query.returning !== undefined;
}

/** npm sqlite3 would store a bigint as NULL without a word. */
function bindable(parameter: unknown): unknown {
  if (typeof parameter !== "bigint") return parameter;
  const number = Number(parameter);
  if (!Number.isSafeInteger(number)) throw new RangeError(`Too large for the database: ${parameter}.`);
  return number;
}
