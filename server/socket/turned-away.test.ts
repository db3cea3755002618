import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { PLAYER_PATHS } from "../../schemas/player-http.ts";
import { createTestContext, type TestContext } from "../../tests/support/server-context.ts";
import { attachPlayerGateway, type PlayerGateway } from "./gateway.ts";

let house: TestContext;
let server: Server;
let gateway: PlayerGateway;
const opened: { end(): void }[] = [];
beforeEach(async () => {
  house = await createTestContext();
  server = createServer();
  gateway = attachPlayerGateway(server, house.ctx);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  for (const one of opened.splice(0)) one.end();
  await gateway.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await house.close();
});

function port(): number {
  return (server.address() as AddressInfo).port;
}

/** Asks for an upgrade that is refused; half open, as a peer that never says goodbye. */
function askInVain(): Socket {
  const socket = connect({ port: port(), host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => undefined);
  socket.write(
    "GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
  );
  opened.push({ end: () => socket.destroy() });
  return socket;
}

function openSockets(): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  );
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error("It did not happen within five seconds.");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("an upgrade that is turned away keeps no socket open, whatever the peer does", async () => {
  const peers = Array.from({ length: 20 }, askInVain);
  for (const peer of peers) peer.resume();
  await until(() => peers.every((peer) => peer.readableEnded));
  await until(async () => (await openSockets()) === 0);
});

test("a peer that is turned away and breaks the connection does not end the server", async () => {
  const ended: unknown[] = [];
  const note = (error: unknown) => ended.push(error);
  const others = process.rawListeners("uncaughtException");
  process.removeAllListeners("uncaughtException").on("uncaughtException", note);
  try {
    for (let turn = 0; turn < 20; turn++) {
      const peer = askInVain();
      peer.once(turn % 2 === 0 ? "connect" : "data", () => peer.resetAndDestroy());
      await until(() => peer.destroyed);
    }
    await until(async () => (await openSockets()) === 0);
  } finally {
    process.off("uncaughtException", note);
    for (const other of others) process.on("uncaughtException", other as (error: Error) => void);
  }
  expect(ended).toEqual([]);
});

test("strangers at one address cannot take every place: others there wait, and the refusal says so", async () => {
  const statuses: number[] = [];
  const strangers = Array.from({ length: 260 }, () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port()}${PLAYER_PATHS.socket}`);
    socket.on("open", () => statuses.push(101));
    socket.on("unexpected-response", (_, response) => statuses.push(response.statusCode ?? 0));
    socket.on("error", () => undefined);
    opened.push({ end: () => socket.terminate() });
    return socket;
  });
  await until(() => statuses.length === strangers.length);
  expect(statuses.filter((status) => status === 101)).toHaveLength(250);
  expect(statuses.filter((status) => status === 503)).toHaveLength(10);
});
