import { createReadStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type WebSocket, WebSocketServer } from "ws";
import type { ManifestAsset } from "../../../schemas/manifest.ts";
import { STAGE_PATHS } from "../../../schemas/stage-paths.ts";
import type { MediaStore } from "../ports/store.ts";
import { dueSlot, readFirstShowing } from "./first-showing.ts";
import type { Guard, Visitor } from "./guard.ts";
import type { LoopbackListener } from "./loopback-listener.ts";
import { sendMedia } from "./media-response.ts";
import { isOwnUser } from "./peer-user.ts";
import { listStageFiles, PAGE_PATH, type StageFile } from "./stage-files.ts";
import { type ProgramMessage, readStagePage, type StagePage } from "./stage-page.ts";

const MAX_EVIDENCE_BYTES = 4_096;
/** What a clip needs to begin. */
const REHEARSED_PIECES = 4;

export interface LoopbackPorts {
  readonly listener: LoopbackListener;
  readonly stageDir: string;
  readonly store: MediaStore;
  /** The asset when it may be shown now; anything else does not exist for the page. */
  readonly findAsset: (sha256: string) => ManifestAsset | undefined;
  /** What the stage should show, as it would be told on its channel now. */
  readonly program: () => ProgramMessage;
  readonly onPage: (socket: WebSocket, visitor: Visitor) => void;
  readonly onTicketUsed: () => void;
  readonly onError: (error: unknown) => void;
}

export interface LoopbackServer {
  readonly origin: string;
  readonly guard: Guard;
  /** An address that lets one browser in, once. */
  makeEntrance(): string;
  /** Reads what a browser that is on its way will ask for first, so that the disk need not be waited for then. */
  rehearse(): Promise<void>;
  close(): Promise<void>;
}

