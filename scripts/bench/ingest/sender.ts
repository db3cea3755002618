import { WebSocket } from "ws";
import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import { PLAYER_PATHS } from "../../../schemas/player-http.ts";
import { type Signer, signDocument } from "../../../schemas/trust/envelope.ts";
import { playerState } from "../../../tests/support/player-state.ts";

interface Heard {
  readonly type: string;
  readonly nonce?: string;
  readonly serverName?: string;
  readonly stored?: boolean;
}

/** One player's socket: sends a batch when the one before is acknowledged, as players do. */
export class Sender {
  readonly ready: Promise<void>;
  readonly #socket: WebSocket;
  #waiting: readonly string[] = [];
  #onReady: () => void = () => undefined;
  #onDone: () => void = () => undefined;
  #onFailed: (error: Error) => void = () => undefined;

  constructor(url: string, player: number, signer: Signer) {
    this.ready = new Promise((resolve) => {
      this.#onReady = resolve;
    });
    this.#socket = new WebSocket(`${url.replace("http", "ws")}${PLAYER_PATHS.socket}`, { perMessageDeflate: false });
    this.#socket.on("message", (data) => void this.#hear(JSON.parse(String(data)) as Heard, player, signer));
    this.#socket.on("error", (error) => this.#onFailed(error));
    this.#socket.on("close", () => this.#onFailed(new Error("The server hung up.")));
  }

  /** Resolves when the last of these frames is acknowledged. */
  send(frames: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#onDone = resolve;
      this.#onFailed = reject;
      this.#waiting = frames;
      this.#sendNext();
    });
  }

  close(): void {
    this.#onFailed = () => undefined;
    this.#socket.terminate();
  }

  #sendNext(): void {
    const [next, ...rest] = this.#waiting;
    this.#waiting = rest;
    if (next === undefined) this.#onDone();
    else this.#socket.send(next);
  }

  async #hear(heard: Heard, player: number, signer: Signer): Promise<void> {
    if (heard.type === "acknowledge") {
      if (heard.stored === true) return this.#sendNext();
      return this.#onFailed(new Error("A batch was not stored."));
    }
    if (heard.type === "refusal") return this.#onFailed(new Error(`Refused: ${JSON.stringify(heard)}.`));
    if (heard.type === "welcome") return this.#onReady();
    if (heard.type !== "challenge") return;
    const said = { type: "challenge-answer", player, nonce: heard.nonce, serverName: heard.serverName };
    const answer = await signDocument(said, DOCUMENT_TYPES.challenge, [signer]);
    this.#socket.send(JSON.stringify({ type: "hello", answer, state: playerState({ wallMs: Date.now() }) }));
  }
}
