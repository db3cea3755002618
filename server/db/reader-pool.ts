import type { CompiledQuery, QueryResult } from "kysely";
import { SqliteConnection } from "./sqlite-connection.ts";

/** One for what takes long, one beside it, one to spare; each holds a thread of four while it reads. */
const MOST_READERS = 3;

/** Reads of one file, each on a connection that has nothing else to do: a long one holds no other up. */
export class ReaderPool {
  readonly #file: string;
  readonly #readers: Promise<SqliteConnection>[] = [];
  readonly #idle: SqliteConnection[] = [];
  readonly #waiting: ((reader: SqliteConnection) => void)[] = [];

  private constructor(file: string) {
    this.#file = file;
  }

  /** With one connection; the others are opened when they are first needed. */
  static async open(file: string): Promise<ReaderPool> {
    const pool = new ReaderPool(file);
    pool.#idle.push(await pool.#add());
    return pool;
  }

  async execute<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const reader = await this.#take();
    try {
      return await reader.execute(query);
    } finally {
      this.#giveBack(reader);
    }
  }

  /** When what is being read has been read; what still waits is refused. */
  async close(): Promise<void> {
    for (const reader of this.#readers) await (await reader).close();
  }

  #take(): Promise<SqliteConnection> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return Promise.resolve(idle);
    if (this.#readers.length < MOST_READERS) return this.#add();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #add(): Promise<SqliteConnection> {
    const reader = SqliteConnection.open(this.#file, "reader");
    this.#readers.push(reader);
    // Whoever asks next tries again.
    reader.catch(() => this.#readers.splice(this.#readers.indexOf(reader), 1));
    return reader;
  }

  #giveBack(reader: SqliteConnection): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(reader);
    else next(reader);
  }
}
