import {
  CompiledQuery,
  type DatabaseConnection,
  PostgresDialect,
  PostgresDriver,
  type TransactionSettings,
} from "kysely";
import pg from "pg";

const POOL_SIZE = 10;

/** PostgreSQL's type number of `bigint`, which `pg` would return as text. */
const INT8_OID = 20;

/** Any constant: all servers on one database agree on it. */
const WRITER_LOCK = 7_201_840;

/**
 * PostgreSQL with SQLite's promise: transactions run one after another, so a verb that reads and then writes needs no
 * retry, and the audit chain has one end. Plain reads are not held up.
 */
export class OneWriterPostgresDialect extends PostgresDialect {
  readonly #pool: pg.Pool;

  constructor(url: string) {
    const pool = new pg.Pool({ connectionString: url, max: POOL_SIZE, types: { getTypeParser } });
    super({ pool });
    this.#pool = pool;
  }

  /** Called when an idle connection breaks; without a listener that would end the process. */
  onIdleError(listener: (error: Error) => void): void {
    this.#pool.on("error", listener);
  }

  override createDriver(): PostgresDriver {
    return new OneWriterDriver({ pool: this.#pool });
  }
}

class OneWriterDriver extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    await super.beginTransaction(connection, settings);
    try {
      await connection.executeQuery(CompiledQuery.raw("select pg_advisory_xact_lock($1)", [WRITER_LOCK]));
    } catch (error) {
      await super.rollbackTransaction(connection);
      throw error;
    }
  }
}

function getTypeParser(oid: number, format?: "text" | "binary") {
  return oid === INT8_OID ? Number : pg.types.getTypeParser(oid, format);
}
