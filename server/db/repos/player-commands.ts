import type { Selectable } from "kysely";
import type { Database } from "../../context.ts";
import type { Tables } from "../tables.ts";

export type CommandRow = Selectable<Tables["player_commands"]>;

/** Highest number ever given to a command; 0 before the first. */
export async function highestCommandNumber(db: Database): Promise<number> {
  const row = await db
    .selectFrom("player_commands")
    .select((select) => select.fn.max("number").as("highest"))
    .executeTakeFirst();
  return Number(row?.highest ?? 0);
}

/** Keeps a command that waits. */
export async function insertCommand(
  db: Database,
  row: Omit<CommandRow, "outcome" | "detail" | "ended_at_ms">,
): Promise<void> {
  await db
    .insertInto("player_commands")
    .values({ ...row, outcome: null, detail: null, ended_at_ms: null })
    .execute();
}

/** The commands of a screen that have no result yet and may still be carried out, oldest first. */
export function listWaitingCommands(
  db: Database,
  input: { screenId: string; nowMs: number; limit: number },
): Promise<CommandRow[]> {
  return db
    .selectFrom("player_commands")
    .selectAll()
    .where("screen_id", "=", input.screenId)
    .where("expires_at_ms", ">", input.nowMs)
    .where("outcome", "is", null)
    .orderBy("number")
    .limit(input.limit)
    .execute();
}

/** The newest commands of a screen. */
export function listCommandsOfScreen(db: Database, screenId: string, limit: number): Promise<CommandRow[]> {
  return db
    .selectFrom("player_commands")
    .selectAll()
    .where("screen_id", "=", screenId)
    .orderBy("number", "desc")
    .limit(limit)
    .execute();
}

/** The commands of these numbers that were sent to this player and have no result yet. */
export function listOpenCommands(db: Database, player: number, numbers: readonly number[]): Promise<CommandRow[]> {
  if (numbers.length === 0) return Promise.resolve([]);
  return db
    .selectFrom("player_commands")
    .selectAll()
    .where("player", "=", player)
    .where("number", "in", [...numbers])
    .where("outcome", "is", null)
    .execute();
}

/** Writes the result of a command, once: the first word stays. */
export async function endCommand(
  db: Database,
  number: number,
  result: { outcome: NonNullable<CommandRow["outcome"]>; detail: string; ended_at_ms: number },
): Promise<void> {
  await db
    .updateTable("player_commands")
    .set(result)
    .where("number", "=", number)
    .where("outcome", "is", null)
    .execute();
}
