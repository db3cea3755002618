import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DOCUMENT_TYPES } from "../../schemas/envelope.ts";
import { PLAYER_PATHS } from "../../schemas/player-http.ts";
import { PollAnswer, type ServerMessage } from "../../schemas/player-socket.ts";
import { signDocument } from "../../schemas/trust/envelope.ts";
import { batchOf, deviceLog } from "../../tests/support/play-device.ts";
import { type PlayerHouse, startPlayerHouse } from "../../tests/support/player-house.ts";
import { playerState } from "../../tests/support/player-state.ts";
import { makeSigner, type TestSigner } from "../../tests/support/trust.ts";
import { revokePlayer } from "../services/pairing/revoke-player.ts";
import { findPlayerSession } from "../socket/player-sessions.ts";
import { POLL_SILENCE_MS } from "../socket/poll-line.ts";

let house: PlayerHouse;

beforeAll(async () => {
  house = await startPlayerHouse();
});
afterAll(async () => {
  await house.close();
});

/** Each request on a connection of its own: one that was refused for its length is closed. */
function post(body: string | undefined, session?: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = session === undefined ? {} : { authorization: `Bearer ${session}` };
    const options = { method: "POST", agent: false as const, headers };
    const asked = request(new URL(PLAYER_PATHS.poll, house.url), options, (response) => {
      text(response).then((heard) => resolve({ status: response.statusCode ?? 0, text: heard }), reject);
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

/** A player's end of the polls. */
class Poller {
  session = "";
  nonce = "";

  async open(): Promise<this> {
    const answer = PollAnswer.parse(JSON.parse((await post(undefined)).text));
    const [challenge] = answer.messages;
    if (challenge?.type !== "challenge") throw new Error("The first word is the challenge.");
    this.session = answer.session ?? "";
    this.nonce = challenge.nonce;
    return this;
  }

  async say(message: unknown): Promise<readonly ServerMessage[]> {
    const response = await post(JSON.stringify(message), this.session);
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    return PollAnswer.parse(JSON.parse(response.text)).messages;
  }

  async hello(by: TestSigner = house.signer, change: { nonce?: string } = {}): Promise<readonly ServerMessage[]> {
    const { serverName } = house.ctx.settings;
    const answer = {
      type: "challenge-answer",
      player: house.player.number,
      nonce: change.nonce ?? this.nonce,
      serverName,
    };
    const signed = await signDocument(answer, DOCUMENT_TYPES.challenge, [by]);
    return this.say({ type: "hello", answer: signed, state: playerState() });
  }
}

const heartbeat = { type: "heartbeat", sentMonoMs: 7, state: {} };

/** The gateway looks at silent lines every two seconds. */
async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 6_000;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error("It did not happen within six seconds.");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("a player that polls", () => {
  test("says and hears what a socket carries: hello, heartbeat, and a batch acknowledged after it is stored", async () => {
    const poller = await new Poller().open();
    const [welcome] = await poller.hello();
    expect(welcome).toMatchObject({ type: "welcome", mark: { boot: 0, seq: 0 } });
    const token = welcome?.type === "welcome" ? welcome.sessionToken : "";
    expect(findPlayerSession(house.ctx, token)).toMatchObject({ player: house.player.number });
    expect(house.gateway.connectedPlayers()).toEqual([house.player.number]);
    expect(await poller.say(heartbeat)).toMatchObject([{ type: "heartbeat-answer", echoedMonoMs: 7 }]);
    const batch = await batchOf(deviceLog(house.player.number, [[{}, {}, {}]]), 0, 3, house.signer);
    const acknowledged = [{ type: "acknowledge", stored: true, mark: { boot: 1, seq: 3 } }];
    expect(await poller.say({ type: "batch", batch })).toMatchObject(acknowledged);
    const rows = await house.ctx.db.selectFrom("play_records").selectAll().execute();
    expect(rows).toHaveLength(3);
    // The answer was lost on the way: the same again adds nothing.
    expect(await poller.say({ type: "batch", batch })).toMatchObject(acknowledged);
    expect(await house.ctx.db.selectFrom("play_records").selectAll().execute()).toHaveLength(3);
  });

  test("is told of a withdrawal with its next poll, once", async () => {
    const poller = await new Poller().open();
    await poller.hello();
    await poller.say(heartbeat);
    house.ctx.bus.hint("withdrawals-changed", { version: 1 });
    house.ctx.bus.hint("withdrawals-changed", { version: 2 });
    await until(async () => {
      const kinds = (await poller.say(heartbeat)).map(({ type }) => type);
      expect(kinds.filter((type) => type === "status").length).toBeLessThanOrEqual(1);
      return kinds.includes("status");
    });
  });

  test("is refused with another key and another nonce, and a session's challenge is good for one hello", async () => {
    const before = await house.ctx.db.selectFrom("players").selectAll().execute();
    const stranger = await makeSigner();
    const one = await new Poller().open();
    expect(await one.hello(stranger)).toEqual([{ type: "refusal", reason: "bad-signature" }]);
    await expect(one.hello()).rejects.toThrow("status 401");
    const other = await new Poller().open();
    expect(await other.hello(house.signer, { nonce: one.nonce })).toEqual([
      { type: "refusal", reason: "bad-signature" },
    ]);
    const early = await new Poller().open();
    expect(await early.say(heartbeat)).toEqual([{ type: "refusal", reason: "malformed" }]);
    expect(await house.ctx.db.selectFrom("players").selectAll().execute()).toEqual(before);
  });

  test("may send 4 KB before it is known and 320 KB after, and no more", async () => {
    const stranger = await new Poller().open();
    expect((await post("x".repeat(4_097), stranger.session)).status).toBe(413);
    expect((await post(JSON.stringify(heartbeat), stranger.session)).status).toBe(401);
    const known = await new Poller().open();
    await known.hello();
    expect((await post("x".repeat(320 * 1_024 + 1), known.session)).status).toBe(413);
    expect((await post(JSON.stringify(heartbeat), known.session)).status).toBe(401);
  });

  test("is one with its socket: the newer connection wins, and a revoked one is told so and stays out", async () => {
    const older = await new Poller().open();
    const [welcome] = await older.hello();
    const newer = await new Poller().open();
    await newer.hello();
    expect((await post(JSON.stringify(heartbeat), older.session)).status).toBe(401);
    const token = welcome?.type === "welcome" ? welcome.sessionToken : "";
    expect(findPlayerSession(house.ctx, token)).toBeUndefined();
    expect(house.gateway.connectedPlayers()).toEqual([house.player.number]);
  });

  test("is forgotten when it does not come back, and so is a stranger that never says hello", async () => {
    const silent = await new Poller().open();
    await silent.hello();
    const stranger = await new Poller().open();
    house.clock.advance(POLL_SILENCE_MS - 1);
    expect(house.gateway.connectedPlayers()).toEqual([house.player.number]);
    house.clock.advance(1);
    await until(() => house.gateway.connectedPlayers().length === 0);
    expect((await post(JSON.stringify(heartbeat), silent.session)).status).toBe(401);
    expect((await post(JSON.stringify(heartbeat), stranger.session)).status).toBe(401);
  });

  test("cannot keep others out by opening sessions and never saying who it is", async () => {
    const sessions = await Promise.all(Array.from({ length: 251 }, () => post(undefined)));
    expect(sessions.filter(({ status }) => status === 503)).toHaveLength(1);
    house.clock.advance(10_000);
    await until(async () => (await post(undefined)).status === 200);
  });

  test("revoked between two polls, is refused", async () => {
    const poller = await new Poller().open();
    await poller.hello();
    await revokePlayer(house.ctx, { player: house.player.number });
    await expect(poller.say(heartbeat)).rejects.toThrow("status 401");
    expect(await (await new Poller().open()).hello()).toEqual([{ type: "refusal", reason: "revoked" }]);
  });
});
