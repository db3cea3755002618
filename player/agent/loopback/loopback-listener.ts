import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { STAGE_PATHS } from "../../../schemas/stage-paths.ts";
import { createGuard, type Guard } from "./guard.ts";

type OnRequest = (request: IncomingMessage, response: ServerResponse) => void;

/** The stage's address, taken before anything can be served at it: a browser may be sent there while the agent is read. */
export interface LoopbackListener {
  readonly server: Server;
  readonly origin: string;
  readonly guard: Guard;
  /** From now on this answers, and what was asked before gets its answer too. */
  serve(onRequest: OnRequest): void;
}

/** Listens on 127.0.0.1 alone; port 0: any free one. Rejects when the port is taken. */
export async function listenOnLoopback(port: number): Promise<LoopbackListener> {
  const server = createServer({ requestTimeout: 10_000, maxHeaderSize: 8_192 });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
  const taken = (server.address() as AddressInfo).port;
  const waiting: Parameters<OnRequest>[] = [];
  let answer: OnRequest = (...asked) => waiting.push(asked);
  server.on("request", (request, response) => answer(request, response));
  return {
    server,
    origin: `http://127.0.0.1:${taken}`,
    guard: createGuard(taken),
    serve(onRequest) {
      answer = onRequest;
      for (const asked of waiting.splice(0)) onRequest(...asked);
    },
  };
}

/**
 * The address at which the browser about to be started enters by itself; the one made before is closed. Nothing at all
 * where the system cannot tell whose a connection is.
 */
export function ownEntrance({ origin, guard }: Pick<LoopbackListener, "origin" | "guard">): string {
  if (process.platform !== "linux") return "about:blank";
  return `${origin}${STAGE_PATHS.enterOwn(guard.makeOwnTicket())}`;
}
