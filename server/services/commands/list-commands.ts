import { Command, MAX_COMMANDS_TOLD, Order } from "../../../schemas/commands.ts";
import type { ServiceContext } from "../../context.ts";
import { type CommandRow, listCommandsOfScreen, listWaitingCommands } from "../../db/repos/player-commands.ts";
import { personNames } from "../approval/person-names.ts";
import { requireRole } from "../people/require-role.ts";

const SHOWN = 20;

export interface CommandView {
  readonly number: number;
  readonly order: Order;
  readonly by: string | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** `waiting` until the player tells, `unanswered` when its time passed first. */
  readonly state: "waiting" | "unanswered" | "done" | "failed" | "expired";
  readonly detail: string | null;
  readonly endedAtMs: number | null;
}

/** The newest orders to a screen, newest first. */
export async function listCommands(ctx: ServiceContext, input: { screenId: string }): Promise<CommandView[]> {
  requireRole(ctx, "editor", "approver", "administrator");
  const rows = await listCommandsOfScreen(ctx.db, input.screenId, SHOWN);
  const names = await personNames(
    ctx,
    rows.map((row) => row.created_by),
  );
  return rows.map((row) => ({
    number: Number(row.number),
    order: Order.parse(JSON.parse(row.order_json)),
    by: row.created_by === null ? null : (names.get(row.created_by) ?? ""),
    createdAtMs: row.created_at_ms,
    expiresAtMs: row.expires_at_ms,
    state: stateOf(row, ctx.now()),
    detail: row.detail,
    endedAtMs: row.ended_at_ms,
  }));
}

/** What the signed status of a screen carries: orders without a result, each with the time it has left. */
export async function waitingCommands(ctx: Pick<ServiceContext, "db" | "now">, screenId: string): Promise<Command[]> {
  const nowMs = ctx.now();
  const rows = await listWaitingCommands(ctx.db, { screenId, nowMs, limit: MAX_COMMANDS_TOLD });
  return rows.map((row) =>
    Command.parse({
      number: Number(row.number),
      player: Number(row.player),
      order: JSON.parse(row.order_json),
      expiresInMs: row.expires_at_ms - nowMs,
    }),
  );
}

function stateOf(row: CommandRow, nowMs: number): CommandView["state"] {
  if (row.outcome !== null) return row.outcome;
  return row.expires_at_ms <= nowMs ? "unanswered" : "waiting";
}
