import type { Context } from "hono";
import { DomainError } from "../errors.ts";
import { findPlayerSession, type PlayerSession } from "../socket/player-sessions.ts";
import type { AppEnv } from "./env.ts";

/** The text behind `Authorization: Bearer`; `undefined` when there is none. */
export function readBearer(c: Context<AppEnv>): string | undefined {
  return /^Bearer ([A-Za-z0-9_-]{16,100})$/.exec(c.req.header("Authorization") ?? "")?.[1];
}

/** The player whose token came with the request; `undefined` for anyone else. */
export function findRequestPlayer(c: Context<AppEnv>): PlayerSession | undefined {
  const token = readBearer(c);
  return token === undefined ? undefined : findPlayerSession(c.get("ctx"), token);
}

/** Like `findRequestPlayer`, but throws `not-signed-in`. */
export function requirePlayer(c: Context<AppEnv>): PlayerSession {
  const player = findRequestPlayer(c);
  if (player === undefined) throw new DomainError("not-signed-in", "error.not-signed-in");
  return player;
}
