import { setMaxListeners } from "node:events";
import { type Agent, type IncomingMessage, type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LinkTrouble } from "../../../schemas/player-socket.ts";
import { DialError } from "./dial-error.ts";
import { isPortal } from "./portal.ts";
import { proxyAuthorization } from "./proxy-tunnel.ts";
import { KEPT_CONNECTIONS, type ServerLines } from "./server-agent.ts";

/** A connection on which nothing moves for this long is given up; a download may otherwise take hours. */
const STALLED_MS = 30_000;
const MAX_JSON_BYTES = 4_500_000;

/** The server went away in the middle of an answer. */
export class LinkBrokenError extends Error {
  override readonly name = "LinkBrokenError";
}

/** The server's "no" about the thing asked for, or no usable answer at all. */
type NoAnswer = { readonly kind: "refused" } | { readonly kind: "unreachable"; readonly trouble?: LinkTrouble };

/** Begins at byte `startsAtByte`: 0 when the server ignored the range. The body throws LinkBrokenError when it breaks off. */
export type BodyAnswer =
  | { readonly kind: "body"; readonly startsAtByte: number; readonly body: AsyncIterable<Uint8Array> }
  | NoAnswer;

export type JsonAnswer = { readonly kind: "json"; readonly data: unknown } | NoAnswer;

/** HTTP to the one server this player belongs to. Nothing here throws for what a network does. */
export interface ServerLink {
  readonly baseUrl: string;
  /** Carries WebSockets to the same server the same way. */
  readonly socketAgent: Agent;
  /** Bearer token of the live connection; without one nothing is asked and the answer is `unreachable`. */
  setToken(token: string | undefined): void;
  /** Bytes from `fromByte` up to `endByte` (exclusive), or to the end. */
  getBody(path: string, fromByte: number, endByte?: number): Promise<BodyAnswer>;
  /** `bearer` replaces the connection's token. */
  getJson(path: string, bearer?: string): Promise<JsonAnswer>;
  /** Goes without a token unless `bearer` is given; no body when `body` is undefined. */
  postJson(path: string, body: unknown, bearer?: string): Promise<JsonAnswer>;
  /** Goes with the token of the live connection. */
  postBytes(path: string, bytes: Uint8Array, mediaType: string): Promise<JsonAnswer>;
}

/** Requests to `baseUrl` until `stop` fires. Redirects are not followed. */
export function createServerLink(baseUrl: string, stop: AbortSignal, lines: ServerLines): ServerLink {
  let token: string | undefined;
  // Each request under way listens to it.
  setMaxListeners(0, stop);
  stop.addEventListener("abort", () => {
    lines.agent.destroy();
    lines.socketAgent.destroy();
  });
  const ask = (path: string, options: RequestOptions, body?: string | Uint8Array) =>
    send(new URL(path, baseUrl), { ...options, signal: stop }, lines, body);
  return {
    baseUrl,
    socketAgent: lines.socketAgent,
    setToken: (next) => {
      token = next;
    },
    async getBody(path, fromByte, endByte) {
      if (token === undefined) return { kind: "unreachable" };
      const isPart = fromByte > 0 || endByte !== undefined;
      const range = isPart ? { range: `bytes=${fromByte}-${endByte === undefined ? "" : endByte - 1}` } : {};
      const answer = await ask(path, { headers: { ...bearerOf(token), ...range } });
      const no = refusalOf(answer);
      if (no !== undefined || "kind" in answer) return no ?? { kind: "unreachable" };
      return { kind: "body", startsAtByte: startOf(answer, fromByte), body: bodyOf(answer) };
    },
    async getJson(path, bearer = token) {
      return bearer === undefined ? { kind: "unreachable" } : readJson(await ask(path, { headers: bearerOf(bearer) }));
    },
    async postJson(path, body, bearer) {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        ...(bearer === undefined ? {} : bearerOf(bearer)),
        ...(text === undefined ? {} : { "content-type": "application/json" }),
        "content-length": Buffer.byteLength(text ?? ""),
      };
      return readJson(await ask(path, { method: "POST", headers }, text));
    },
    async postBytes(path, bytes, mediaType) {
      if (token === undefined) return { kind: "unreachable" };
      const headers = { ...bearerOf(token), "content-type": mediaType, "content-length": bytes.byteLength };
      return readJson(await ask(path, { method: "POST", headers }, bytes));
    },
  };
}

