import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { ServerTrust } from "../trust/server-trust.ts";
import { DialError } from "./dial-error.ts";
import { openTunnel } from "./proxy-tunnel.ts";

/** A connection that is not there by then will not come. */
const DIAL_MS = 10_000;

export interface Dialing {
  readonly host: string;
  readonly port: number;
  /** Proxy through which to go; `null`: straight. */
  readonly proxy: URL | null;
  /** How the server's certificate is judged; `null`: no TLS. */
  readonly trust: ServerTrust | null;
  /** Sees every connection when it begins, to count its bytes. */
  readonly onOpen: (socket: Socket) => void;
  /** Ten seconds when left out. */
  readonly deadlineMs?: number;
}

/**
 * Opens a connection within its deadline or rejects with DialError. With TLS nothing is ever sent to a server whose
 * certificate was not found good.
 */
export async function dial({ host, port, proxy, trust, onOpen, deadlineMs = DIAL_MS }: Dialing): Promise<Socket> {
  const raw =
    proxy === null
      ? connectTcp({ host, port, noDelay: true })
      : connectTcp({ host: bare(proxy.hostname), port: Number(proxy.port || 80), noDelay: true });
  onOpen(raw);
  const late = setTimeout(() => raw.destroy(new DialError("unreachable", "no connection in time")), deadlineMs);
  try {
    await eventOf(raw, "connect");
    if (proxy !== null) await openTunnel(raw, proxy, host, port);
    return trust === null ? raw : await secure(raw, host, trust);
  } catch (error) {
    raw.destroy();
    throw error instanceof DialError ? error : new DialError("unreachable", String(error));
  } finally {
    clearTimeout(late);
  }
}

async function secure(raw: Socket, host: string, trust: ServerTrust): Promise<TLSSocket> {
  const servername = isIP(host) === 0 ? { servername: host } : {};
  // Judged below, not by OpenSSL alone: it knows only the machine's clock, which may stand in 1970.
  const socket = connectTls({ socket: raw, ca: [...trust.authorities], rejectUnauthorized: false, ...servername });
  try {
    await eventOf(socket, "secureConnect");
  } catch (error) {
    throw error instanceof DialError ? error : new DialError("untrusted-server", String(error));
  }
  const verdict = trust.judge(socket, host);
  if (verdict.ok) return socket;
  socket.destroy();
  throw new DialError("untrusted-server", verdict.reason);
}

function eventOf(socket: Socket, event: "connect" | "secureConnect"): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed")));
  });
}

/** A host name as sockets want it: an IPv6 address without its brackets. */
export function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}
