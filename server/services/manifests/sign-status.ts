import { DOCUMENT_TYPES, type Envelope } from "../../../schemas/envelope.ts";
import type { Status } from "../../../schemas/manifest.ts";
import { signDocument } from "../../../schemas/trust/envelope.ts";
import type { ServiceContext } from "../../context.ts";
import { findHeldNow } from "../../db/repos/manifests.ts";
import { waitingCommands } from "../commands/list-commands.ts";

/** A status older than this raises an alarm on the player; it never blanks a screen. */
export const FRESH_MS = 24 * 3_600_000;

/** What the screen's player should hold now, signed with the scheduler's key. */
export async function signStatus(
  ctx: Pick<ServiceContext, "db" | "now" | "keys" | "settings">,
  screenId: string,
): Promise<Envelope> {
  return signRead(ctx, await readStatus(ctx, screenId));
}

/** Signs a status that was just read. */
export async function signRead(ctx: Pick<ServiceContext, "keys">, status: Status): Promise<Envelope> {
  return signDocument(status, DOCUMENT_TYPES.status, [await ctx.keys.schedulerSigner()]);
}

/** What the screen's player should hold now. */
export async function readStatus(
  ctx: Pick<ServiceContext, "db" | "now" | "settings">,
  screenId: string,
): Promise<Status> {
  const held = await findHeldNow(ctx.db, screenId);
  const commands = await waitingCommands(ctx, screenId);
  return {
    type: "status",
    screenId,
    serverEpoch: ctx.settings.serverEpoch,
    rootVersion: held.root,
    manifestRevision: held.revision,
    manifestSha256: held.sha256,
    withdrawalsVersion: held.withdrawals,
    serverTimeMs: ctx.now(),
    freshUntilMs: ctx.now() + FRESH_MS,
    ...(commands.length > 0 ? { commands } : {}),
  };
}
