import { type Context, Hono } from "hono";
import { PLAYER_PATHS } from "../../schemas/player-http.ts";
import type { PollAnswer } from "../../schemas/player-socket.ts";
import { DomainError } from "../errors.ts";
import { findPollDoor } from "../socket/poll-door.ts";
import type { AppEnv } from "./env.ts";
import { readBearer } from "./player-session.ts";
import { limitRate } from "./rate-limit.ts";
import { remoteAddress } from "./remote-address.ts";

/** Every player of a province behind one address, each drained at some messages a second. */
const POLLS = { requests: 6_000, windowMs: 60_000 };

/**
 * `POST /player/poll`: the player's socket by other means. Without a bearer token it opens a session and answers with the
 * challenge; with one it takes one message, 4 KB before the player has proven who it is and 320 KB after, and answers
 * with what the server has to say. A session that has ended is `not-signed-in`: the player opens another.
 */
export function playerPollRoutes(): Hono<AppEnv> {
  return new Hono<AppEnv>().post(PLAYER_PATHS.poll, limitRate(POLLS), async (c) => {
    const door = findPollDoor(c.get("ctx"));
    if (door === undefined) throw new DomainError("unavailable", "pairing.no-room");
    const session = readBearer(c);
    if (session === undefined) {
      const opened = await door.open(remoteAddress(c));
      if (opened === undefined) throw new DomainError("unavailable", "pairing.no-room");
      return c.json(opened);
    }
    const line = door.find(session);
    if (line === undefined) throw new DomainError("not-signed-in", "error.not-signed-in");
    const text = await readText(c, line.maxBodyBytes);
    // Longer than the peer may speak: it is cut, as on a socket.
    if (text === undefined) {
      line.terminate();
      throw new DomainError("too-large", "error.bad-input", { what: "body" });
    }
    const answer: PollAnswer = { messages: await line.exchange(text) };
    return c.json(answer);
  });
}

/** The body as text; `undefined` as soon as it is longer than allowed. */
async function readText(c: Context<AppEnv>, maxBytes: number): Promise<string | undefined> {
  if (Number(c.req.header("Content-Length") ?? 0) > maxBytes) return undefined;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
