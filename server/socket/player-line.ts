import type { ServerMessage } from "../../schemas/player-socket.ts";

/** What a line tells the session that uses it. */
export interface LineHandlers {
  /** One message as it came; `undefined` for bytes that are no text. */
  onFrame(text: string | undefined, sizeBytes: number): void;
  /** The peer is there, though it has said nothing whole. */
  onPong(): void;
  /** Once, when nothing more can be sent or heard. */
  onClosed(): void;
  onError(error: Error): void;
}

/** A way to one player and back: a WebSocket, or polls. What a session does is the same on both. */
export interface PlayerLine {
  /** Of the peer, as the network says. */
  readonly address: string | undefined;
  readonly isOpen: boolean;
  /** Nothing said for so long means that nobody is there. */
  readonly silenceMs: number;
  listen(handlers: LineHandlers): void;
  /** The peer has proven who it is and may send more than a hello. */
  trust(): void;
  /** A closed line drops it. A peer that does not take what it is sent is cut before it holds much memory. */
  send(message: ServerMessage): void;
  ping(): void;
  /** Ends the line; what was sent before still goes out. */
  close(why: string): void;
  /** Ends the line at once. */
  terminate(): void;
}
