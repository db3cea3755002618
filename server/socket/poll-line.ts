import {
  MAX_FRAME_BEFORE_HELLO_BYTES,
  MAX_FRAME_BYTES,
  MAX_POLL_MESSAGES,
  POLL_JITTER_MS,
  POLL_MS,
  type ServerMessage,
} from "../../schemas/player-socket.ts";
import type { LineHandlers, PlayerLine } from "./player-line.ts";

/** Two polls and a half. */
export const POLL_SILENCE_MS = 2.5 * (POLL_MS + POLL_JITTER_MS);
/** A message to which the server has found no answer by then never gets one. */
const ANSWER_DEADLINE_MS = 25_000;
/** What answers a message of a player; anything else that is sent waits for one of these to go along with. */
const ANSWERS: readonly ServerMessage["type"][] = [
  "challenge",
  "welcome",
  "heartbeat-answer",
  "acknowledge",
  "refusal",
];

/** One player that polls. Each `exchange` is a frame in and everything said since the last one out. */
export class PollLine implements PlayerLine {
  readonly address: string | undefined;
  readonly silenceMs = POLL_SILENCE_MS;
  readonly #waiting: (() => void)[] = [];
  #handlers: LineHandlers | undefined;
  #unsent: ServerMessage[] = [];
  #isTrusted = false;
  #isOpen = true;

  constructor(address: string | undefined) {
    this.address = address;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Longest body the peer may send now. */
  get maxBodyBytes(): number {
    return this.#isTrusted ? MAX_FRAME_BYTES : MAX_FRAME_BEFORE_HELLO_BYTES;
  }

  listen(handlers: LineHandlers): void {
    this.#handlers = handlers;
  }

  trust(): void {
    this.#isTrusted = true;
  }

  /**
   * Takes one message and resolves with what the server says, once it has answered or ended the line. `null` takes
   * nothing and waits for the first word. A line without an answer in time is ended.
   */
  async exchange(text: string | null): Promise<ServerMessage[]> {
    const answered = this.#unsent.some(isAnswer) ? Promise.resolve() : this.#nextAnswer();
    if (text !== null) this.#handlers?.onFrame(text, Buffer.byteLength(text));
    await answered;
    const messages = this.#unsent;
    this.#unsent = [];
    return messages;
  }

  send(message: ServerMessage): void {
    if (!this.#isOpen) return;
    // Of what is only a hint the newest is enough.
    if (message.type === "status") this.#unsent = this.#unsent.filter(({ type }) => type !== "status");
    this.#unsent.push(message);
    if (this.#unsent.length > MAX_POLL_MESSAGES) this.terminate();
    else if (isAnswer(message)) this.#waiting.shift()?.();
  }

  ping(): void {
    // Whoever polls cannot be asked; its next poll says that it is there.
  }

  close(): void {
    this.terminate();
  }

  terminate(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const wake of this.#waiting.splice(0)) wake();
    this.#handlers?.onClosed();
  }

  #nextAnswer(): Promise<void> {
    if (!this.#isOpen) return Promise.resolve();
    return new Promise((resolve) => {
      const late = setTimeout(() => this.terminate(), ANSWER_DEADLINE_MS);
      this.#waiting.push(() => {
        clearTimeout(late);
        resolve();
      });
    });
  }
}

function isAnswer({ type }: ServerMessage): boolean {
  return ANSWERS.includes(type);
}
