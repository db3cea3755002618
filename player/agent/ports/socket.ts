import type { Agent } from "node:http";
import { WebSocket } from "ws";
import {
  type LinkTrouble,
  MAX_FRAME_BYTES,
  type PlayerMessage,
  ServerMessage,
} from "../../../schemas/player-socket.ts";
import { DialError } from "./dial-error.ts";
import { isPortal } from "./portal.ts";

export interface SocketHandlers {
  readonly onMessage: (message: ServerMessage) => void;
  readonly onMalformed: () => void;
  /** Once; `trouble` where it is known what stands in the way. */
  readonly onClosed: (trouble?: LinkTrouble) => void;
}

/** One connection to the server's player gateway, by whatever transport. */
export interface PlayerSocket {
  /** Sent when open; a socket that is not open drops it, as the network might. */
  send(message: PlayerMessage): void;
  /** Ends at once; `onClosed` may still be called. */
  close(): void;
}

/** Opens a connection to `url` (ws or wss) through `agent`. Frames that are no message of the contract are `onMalformed`. */
export function openPlayerSocket(url: URL, agent: Agent, handlers: SocketHandlers): PlayerSocket {
  const socket = new WebSocket(url, {
    agent,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handshakeTimeout: 10_000,
    followRedirects: false,
  });
  let trouble: LinkTrouble | undefined;
  socket.on("message", (data, isBinary) => {
    const message = isBinary ? undefined : parseMessage(String(data));
    if (message === undefined) handlers.onMalformed();
    else handlers.onMessage(message);
  });
  socket.on("unexpected-response", (request, response) => {
    const isHtml = /html/i.test(response.headers["content-type"] ?? "");
    if (isPortal(response.statusCode ?? 0, isHtml)) trouble = "captive-portal";
    request.destroy();
    socket.terminate();
  });
  // A failed connection says `error` and then `close`; the close is what counts.
  socket.on("error", (error) => {
    if (error instanceof DialError) trouble = error.trouble;
    socket.terminate();
  });
  socket.on("close", () => handlers.onClosed(trouble));
  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    close: () => socket.terminate(),
  };
}

function parseMessage(text: string): ServerMessage | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = ServerMessage.safeParse(data);
  return parsed.success ? parsed.data : undefined;
}
