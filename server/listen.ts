import { createServer, type Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { CannotStart } from "./cannot-start.ts";

/** An upload of gigabytes over a slow link may take this long; everything else has `limitBodyTime`. */
const REQUEST_TIMEOUT_MS = 6 * 3_600_000;

/** A client that has not sent its headers by then is not a browser. */
const HEADERS_TIMEOUT_MS = 20_000;

/** How often Node looks for connections that are past these times. */
const LOOK_EVERY_MS = 5_000;

/** Longer than the idle time of usual proxies, so that they and not we close first. */
const KEEP_ALIVE_MS = 65_000;

/** All players of a province may come back at once; with Node's 511 most would wait seconds for a retry. */
const BACKLOG = 16_384;

/** How long open requests may go on after a stop. */
const DRAIN_MS = 3_000;

export interface ListeningServer {
  readonly server: Server;
  readonly address: ListeningAddress;
  /** Takes no new request, lets open ones end for three seconds, then cuts them. */
  close(): Promise<void>;
}

export interface ListeningAddress {
  readonly host: string;
  readonly port: number;
  readonly url: string;
}

/** Answers a request; `env` holds Node's own request and response. */
export type Fetch = Parameters<typeof createAdaptorServer>[0]["fetch"];

/** Serves `fetch` on the address; port 0 takes any free one. Throws `CannotStart` when the address cannot be had. */
export async function listen(fetch: Fetch, host: string, port: number): Promise<ListeningServer> {
  const server = createAdaptorServer({
    fetch,
    createServer,
    serverOptions: {
      requestTimeout: REQUEST_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: LOOK_EVERY_MS,
    },
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen({ host, port, backlog: BACKLOG }, resolve);
  });
  const bound = server.address();
  const boundPort = typeof bound === "object" && bound !== null ? bound.port : port;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${boundPort}`;
  return { server, address: { host, port: boundPort, url }, close: () => close(server) };
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new CannotStart(`Port ${port} on ${host} is taken: stop the other program, or set PORT to a free one.`);
  }
  if (error.code === "EACCES") return new CannotStart(`Port ${port} needs more rights: set PORT above 1023.`);
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") {
    return new CannotStart(`This machine has no address ${host}: correct HOST, or leave it empty for 127.0.0.1.`);
  }
  return error;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(cut);
}
