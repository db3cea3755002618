import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { DOCUMENT_TYPES, type Envelope } from "../../schemas/envelope.ts";
import { Status } from "../../schemas/manifest.ts";
import { PLAYER_PATHS } from "../../schemas/player-http.ts";
import { ServerMessage } from "../../schemas/player-socket.ts";
import { signDocument } from "../../schemas/trust/envelope.ts";
import { keysOfRole } from "../../schemas/trust/root-of-trust.ts";
import { openSignedDocument } from "../../schemas/trust/signed-document.ts";
import { addPlayer, batchOf, deviceLog } from "../../tests/support/play-device.ts";
import { playerState } from "../../tests/support/player-state.ts";
import { addScreen } from "../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../tests/support/server-context.ts";
import { makeSigner, type TestSigner } from "../../tests/support/trust.ts";
import type { LedgerPlayer } from "../services/ledger/ingest-batch.ts";
import { revokePlayer } from "../services/pairing/revoke-player.ts";
import { currentRoot } from "../services/trust/current-root.ts";
import { attachPlayerGateway, type PlayerGateway } from "./gateway.ts";
import { findPlayerSession } from "./player-sessions.ts";

let house: TestContext;
let server: Server;
let gateway: PlayerGateway;
let signer: TestSigner;
let player: LedgerPlayer;
let screenId: string;
const clients: Client[] = [];

