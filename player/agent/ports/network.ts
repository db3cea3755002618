import { type IncomingMessage, type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

/** A connection on which nothing moves for this long is given up; a download may otherwise take hours. */
const STALLED_MS = 20_000;
const MAX_JSON_BYTES = 4_500_000;

/** The server went away in the middle of an answer. */
export class LinkBrokenError extends Error {
  override readonly name = "LinkBrokenError";
}

/** The server's "no" about the thing asked for, or no usable answer at all. */
type NoAnswer = { readonly kind: "refused" } | { readonly kind: "unreachable" };

/** `startsAtByte` is 0 when the server ignored the range. The body throws LinkBrokenError when it breaks off. */
export type BodyAnswer =
  | { readonly kind: "body"; readonly startsAtByte: number; readonly body: AsyncIterable<Uint8Array> }
  | NoAnswer;

export type JsonAnswer = { readonly kind: "json"; readonly data: unknown } | NoAnswer;

/** HTTP to the one server this player belongs to. Nothing here throws for what a network does. */
export interface ServerLink {
  readonly baseUrl: string;
  /** Bearer token of the live connection; without one nothing is asked and the answer is `unreachable`. */
  setToken(token: string | undefined): void;
  getBody(path: string, fromByte: number): Promise<BodyAnswer>;
  /** `bearer` replaces the connection's token. */
  getJson(path: string, bearer?: string): Promise<JsonAnswer>;
  postJson(path: string, body: unknown): Promise<JsonAnswer>;
}

/** Requests to `baseUrl` until `stop` fires. Redirects are not followed. */
export function createServerLink(baseUrl: string, stop: AbortSignal): ServerLink {
  let token: string | undefined;
  const ask = (path: string, options: RequestOptions, body?: string) =>
    send(new URL(path, baseUrl), { ...options, signal: stop }, body);
  return {
    baseUrl,
    setToken: (next) => {
      token = next;
    },
    async getBody(path, fromByte) {
      if (token === undefined) return { kind: "unreachable" };
      const range = fromByte > 0 ? { range: `bytes=${fromByte}-` } : {};
      const answer = await ask(path, { headers: { ...bearerOf(token), ...range } });
      const no = refusalOf(answer);
      if (answer === undefined || no !== undefined) return no ?? { kind: "unreachable" };
      return { kind: "body", startsAtByte: answer.statusCode === 206 ? fromByte : 0, body: bodyOf(answer) };
    },
    async getJson(path, bearer = token) {
      return bearer === undefined ? { kind: "unreachable" } : readJson(await ask(path, { headers: bearerOf(bearer) }));
    },
    async postJson(path, body) {
      const headers = { "content-type": "application/json" };
      return readJson(await ask(path, { method: "POST", headers }, JSON.stringify(body)));
    },
  };
}

function bearerOf(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** Resolves with the head of the answer, or with `undefined` when there is none. */
function send(url: URL, options: RequestOptions, body?: string): Promise<IncomingMessage | undefined> {
  return new Promise((resolve) => {
    const request = (url.protocol === "https:" ? requestHttps : requestHttp)(url, options, resolve);
    request.setTimeout(STALLED_MS, () => request.destroy());
    request.on("error", () => resolve(undefined));
    request.end(body);
  });
}

function refusalOf(answer: IncomingMessage | undefined): NoAnswer | undefined {
  const status = answer?.statusCode ?? 0;
  if (status >= 200 && status < 300) return undefined;
  answer?.resume();
  // A token that died, an overloaded or broken server: these say nothing about the thing asked for.
  const isPassing = status === 0 || status === 401 || status === 429 || status >= 500;
  return { kind: isPassing ? "unreachable" : "refused" };
}

async function* bodyOf(answer: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of answer) yield chunk as Uint8Array;
  } catch (error) {
    throw new LinkBrokenError(String(error));
  }
}

async function readJson(answer: IncomingMessage | undefined): Promise<JsonAnswer> {
  const no = refusalOf(answer);
  if (answer === undefined || no !== undefined) return no ?? { kind: "unreachable" };
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
    return { kind: "refused" };
  }
}
