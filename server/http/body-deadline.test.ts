import { connect, type Socket } from "node:net";
import { Hono } from "hono";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ListeningServer, listen } from "../listen.ts";
import { limitBodyTime } from "./body-deadline.ts";
import type { AppEnv } from "./env.ts";

const DEADLINE_MS = 150;

let listening: ListeningServer;
const sockets: Socket[] = [];
beforeEach(async () => {
  const app = new Hono<AppEnv>();
  app.use(limitBodyTime((path) => path === "/upload", DEADLINE_MS));
  app.onError((error, c) => c.text(error.message, 500));
  app.post("/form", async (c) => c.text(`read ${(await c.req.text()).length}`));
  app.post("/unread", (c) => c.text("not read"));
  app.post("/upload", async (c) => c.text(`read ${(await c.req.text()).length}`));
  listening = await listen(app.fetch as Parameters<typeof listen>[0], "127.0.0.1", 0);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await listening.close();
});

/** Sends `part` of a body that is said to be ten bytes long. */
function send(path: string, part: string): { socket: Socket; heard: () => string } {
  const socket = connect({ port: listening.address.port, host: "127.0.0.1" });
  let heard = "";
  socket.on("error", () => undefined);
  socket.on("data", (data) => {
    heard += String(data);
  });
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n${part}`);
  sockets.push(socket);
  return { socket, heard: () => heard };
}

async function until(done: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!done()) {
    if (Date.now() > deadline) throw new Error("It did not happen within five seconds.");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("a body that does not come in time ends the connection, also behind an answer that did not wait for it", async () => {
  const whole = send("/form", "0123456789");
  const slow = send("/form", "0");
  const unread = send("/unread", "0");
  const upload = send("/upload", "01234");
  await until(() => slow.socket.destroyed && unread.socket.destroyed);
  expect(unread.heard()).toContain("not read");
  expect(slow.heard()).not.toContain("read");
  await until(() => whole.heard().includes("read 10"));
  expect(whole.socket.destroyed).toBe(false);
  upload.socket.write("56789");
  await until(() => upload.heard().includes("read 10"));
});
