import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** Folder of the sample pages, feeds and pictures. */
export const FEEDS_DIR = join(import.meta.dirname, "../fixtures/feeds");

export interface FeedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export type FeedRoute = FeedAnswer | ((request: IncomingMessage, response: ServerResponse) => void);

export interface FeedServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Paths asked for, in order. */
  readonly hits: string[];
  /** Headers of the newest request for each path. */
  readonly requestHeaders: Map<string, IncomingMessage["headers"]>;
  route(path: string, answer: FeedRoute): void;
  close(): Promise<void>;
}

/** A web server on loopback that answers 404 for every path without a route and honours `If-None-Match`. */
export async function startFeedServer(routes: Readonly<Record<string, FeedRoute>> = {}): Promise<FeedServer> {
  const table = new Map<string, FeedRoute>(Object.entries(routes));
  const hits: string[] = [];
  const requestHeaders = new Map<string, IncomingMessage["headers"]>();
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    hits.push(path);
    requestHeaders.set(path, request.headers);
    const answer = table.get(path) ?? { status: 404, body: "" };
    if (typeof answer === "function") answer(request, response);
    else sendAnswer(answer, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    hits,
    requestHeaders,
    route: (path, answer) => void table.set(path, answer),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Bytes of one sample. */
export function feedFile(name: string): Buffer {
  return readFileSync(join(FEEDS_DIR, name));
}

/** A sample as the live site would answer it. */
export function feedAnswer(name: string, headers: Readonly<Record<string, string>> = {}, status = 200): FeedAnswer {
  return { status, headers: { "content-type": "text/html; charset=utf-8", ...headers }, body: feedFile(name) };
}

function sendAnswer(answer: FeedAnswer, request: IncomingMessage, response: ServerResponse): void {
  const etag = answer.headers?.etag;
  if (etag !== undefined && request.headers["if-none-match"] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  response.writeHead(answer.status ?? 200, answer.headers ?? {}).end(answer.body ?? "");
}
