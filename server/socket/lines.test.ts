import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { DOCUMENT_TYPES } from "../../schemas/envelope.ts";
import { PLAYER_PATHS } from "../../schemas/player-http.ts";
import { ServerMessage } from "../../schemas/player-socket.ts";
import { signDocument } from "../../schemas/trust/envelope.ts";
import { type PlayerHouse, startPlayerHouse } from "../../tests/support/player-house.ts";
import { playerState } from "../../tests/support/player-state.ts";
import { createFrameTurns, type FrameTurns } from "./frame-turns.ts";
import { SILENCE_MS } from "./session-core.ts";
import { MAX_BUFFERED_BYTES, WebSocketLine } from "./web-socket-line.ts";

const opened: { end(): void | Promise<void> }[] = [];
let house: PlayerHouse | undefined;

beforeEach(() => {
  house = undefined;
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.end();
  await house?.close();
});

async function until(done: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!done()) {
    if (Date.now() > deadline) throw new Error("It did not happen within fifteen seconds.");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A line to a peer over a real connection. */
async function connectLine(turns: FrameTurns = createFrameTurns()): Promise<{ line: WebSocketLine; peer: WebSocket }> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  opened.push({ end: () => void server.close() });
  const sockets = new WebSocketServer({ server });
  const accepted = new Promise<WebSocketLine>((resolve) => {
    sockets.on("connection", (socket, request) => resolve(new WebSocketLine(socket, request.socket, undefined, turns)));
  });
  const peer = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  opened.push({ end: () => peer.terminate() });
  return { line: await accepted, peer };
}

test("a peer that does not read is cut before a megabyte waits for it, one that reads is not", async () => {
  const message = { type: "refusal", reason: "malformed" } as const;
  const padded = { ...message, reason: "x".repeat(100_000) } as unknown as ServerMessage;
  for (const isReading of [true, false]) {
    const { line, peer } = await connectLine();
    let closed = false;
    line.listen({
      onFrame: () => undefined,
      onPong: () => undefined,
      onError: () => undefined,
      onClosed: () => {
        closed = true;
      },
    });
    await until(() => peer.readyState === WebSocket.OPEN);
    if (!isReading) peer.pause();
    let sentBytes = 0;
    // Far more than the system's own buffers hold.
    while (line.isOpen && sentBytes < 40_000_000) {
      line.send(padded);
      sentBytes += 100_000;
      await new Promise((resolve) => setTimeout(resolve, isReading ? 2 : 0));
    }
    expect(line.isOpen).toBe(isReading);
    if (!isReading) {
      await until(() => closed);
      expect(sentBytes).toBeGreaterThan(MAX_BUFFERED_BYTES);
    }
    line.terminate();
  }
});

test("a line whose long frame waits for its turn is read no further, and then heard in order", async () => {
  const waiting: (() => void)[] = [];
  const { line, peer } = await connectLine((look) => void waiting.push(look));
  const heard: string[] = [];
  line.trust();
  line.listen({
    onFrame: (text) => void heard.push(text?.slice(0, 8) ?? ""),
    onPong: () => undefined,
    onError: () => undefined,
    onClosed: () => undefined,
  });
  await until(() => peer.readyState === WebSocket.OPEN);
  peer.send("at once ");
  await until(() => heard.length === 1);
  const frames = Array.from({ length: 400 }, (_, index) => {
    const name = String(index).padStart(8);
    return index % 2 === 0 ? name.padEnd(100_000, "x") : name;
  });
  for (const frame of frames) peer.send(frame);
  await until(() => waiting.length > 0 && peer.bufferedAmount > 1_000_000);
  expect(heard).toEqual(["at once "]);
  expect(waiting.length).toBeLessThan(10);
  await until(() => {
    waiting.shift()?.();
    return heard.length === 1 + frames.length;
  });
  expect(heard.slice(1)).toEqual(frames.map((frame) => frame.slice(0, 8)));
  line.terminate();
});

test("a half-open connection is closed by its silence; one whose peer answers pings is kept", async () => {
  house = await startPlayerHouse();
  const { gateway, clock, player, signer, ctx } = house;
  const socket = new WebSocket(`${house.url.replace("http", "ws")}${PLAYER_PATHS.socket}`);
  opened.push({ end: () => socket.terminate() });
  const heard: ServerMessage[] = [];
  socket.on("message", (data) => heard.push(ServerMessage.parse(JSON.parse(String(data)))));
  let pings = 0;
  socket.on("ping", () => {
    pings += 1;
  });
  await until(() => heard.length === 1);
  const [challenge] = heard;
  const nonce = challenge?.type === "challenge" ? challenge.nonce : "";
  const { serverName } = ctx.settings;
  const answer = { type: "challenge-answer", player: player.number, nonce, serverName };
  const signed = await signDocument(answer, DOCUMENT_TYPES.challenge, [signer]);
  socket.send(JSON.stringify({ type: "hello", answer: signed, state: playerState() }));
  await until(() => gateway.connectedPlayers().length === 1);
  // Until a heartbeat is answered, an answer to a ping may still be on the way.
  const settle = async () => {
    const count = heard.length;
    socket.send(JSON.stringify({ type: "heartbeat", sentMonoMs: 2, state: {} }));
    await until(() => heard.length > count);
  };
  await settle();
  expect(pings).toBe(0);
  for (const ping of [1, 2]) {
    clock.advance(SILENCE_MS / 2 + 1_000);
    await until(() => pings === ping);
    await settle();
  }
  expect(gateway.connectedPlayers()).toEqual([player.number]);
  // From now on the peer's machine is gone, and nobody told the network.
  socket.pause();
  clock.advance(SILENCE_MS + 1_000);
  await until(() => gateway.connectedPlayers().length === 0);
});
