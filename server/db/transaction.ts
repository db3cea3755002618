import { AsyncLocalStorage } from "node:async_hooks";
import type {
  DatabaseConnection,
  Dialect,
  Driver,
  Transaction as KyselyTransaction,
  TransactionSettings,
} from "kysely";
import type { Database } from "../context.ts";
import type { Tables } from "./tables.ts";

/** A running transaction: everything the block does must go through it. */
export type Transaction = KyselyTransaction<Tables>;

/** The drivers that have a transaction open in the current chain of calls. */
const openDrivers = new AsyncLocalStorage<Set<Driver>>();

/**
 * Runs `work` in one transaction and returns its result: all of it is stored, or, when it throws, nothing.
 * Transactions run one after another, in the order in which they asked. Using the outer `db` inside `work`, or opening
 * a second transaction there, throws an Error instead of waiting for itself for ever.
 */
export function withTransaction<Result>(db: Database, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  if (db.isTransaction) throw new Error("withTransaction was given a transaction: pass on the tx you have.");
  return openDrivers.run(new Set(openDrivers.getStore()), () => db.transaction().execute(work));
}

/**
 * Results of statements that were all asked of one transaction at once, when every one of them has ended: one that fails
 * must not let the transaction end under the others. Throws what the first of them threw.
 */
export async function allEnded<Results extends readonly unknown[]>(
  statements: readonly [...{ [Index in keyof Results]: Promise<Results[Index]> }],
): Promise<Results> {
  await Promise.allSettled(statements);
  return (await Promise.all(statements)) as unknown as Results;
}

/** The same dialect, whose connections cannot be taken past an open transaction. */
export function guardTransactions(dialect: Dialect): Dialect {
  return {
    createDriver: () => new GuardedDriver(dialect.createDriver()),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  };
}

class GuardedDriver implements Driver {
  readonly #driver: Driver;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  init(): Promise<void> {
    return this.#driver.init();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (openDrivers.getStore()?.has(this)) {
      throw new Error("The database was used past the transaction that is open here: use tx, not db.");
    }
    return this.#driver.acquireConnection();
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    return this.#driver.releaseConnection(connection);
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    await this.#driver.beginTransaction(connection, settings);
    openDrivers.getStore()?.add(this);
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#driver.commitTransaction(connection);
    openDrivers.getStore()?.delete(this);
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    openDrivers.getStore()?.delete(this);
    await this.#driver.rollbackTransaction(connection);
  }

  savepoint: NonNullable<Driver["savepoint"]> = (connection, name, compile) =>
    this.#savepoints().savepoint(connection, name, compile);

  rollbackToSavepoint: NonNullable<Driver["rollbackToSavepoint"]> = (connection, name, compile) =>
    this.#savepoints().rollbackToSavepoint(connection, name, compile);

  releaseSavepoint: NonNullable<Driver["releaseSavepoint"]> = (connection, name, compile) =>
    this.#savepoints().releaseSavepoint(connection, name, compile);

  destroy(): Promise<void> {
    return this.#driver.destroy();
  }

  #savepoints(): Required<Pick<Driver, "savepoint" | "rollbackToSavepoint" | "releaseSavepoint">> {
    const { savepoint, rollbackToSavepoint, releaseSavepoint } = this.#driver;
    if (!savepoint || !rollbackToSavepoint || !releaseSavepoint) throw new Error("This driver has no savepoints.");
    return {
      savepoint: savepoint.bind(this.#driver),
      rollbackToSavepoint: rollbackToSavepoint.bind(this.#driver),
      releaseSavepoint: releaseSavepoint.bind(this.#driver),
    };
  }
}
