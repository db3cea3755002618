import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { type WebSocket, WebSocketServer } from "ws";
import { type AgentToStage, StageToAgent } from "../../schemas/stage-channel.ts";
import { STAGE_PATHS } from "../../schemas/stage-paths.ts";

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
};

/** A message of the stage with the instant it came in, on the rig's own clock. */
export interface Told {
  readonly atMs: number;
  readonly message: StageToAgent;
}

/** The agent's side of the channel and its loopback files, as far as the stage can see them. */
export interface StageRig {
  readonly origin: string;
  readonly told: Told[];
  /** Puts bytes behind the media path; returns their hash. */
  addMedia(bytes: Buffer, mediaType: string): string;
  /** Puts other bytes behind a hash, as a disk gone bad would. */
  spoilMedia(sha256: string, bytes: Buffer): void;
  /** How many answers with media bytes have been given. */
  mediaReads(): number;
  send(message: AgentToStage): void;
  connections(): number;
  dropConnections(): void;
  close(): Promise<void>;
}

/** Serves the page as it was built, or what `pageOf` makes of it at each visit. */
export async function startRig(distDir: string, pageOf?: () => Promise<Buffer>): Promise<StageRig> {
  const media = new Map<string, { bytes: Buffer; mediaType: string }>();
  const told: Told[] = [];
  const sockets = new Set<WebSocket>();
  let mediaReads = 0;
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/media/")) response.on("finish", () => (mediaReads += 1));
    if (request.url === "/" && pageOf !== undefined) {
      response.setHeader("content-type", "text/html; charset=utf-8");
      pageOf().then(
        (page) => response.end(page),
        (cause: unknown) => response.destroy(cause as Error),
      );
      return;
    }
    answer(request, response, distDir, media).catch((cause: unknown) => response.destroy(cause as Error));
  });
  const gateway = new WebSocketServer({ server, path: STAGE_PATHS.channel });
  gateway.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("message", (data) => {
      told.push({ atMs: Date.now(), message: StageToAgent.parse(JSON.parse(String(data))) });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    told,
    addMedia(bytes, mediaType) {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      media.set(sha256, { bytes, mediaType });
      return sha256;
    },
    spoilMedia(sha256, bytes) {
      media.set(sha256, { bytes, mediaType: media.get(sha256)?.mediaType ?? "" });
    },
    mediaReads: () => mediaReads,
    send(message) {
      for (const socket of sockets) socket.send(JSON.stringify(message));
    },
    connections: () => sockets.size,
    dropConnections() {
      for (const socket of sockets) socket.terminate();
    },
    async close() {
      for (const socket of sockets) socket.terminate();
      gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  distDir: string,
  media: ReadonlyMap<string, { bytes: Buffer; mediaType: string }>,
): Promise<void> {
  const name = new URL(request.url ?? "/", "http://rig").pathname;
  const found = media.get(name.replace("/media/", ""));
  if (found !== undefined) {
    sendRange(request, response, found.bytes, found.mediaType);
    return;
  }
  const file = path.join(distDir, name === "/" ? "index.html" : path.normalize(name));
  const bytes = await readFile(file).catch(() => undefined);
  const mediaType = MEDIA_TYPES[path.extname(file)] ?? "application/octet-stream";
  response.writeHead(bytes === undefined ? 404 : 200, { "content-type": mediaType });
  response.end(bytes);
}

function sendRange(request: IncomingMessage, response: ServerResponse, bytes: Buffer, mediaType: string): void {
  const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const from = Number(match?.[1] ?? 0);
  const last = bytes.length - 1;
  const to = match?.[2] === undefined || match[2] === "" ? last : Math.min(Number(match[2]), last);
  response.writeHead(match === null ? 200 : 206, {
    "content-type": mediaType,
    "accept-ranges": "bytes",
    "cache-control": "no-store",
    "content-length": to - from + 1,
    ...(match === null ? {} : { "content-range": `bytes ${from}-${to}/${bytes.length}` }),
  });
  response.end(bytes.subarray(from, to + 1));
}

/** The browser of a player, as it is started on a box without a display. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A page of the given size with every error and refused request it meets. */
export async function openPage(
  browser: Browser,
  url: string,
  size: { width: number; height: number },
): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage({ viewport: size });
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("request", (request) => {
    const { origin } = new URL(url);
    if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) problems.push(request.url());
  });
  await page.goto(url);
  return { page, problems };
}

/** Polls until `condition` holds; fails with `what` after `withinMs`. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs = 15_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether the stage has said that `key` is on the glass. */
export function wasShown(rig: StageRig, key: string): boolean {
  return rig.told.some(({ message }) => message.type === "shown" && message.key === key);
}
