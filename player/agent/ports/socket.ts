import { WebSocket } from "ws";
import type { z } from "zod";
import { MAX_FRAME_BYTES, type PlayerMessage, ServerMessage } from "../../../schemas/player-socket.ts";

export interface SocketHandlers {
  readonly onMessage: (message: z.infer<typeof ServerMessage>) => void;
  readonly onMalformed: () => void;
  readonly onClosed: () => void;
}

/** One connection to the server's player gateway. */
export interface PlayerSocket {
  /** Sent when open; a socket that is not open drops it, as the network might. */
  send(message: z.infer<typeof PlayerMessage>): void;
  /** Ends at once; `onClosed` may still be called. */
  close(): void;
}

/** Opens a connection to `url` (ws or wss). Frames that are no message of the contract are `onMalformed`. */
export function openPlayerSocket(url: URL, handlers: SocketHandlers): PlayerSocket {
  const socket = new WebSocket(url, {
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handshakeTimeout: 10_000,
    followRedirects: false,
  });
  socket.on("message", (data, isBinary) => {
    const message = isBinary ? undefined : parseMessage(String(data));
    if (message === undefined) handlers.onMalformed();
    else handlers.onMessage(message);
  });
  // A failed connection says `error` and then `close`; the close is what counts.
  socket.on("error", () => socket.terminate());
  socket.on("close", () => handlers.onClosed());
  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    close: () => socket.terminate(),
  };
}

function parseMessage(text: string): z.infer<typeof ServerMessage> | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = ServerMessage.safeParse(data);
  return parsed.success ? parsed.data : undefined;
}
