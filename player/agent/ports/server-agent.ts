import { Agent as HttpAgent } from "node:http";
import { type AgentOptions, Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";
import { bare, type Dialing, dial } from "./dial.ts";

type OnCreated = (error: Error | null, socket?: Duplex) => void;

/** Connections kept open between requests: the next poll or file is spared the handshake. */
export const KEPT_CONNECTIONS = 2;

const OPTIONS: AgentOptions = {
  keepAlive: true,
  maxSockets: 16,
  maxFreeSockets: KEPT_CONNECTIONS,
  maxCachedSessions: 0,
};

/** How requests and sockets get to the server. */
export interface ServerLines {
  /** For requests. */
  readonly agent: HttpAgent;
  /** For WebSockets, which a proxy must tunnel even where it could pass a request on. */
  readonly socketAgent: HttpAgent;
  /** Proxy that passes plain requests on; `null` where there is none or everything is tunnelled. */
  readonly forwarder: URL | null;
}

/** The ways to the one server, straight or through `proxy`. Every connection is opened by `dial`. */
export function openServerLines(
  serverUrl: string,
  { proxy, trust, ...how }: Omit<Dialing, "host" | "port">,
): ServerLines {
  const server = new URL(serverUrl);
  const isTls = server.protocol === "https:";
  const to = { host: bare(server.hostname), port: Number(server.port || (isTls ? 443 : 80)) };
  const tunnelling = poolOf(isTls, { ...how, ...to, proxy, trust: isTls ? trust : null });
  if (proxy === null || isTls) return { agent: tunnelling, socketAgent: tunnelling, forwarder: null };
  const toProxy = { host: bare(proxy.hostname), port: Number(proxy.port || 80) };
  const agent = poolOf(false, { ...how, ...toProxy, proxy: null, trust: null });
  return { agent, socketAgent: tunnelling, forwarder: proxy };
}

/** An error of dialing comes out as the request's own `error` event. */
function poolOf(isTls: boolean, dialing: Dialing): HttpAgent {
  const agent = isTls ? new HttpsAgent(OPTIONS) : new HttpAgent(OPTIONS);
  // Called by Node with the address of each request; all of them go to the one server.
  const createConnection = (_options: unknown, onCreated: OnCreated): undefined => {
    dial(dialing).then(
      (socket) => onCreated(null, socket),
      (error: Error) => onCreated(error),
    );
  };
  return Object.assign(agent, { createConnection });
}