/** Serves the stage on 127.0.0.1 only. Every request is checked for Host and cookie, sockets for Origin as well. */
export async function startLoopbackServer(ports: LoopbackPorts): Promise<LoopbackServer> {
  const files = await listStageFiles(ports.stageDir);
  const openPage = keepRead(() => readStagePage(files));
  const { server, guard, origin } = ports.listener;
  // Also a connection that could not be taken for want of file handles ends up here; without a listener it ends the player.
  server.on("error", ports.onError);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_EVIDENCE_BYTES, perMessageDeflate: false });
  ports.listener.serve((request, response) => {
    answer(request, response, { ...ports, files, guard, openPage }).catch((error: unknown) => {
      response.destroy();
      ports.onError(error);
    });
  });
  server.on("upgrade", (request, socket, head) => {
    const visitor = guard.isOurHost(request) && guard.isOurOrigin(request) ? guard.visitorOf(request) : undefined;
    if (visitor === undefined || request.url !== STAGE_PATHS.channel) refuseUpgrade(socket);
    else sockets.handleUpgrade(request, socket, head, (page) => ports.onPage(page, visitor));
  });
  return {
    origin,
    guard,
    makeEntrance: () => `${origin}${STAGE_PATHS.enter(guard.makeTicket())}`,
    rehearse: () => rehearse({ ...ports, openPage }),
    async close() {
      for (const page of sockets.clients) page.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function refuseUpgrade(socket: Duplex): void {
  socket.on("error", () => socket.destroy());
  socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}

interface Answering extends LoopbackPorts {
  readonly files: ReadonlyMap<string, StageFile>;
  readonly guard: Guard;
  readonly openPage: () => Promise<StagePage>;
}

/** Begins at once, so that the page lies ready when the browser asks; what could not be read is tried again by whoever asks. */
function keepRead<T>(read: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined = read();
  kept.catch(() => {
    kept = undefined;
  });
  return async () => {
    const reading = kept ?? read();
    const value = await reading;
    kept = reading;
    return value;
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, context: Answering): Promise<void> {
  const { guard, files } = context;
  for (const [name, value] of securityHeaders()) response.setHeader(name, value);
  if (!guard.isOurHost(request)) return refuse(response, 403);
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405);
  const path = (request.url ?? "").split("?")[0] ?? "";
  const ticket = /^\/enter\/([A-Za-z0-9_-]{1,100})$/.exec(path)?.[1];
  if (ticket !== undefined && request.method === "GET") return enter(response, ticket, context);
  if (guard.visitorOf(request) === undefined && !(await enterOwn(request, response, guard)))
    return refuse(response, 403);
  const sha256 = /^\/media\/([0-9a-f]{64})$/.exec(path)?.[1];
  if (sha256 !== undefined) {
    const asset = context.findAsset(sha256);
    return asset === undefined ? refuse(response, 404) : sendMedia(request, response, context.store, sha256, asset);
  }
  const file = files.get(path);
  if (file === undefined) return refuse(response, 404);
  if (file === files.get(PAGE_PATH)) return sendPage(response, file, context);
  response.writeHead(200, { "content-type": file.mediaType });
  if (request.method === "HEAD") response.end();
  else await sendFile(file, response);
}

/** The page with what is due in it, and the beginning of a clip; all is checked again when it is sent. */
async function rehearse(context: Omit<Answering, "files" | "guard">): Promise<void> {
  const { openPage, program, findAsset, store } = context;
  const { render } = await openPage();
  const told = program();
  render(told, await readFirstShowing(told, context));
  const airing = dueSlot(told)?.airing;
  const main = airing?.kind === "video" ? airing.renditions.find(({ role }) => role === "main") : undefined;
  const asset = main && findAsset(main.sha256);
  if (main === undefined || asset === undefined) return;
  const list = await store.chunkList(asset);
  const last = Math.min(list.count, REHEARSED_PIECES) - 1;
  for await (const piece of store.readChunks(main.sha256, list, 0, last)) if (piece.length === 0) return;
}

function enter(response: ServerResponse, ticket: string, { guard, onTicketUsed }: Answering): void {
  const cookie = guard.redeem(ticket);
  if (cookie === undefined) {
    refuse(response, 403);
    return;
  }
  giveCookie(response, guard, cookie);
  response.writeHead(303, { location: STAGE_PATHS.page }).end();
  onTicketUsed();
}

/** The browser that the agent has just started comes with its ticket, from a process of our own user. */
async function enterOwn({ url, socket }: IncomingMessage, response: ServerResponse, guard: Guard): Promise<boolean> {
  const ticket = /^\/\?enter=([A-Za-z0-9_-]{1,100})$/.exec(url ?? "")?.[1];
  const cookie = ticket === undefined ? undefined : guard.redeemOwn(ticket);
  if (cookie === undefined || !(await isOwnUser(socket))) return false;
  giveCookie(response, guard, cookie);
  return true;
}

function giveCookie(response: ServerResponse, { cookieName }: Guard, cookie: string): void {
  response.setHeader("set-cookie", `${cookieName}=${cookie}; Path=/; HttpOnly; SameSite=Strict`);
}

async function sendPage(response: ServerResponse, { mediaType }: StageFile, context: Answering): Promise<void> {
  const { scriptSource, styleSource, render } = await context.openPage();
  const program = context.program();
  const page = render(program, await readFirstShowing(program, context));
  response.setHeader("content-security-policy", policyWith(scriptSource, styleSource));
  response.writeHead(200, { "content-type": mediaType, "content-length": page.length }).end(page);
}

async function sendFile(file: StageFile, response: ServerResponse): Promise<void> {
  try {
    await pipeline(createReadStream(file.path), response);
  } catch (error) {
    // The page reloaded or went away in the middle; nobody is left to tell.
    if (!(error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE")) throw error;
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-length": 0 }).end();
}

function policyWith(scriptSource: string, styleSource: string): string {
  return [
    "default-src 'none'",
    `script-src ${scriptSource}`,
    `style-src ${styleSource}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function securityHeaders(): [string, string][] {
  return [
    ["content-security-policy", policyWith("'self'", "'self'")],
    // A second copy in the browser's cache would be bytes nobody has checked.
    ["cache-control", "no-store"],
    ["x-content-type-options", "nosniff"],
    ["referrer-policy", "no-referrer"],
    ["cross-origin-resource-policy", "same-origin"],
    ["cross-origin-opener-policy", "same-origin"],
  ];
}