function bearerOf(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/**
 * Resolves with the head of the answer, or with why there is none. A kept connection that the server closed just as it
 * was used again says nothing about the way: then another is taken. No request does more when it comes twice.
 */
async function send(
  url: URL,
  options: RequestOptions,
  lines: ServerLines,
  body?: string | Uint8Array,
): Promise<IncomingMessage | NoAnswer> {
  // The pool may hold more of the same age; after those it opens a new one.
  for (let tries = 0; tries <= KEPT_CONNECTIONS; tries += 1) {
    const answer = await sendOnce(url, options, lines, body);
    if (answer !== "worn-out") return answer;
  }
  return { kind: "unreachable", trouble: "unreachable" };
}

function sendOnce(
  url: URL,
  options: RequestOptions,
  { agent, forwarder }: ServerLines,
  body?: string | Uint8Array,
): Promise<IncomingMessage | NoAnswer | "worn-out"> {
  return new Promise((resolve) => {
    const start = url.protocol === "https:" ? requestHttps : requestHttp;
    const headers = { ...options.headers, host: url.host };
    const asked: RequestOptions =
      forwarder === null
        ? options
        : { ...options, path: url.href, headers: { ...headers, ...proxyAuthorization(forwarder) } };
    const request = start(url, { ...asked, agent }, resolve);
    request.setTimeout(STALLED_MS, () => request.destroy());
    request.on("error", (error) => {
      const isReset = "code" in error && (error.code === "ECONNRESET" || error.code === "EPIPE");
      if (request.reusedSocket && isReset && options.signal?.aborted !== true) return resolve("worn-out");
      const trouble = error instanceof DialError ? error.trouble : "unreachable";
      resolve({ kind: "unreachable", trouble });
    });
    request.end(body);
  });
}

function refusalOf(answer: IncomingMessage | NoAnswer): NoAnswer | undefined {
  if ("kind" in answer) return answer;
  const status = answer.statusCode ?? 0;
  const isHtml = isHtmlAnswer(answer);
  const isFromPortal = isPortal(status, isHtml);
  if (!isFromPortal && status >= 200 && status < 300) return undefined;
  answer.resume();
  if (isFromPortal) return { kind: "unreachable", trouble: "captive-portal" };
  // A token that died, an overloaded or broken server, a page of some machine on the way: these say nothing about the
  // thing asked for. The server itself never answers a player with a page.
  const isPassing = status === 401 || status === 407 || status === 429 || status >= 500 || isHtml;
  return isPassing ? { kind: "unreachable" } : { kind: "refused" };
}

function isHtmlAnswer({ headers }: IncomingMessage): boolean {
  return /^\s*(text\/html|application\/xhtml)/i.test(headers["content-type"] ?? "");
}

/** Where the body begins, by the server's own word when it gives one. */
function startOf({ statusCode, headers }: IncomingMessage, fromByte: number): number {
  if (statusCode !== 206) return 0;
  return Number(/^bytes (\d{1,15})-/.exec(headers["content-range"] ?? "")?.[1] ?? fromByte);
}

async function* bodyOf(answer: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of answer) yield chunk as Uint8Array;
  } catch (error) {
    throw new LinkBrokenError(String(error));
  }
}

async function readJson(answer: IncomingMessage | NoAnswer): Promise<JsonAnswer> {
  const no = refusalOf(answer);
  if (no !== undefined || "kind" in answer) return no ?? { kind: "unreachable" };
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of bodyOf(answer)) {
      bytes += chunk.length;
      if (bytes > MAX_JSON_BYTES) return { kind: "refused" };
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof LinkBrokenError) return { kind: "unreachable" };
    throw error;
  }
  return parseAnswer(Buffer.concat(chunks).toString("utf8"));
}

function parseAnswer(text: string): JsonAnswer {
  try {
    return { kind: "json", data: JSON.parse(text) };
  } catch {
    // A sign-in page that does not say what it is: whose it is shows in its first character.
    return text.trimStart().startsWith("<") ? { kind: "unreachable", trouble: "captive-portal" } : { kind: "refused" };
  }
}
