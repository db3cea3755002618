import { randomBytes } from "node:crypto";
import type { ServiceContext } from "../context.ts";
import type { Bus } from "../ports/bus.ts";
import { sha256Hex } from "../sha256.ts";

/** A player that has proven who it is on a connection that still stands. */
export interface PlayerSession {
  readonly player: number;
  readonly screenId: string;
}

/** One server has one bus; two servers in one process, as in tests, must not know each other's players. */
const sessionsByBus = new WeakMap<Bus, Map<string, PlayerSession>>();

/** Gives a player its bearer token for manifest and media; it is good until `close`, and no longer than this process. */
export function openPlayerSession(
  ctx: Pick<ServiceContext, "bus">,
  session: PlayerSession,
): { token: string; close(): void } {
  const token = randomBytes(32).toString("base64url");
  const key = sha256Hex(token);
  const sessions = sessionsByBus.get(ctx.bus) ?? new Map<string, PlayerSession>();
  sessionsByBus.set(ctx.bus, sessions);
  sessions.set(key, session);
  return { token, close: () => void sessions.delete(key) };
}

/** The player that holds `token` now; `undefined` for any other text. */
export function findPlayerSession(ctx: Pick<ServiceContext, "bus">, token: string): PlayerSession | undefined {
  return sessionsByBus.get(ctx.bus)?.get(sha256Hex(token));
}
