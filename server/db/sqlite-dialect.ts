import {
  CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { FifoMutex } from "./fifo-mutex.ts";
import { ReaderPool } from "./reader-pool.ts";
import { SqliteConnection } from "./sqlite-connection.ts";

/** Kysely on npm sqlite3: one writer at a time in the order they asked, reads beside it. */
export class SqliteDialect implements Dialect {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  createDriver(): Driver {
    return new SqliteDriver(this.#file);
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new TransactionalDdlAdapter();
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db);
  }
}

/** SQLite rolls DDL back; Kysely's own adapter denies it, and a failed migration would then stay half applied. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

interface Handles {
  readonly writer: SqliteConnection;
  readonly readers: ReaderPool;
  readonly turn: FifoMutex;
}

class SqliteDriver implements Driver {
  readonly #file: string;
  #handles: Handles | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  async init(): Promise<void> {
    const writer = await SqliteConnection.open(this.#file, "writer");
    const readers = await ReaderPool.open(this.#file);
    this.#handles = { writer, readers, turn: new FifoMutex() };
  }

  async acquireConnection(): Promise<SqliteSession> {
    if (this.#handles === undefined) throw new Error("The database is not open.");
    return new SqliteSession(this.#handles);
  }

  async releaseConnection(session: SqliteSession): Promise<void> {
    session.leaveTransaction();
  }

  beginTransaction(session: SqliteSession): Promise<void> {
    return session.enterTransaction();
  }

  async commitTransaction(session: SqliteSession): Promise<void> {
    await session.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(session: SqliteSession): Promise<void> {
    try {
      await session.executeQuery(CompiledQuery.raw("rollback"));
    } catch (error) {
      // A full disk makes SQLite roll back by itself; the caller must see that error, not this one.
      if (!(error instanceof Error && error.message.includes("no transaction is active"))) throw error;
    }
  }

  async savepoint(session: SqliteSession, name: string): Promise<void> {
    await session.executeQuery(CompiledQuery.raw(`savepoint "${name}"`));
  }

  async rollbackToSavepoint(session: SqliteSession, name: string): Promise<void> {
    await session.executeQuery(CompiledQuery.raw(`rollback to "${name}"`));
  }

  async releaseSavepoint(session: SqliteSession, name: string): Promise<void> {
    await session.executeQuery(CompiledQuery.raw(`release "${name}"`));
  }

  async destroy(): Promise<void> {
    const handles = this.#handles;
    this.#handles = undefined;
    if (handles === undefined) return;
    await handles.turn.acquire();
    await handles.readers.close();
    await handles.writer.close();
  }
}

/** What Kysely holds as a connection: reads go to the reader; writes, and everything inside a transaction, to the writer. */
class SqliteSession implements DatabaseConnection {
  readonly #handles: Handles;
  #holdsTurn = false;

  constructor(handles: Handles) {
    this.#handles = handles;
  }

  async enterTransaction(): Promise<void> {
    await this.#handles.turn.acquire();
    this.#holdsTurn = true;
    // `immediate`: a transaction that reads first and writes later could not be upgraded when another process wrote.
    await this.#handles.writer.execute(CompiledQuery.raw("begin immediate"));
  }

  leaveTransaction(): void {
    if (!this.#holdsTurn) return;
    this.#holdsTurn = false;
    this.#handles.turn.release();
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#holdsTurn) return this.#handles.writer.execute(query);
    if (isRead(query)) return this.#handles.readers.execute(query);
    await this.#handles.turn.acquire();
    try {
      return await this.#handles.writer.execute(query);
    } finally {
      this.#handles.turn.release();
    }
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery<Row>(query);
  }
}

function isRead({ query, sql }: CompiledQuery): boolean {
  return query.kind === "SelectQueryNode" || (query.kind === "RawNode" && /^\s*select\b/i.test(sql));
}
