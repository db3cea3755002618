import { type ColumnDefinitionBuilder, type CreateTableBuilder, type Kysely, PostgresAdapter, sql } from "kysely";

/** Which of the two databases this is. */
export function isPostgres(db: Pick<Kysely<unknown>, "getExecutor">): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/** Adds the primary key that counts up and never gives a number twice, also after its row is gone. */
export function withCounter<Table extends string, Columns extends string, Name extends string>(
  db: Kysely<unknown>,
  table: CreateTableBuilder<Table, Columns>,
  name: Name,
): CreateTableBuilder<Table, Columns | Name> {
  return isPostgres(db)
    ? table.addColumn(name, "bigserial", (column) => column.primaryKey())
    : table.addColumn(name, "integer", (column) => column.primaryKey().autoIncrement());
}

/** Stores the rows in the order of their primary key: on SQLite that spares a second tree; PostgreSQL has no such table. */
export function clustered<Table extends string, Columns extends string>(
  db: Kysely<unknown>,
  table: CreateTableBuilder<Table, Columns>,
): CreateTableBuilder<Table, Columns> {
  return isPostgres(db) ? table : table.modifyEnd(sql`without rowid`);
}

export const required = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder => column.notNull();

export const key = (column: ColumnDefinitionBuilder): ColumnDefinitionBuilder => column.primaryKey().notNull();

/** A column that names a row of another table. Nothing here cascades: what evidence points to is never deleted. */
export const refersTo = (target: string) => (column: ColumnDefinitionBuilder) => column.references(target);

export const mustReferTo = (target: string) => (column: ColumnDefinitionBuilder) => column.notNull().references(target);
