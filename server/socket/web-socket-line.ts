import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import { MAX_FRAME_BEFORE_HELLO_BYTES, type ServerMessage } from "../../schemas/player-socket.ts";
import type { FrameTurns } from "./frame-turns.ts";
import type { LineHandlers, PlayerLine } from "./player-line.ts";
import { SILENCE_MS } from "./session-core.ts";

/** A socket whose peer does not read is cut here, before it holds much memory. */
export const MAX_BUFFERED_BYTES = 1_000_000;
/** Frame and mask headers, and control frames, that may come with a hello. */
const FRAME_ALLOWANCE_BYTES = 256;
/** Looking at a shorter one takes less time than a turn of the event loop. */
const LONG_FRAME_BYTES = 8_000;
const CLOSE_GRACE_MS = 2_000;
/** Bytes of a frame that is not whole yet are a sign of life at most this often. */
const LIFE_EVERY_MS = 1_000;

/** A player's WebSocket. `raw` is the connection it was before the upgrade. */
export class WebSocketLine implements PlayerLine {
  readonly address: string | undefined;
  readonly silenceMs = SILENCE_MS;
  readonly #socket: WebSocket;
  readonly #raw: Duplex;
  readonly #turns: FrameTurns;
  #isTrusted = false;
  /** Frames that are here and were not looked at yet. */
  #waiting = 0;

  constructor(socket: WebSocket, raw: Duplex, address: string | undefined, turns: FrameTurns) {
    this.#socket = socket;
    this.#raw = raw;
    this.address = address;
    this.#turns = turns;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  listen(handlers: LineHandlers): void {
    this.#watchBytes(handlers);
    this.#socket.on("message", (data, isBinary) => {
      this.#hear(bytesOf(data), isBinary, handlers);
    });
    this.#socket.on("pong", () => handlers.onPong());
    this.#socket.on("error", (error) => handlers.onError(error));
    this.#socket.once("close", () => handlers.onClosed());
  }

  trust(): void {
    this.#isTrusted = true;
  }

  send(message: ServerMessage): void {
    if (!this.isOpen) return;
    this.#socket.send(JSON.stringify(message));
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) this.#socket.terminate();
  }

  ping(): void {
    this.#socket.ping();
  }

  close(why: string): void {
    this.#socket.close(1000, why.slice(0, 100));
    // The peer may never answer the closing frame.
    setTimeout(() => this.#socket.terminate(), CLOSE_GRACE_MS).unref();
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** A long frame waits for its turn, and what comes on this line after it waits too; nothing more is read meanwhile. */
  #hear(bytes: Buffer, isBinary: boolean, { onFrame }: LineHandlers): void {
    const look = () => onFrame(isBinary ? undefined : bytes.toString("utf8"), bytes.length);
    if (bytes.length < LONG_FRAME_BYTES && this.#waiting === 0) {
      look();
      return;
    }
    this.#waiting += 1;
    this.#socket.pause();
    this.#turns(() => {
      this.#waiting -= 1;
      look();
      if (this.#waiting === 0) this.#socket.resume();
    });
  }

  /**
   * A peer that has not proven who it is may send no more than one hello. Of one that has, every byte says that it is
   * there: on a slow line a batch takes minutes, and an answer to a ping waits behind it.
   */
  #watchBytes(handlers: LineHandlers): void {
    let received = 0;
    let timer: NodeJS.Timeout | undefined;
    this.#raw.on("data", (chunk: Buffer) => {
      received += chunk.length;
      if (!this.#isTrusted) {
        if (received > MAX_FRAME_BEFORE_HELLO_BYTES + FRAME_ALLOWANCE_BYTES) this.#socket.terminate();
        return;
      }
      if (timer !== undefined) return;
      handlers.onPong();
      timer = setTimeout(() => {
        timer = undefined;
      }, LIFE_EVERY_MS).unref();
    });
  }
}

/** Without a copy: a batch is most of what is ever sent here. */
function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