beforeAll(async () => {
  house = await createTestContext();
  signer = await makeSigner();
  server = createServer();
  gateway = attachPlayerGateway(server, house.ctx);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
beforeEach(async () => {
  ({ screenId } = await addScreen(house.ctx));
  player = await addPlayer(house.ctx, signer, screenId);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.socket.terminate();
});
afterAll(async () => {
  await gateway.close();
  await new Promise((resolve) => server.close(resolve));
  await house.close();
});

/** A player's end of the socket: what it hears, in order, and how it ended. */
class Client {
  readonly socket: WebSocket;
  readonly heard: ServerMessage[] = [];
  closed = false;

  constructor(headers: Record<string, string> = {}) {
    const { port } = server.address() as AddressInfo;
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${PLAYER_PATHS.socket}`, { headers });
    this.socket.on("message", (data) => this.heard.push(ServerMessage.parse(JSON.parse(String(data)))));
    this.socket.on("close", () => {
      this.closed = true;
    });
    this.socket.on("error", () => {
      this.closed = true;
    });
    clients.push(this);
  }

  say(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The next message of a kind, past those already taken. */
  async next<Kind extends ServerMessage["type"]>(type: Kind): Promise<Extract<ServerMessage, { type: Kind }>> {
    let index = -1;
    await until(() => {
      index = this.heard.findIndex((message) => message.type === type);
      return index >= 0;
    });
    const [message] = this.heard.splice(index, 1);
    return message as Extract<ServerMessage, { type: Kind }>;
  }

  async hello(by: TestSigner = signer, change: { nonce?: string; player?: number } = {}): Promise<void> {
    const challenge = await this.next("challenge");
    const answer = {
      type: "challenge-answer",
      player: change.player ?? player.number,
      nonce: change.nonce ?? challenge.nonce,
      serverName: challenge.serverName,
    };
    this.say({
      type: "hello",
      answer: await signDocument(answer, DOCUMENT_TYPES.challenge, [by]),
      state: playerState(),
    });
  }

  async open() {
    await this.hello();
    return this.next("welcome");
  }
}

/** A list of withdrawals that came about without a hint. */
async function insertWithdrawals(ctx: TestContext["ctx"], version: number): Promise<void> {
  const envelope_json = "{}";
  await ctx.db.insertInto("withdrawal_lists").values({ version, envelope_json, created_at_ms: ctx.now() }).execute();
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error("It did not happen within five seconds.");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function openStatus(envelope: Envelope): Promise<Status> {
  const { document: root } = await currentRoot(house.ctx);
  const opened = await openSignedDocument(envelope, DOCUMENT_TYPES.status, Status, keysOfRole(root, "scheduler"), 1);
  if (!opened.ok) throw new Error(opened.reason);
  return opened.document;
}

describe("the player gateway", () => {
  test("a player that signs this connection's nonce is welcomed with a signed status, its mark and a token that dies with the connection", async () => {
    const client = new Client();
    const welcome = await client.open();
    expect(welcome.mark).toEqual({ boot: 0, seq: 0, headSha256: "0".repeat(64) });
    expect(welcome.highestBoot).toBe(1);
    const status = await openStatus(welcome.status);
    expect(status).toMatchObject({ screenId, manifestRevision: 0, rootVersion: 1, serverTimeMs: house.clock.now() });
    expect(status.freshUntilMs).toBe(house.clock.now() + 24 * 3_600_000);
    expect(findPlayerSession(house.ctx, welcome.sessionToken)).toEqual({ player: player.number, screenId });
    expect(gateway.connectedPlayers()).toContain(player.number);
    client.socket.close();
    await until(() => findPlayerSession(house.ctx, welcome.sessionToken) === undefined);
    await until(() => !gateway.connectedPlayers().includes(player.number));
  });

  test("another key, another nonce and an unknown player are refused, and nothing they say is kept", async () => {
    const before = await house.ctx.db.selectFrom("players").selectAll().execute();
    const stranger = await makeSigner();
    const attempts = [
      { by: stranger, change: {}, reason: "bad-signature" },
      { by: signer, change: { nonce: "n".repeat(32) }, reason: "bad-signature" },
      { by: signer, change: { player: 999_999 }, reason: "unknown-player" },
    ];
    for (const { by, change, reason } of attempts) {
      const client = new Client();
      await client.hello(by, change);
      expect((await client.next("refusal")).reason).toBe(reason);
      await until(() => client.closed);
    }
    expect(await house.ctx.db.selectFrom("players").selectAll().execute()).toEqual(before);
  });

  test("anything before the hello, a big frame, a second hello and an origin end the connection", async () => {
    const early = new Client();
    await early.next("challenge");
    early.say({ type: "heartbeat", sentMonoMs: 0, state: playerState(), anchors: [] });
    expect((await early.next("refusal")).reason).toBe("malformed");
    const loud = new Client();
    await loud.next("challenge");
    loud.socket.send("x".repeat(100_000));
    await until(() => loud.closed);
    expect(loud.heard).toEqual([]);
    const twice = new Client();
    await twice.open();
    await twice.socket.send(JSON.stringify({ type: "nonsense" }));
    expect((await twice.next("refusal")).reason).toBe("malformed");
    const page = new Client({ Origin: "http://evil.test" });
    await until(() => page.closed);
    expect(page.heard).toEqual([]);
  });

  test("a batch is acknowledged after it is stored, and sent again it adds nothing", async () => {
    const client = new Client();
    await client.open();
    const log = deviceLog(player.number, [[{}, {}, {}]]);
    const batch = await batchOf(log, 0, 3, signer);
    client.say({ type: "batch", batch });
    const first = await client.next("acknowledge");
    expect(first).toMatchObject({ stored: true, mark: { boot: 1, seq: 3 } });
    client.say({ type: "batch", batch });
    expect(await client.next("acknowledge")).toEqual(first);
    const rows = await house.ctx.db
      .selectFrom("play_records")
      .selectAll()
      .where("player", "=", player.number)
      .execute();
    expect(rows.length).toBe(3);
    client.say({ type: "batch", batch: { ...batch, records: log.slice(0, 2) } });
    expect((await client.next("refusal")).reason).toBe("bad-signature");
    await until(() => client.closed);
  });

  test("a heartbeat is answered with both stamps; its anchors are kept, and it brings the state told before up to date", async () => {
    const client = new Client();
    await client.open();
    const anchors = [{ boot: 3, monoMs: 7, utcMs: 1_800_000_000_000, uncertaintyMs: 5 }];
    client.say({ type: "heartbeat", sentMonoMs: 41, state: { boot: 3, freeBytes: 5 }, anchors });
    const answer = await client.next("heartbeat-answer");
    expect(answer).toMatchObject({ echoedMonoMs: 41, receivedAtMs: house.clock.now(), sentAtMs: house.clock.now() });
    const row = await house.ctx.db
      .selectFrom("players")
      .selectAll()
      .where("number", "=", player.number)
      .executeTakeFirstOrThrow();
    expect(row.highest_boot).toBe(3);
    expect(JSON.parse(row.state_json ?? "null")).toEqual({
      ...playerState({ boot: 3 }),
      freeBytes: 5,
      monoMs: 41,
      wallMs: 41,
    });
    const kept = await house.ctx.db
      .selectFrom("clock_anchors")
      .selectAll()
      .where("player", "=", player.number)
      .execute();
    expect(kept.length).toBe(1);
  });

  test("an answer carries a status only when it says something new, or none came for ten minutes", async () => {
    const client = new Client();
    await client.open();
    const beat = async () => {
      client.say({ type: "heartbeat", sentMonoMs: 1, state: {} });
      return (await client.next("heartbeat-answer")).status;
    };
    expect(await beat()).toBeUndefined();
    for (let minute = 1; minute < 10; minute += 1) {
      house.clock.advance(60_000);
      expect(await beat()).toBeUndefined();
    }
    house.clock.advance(60_000);
    const again = await beat();
    expect(again && (await openStatus(again)).serverTimeMs).toBe(house.clock.now());
    expect(await beat()).toBeUndefined();
    await insertWithdrawals(house.ctx, 1);
    // Nobody pushed it: the next answer says it all the same.
    const changed = await beat();
    expect(changed && (await openStatus(changed)).withdrawalsVersion).toBe(1);
    await house.ctx.db.deleteFrom("withdrawal_lists").execute();
  });

  test("a change of the screen's manifest is pushed to its player and to no other", async () => {
    const client = new Client();
    await client.open();
    house.ctx.bus.hint("manifest-changed", { screenId: "01930000-0000-7000-8000-00000000ffff" });
    house.ctx.bus.hint("manifest-changed", { screenId });
    expect((await openStatus((await client.next("status")).status)).screenId).toBe(screenId);
    client.say({ type: "heartbeat", sentMonoMs: 1, state: playerState(), anchors: [] });
    await client.next("heartbeat-answer");
    expect(client.heard).toEqual([]);
  });

  test("the newer connection of a player wins; a revoked player is refused and stays out", async () => {
    const older = new Client();
    const first = await older.open();
    const newer = new Client();
    const second = await newer.open();
    await until(() => older.closed);
    expect(findPlayerSession(house.ctx, first.sessionToken)).toBeUndefined();
    expect(findPlayerSession(house.ctx, second.sessionToken)).toBeDefined();
    await revokePlayer(house.ctx, { player: player.number });
    expect((await newer.next("refusal")).reason).toBe("revoked");
    await until(() => newer.closed);
    const again = new Client();
    await again.hello();
    expect((await again.next("refusal")).reason).toBe("revoked");
  });
});
