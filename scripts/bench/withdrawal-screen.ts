import { WebSocket } from "ws";
import { DOCUMENT_TYPES, Envelope } from "../../schemas/envelope.ts";
import { Status, Withdrawals } from "../../schemas/manifest.ts";
import { PLAYER_PATHS } from "../../schemas/player-http.ts";
import { type PlayerState, ServerMessage } from "../../schemas/player-socket.ts";
import type { RootDocument } from "../../schemas/root-document.ts";
import { type Signer, signDocument } from "../../schemas/trust/envelope.ts";
import { keysOfRole } from "../../schemas/trust/root-of-trust.ts";
import { openSignedDocument } from "../../schemas/trust/signed-document.ts";
import { playerState } from "../../tests/support/player-state.ts";

export interface ScreenOptions {
  readonly url: string;
  readonly root: RootDocument;
  readonly signer: Signer;
  readonly player: number;
  /** The list of this version has been verified here and would now be obeyed. */
  readonly onWithdrawn: (player: number, version: number) => void;
}

/** A screen as the server sees it: connects, believes only what is signed, fetches a list of withdrawals it lacks. */
export class BenchScreen {
  readonly #options: ScreenOptions;
  readonly #socket: WebSocket;
  #token = "";
  #version = 0;
  #isWelcomed: () => void = () => undefined;
  readonly welcomed: Promise<void>;

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.welcomed = new Promise((resolve) => {
      this.#isWelcomed = resolve;
    });
    this.#socket = new WebSocket(`${options.url.replace("http", "ws")}${PLAYER_PATHS.socket}`, {
      perMessageDeflate: false,
    });
    this.#socket.on("message", (data) => void this.#hear(ServerMessage.parse(JSON.parse(String(data)))));
    this.#socket.on("error", () => this.#socket.terminate());
  }

  leave(): void {
    this.#socket.terminate();
  }

  async #hear(message: ServerMessage): Promise<void> {
    if (message.type === "challenge") return this.#greet(message.nonce, message.serverName);
    if (message.type === "welcome") {
      this.#token = message.sessionToken;
      this.#isWelcomed();
    }
    if (!("status" in message) || message.status === undefined) return;
    await this.#follow(message.status, message.type === "status" ? message.withdrawals : undefined);
  }

  async #greet(nonce: string, serverName: string): Promise<void> {
    const { player, signer } = this.#options;
    const said = { type: "challenge-answer", player, nonce, serverName };
    const answer = await signDocument(said, DOCUMENT_TYPES.challenge, [signer]);
    this.#say({ type: "hello", answer, state: this.#state() });
  }

  async #follow(envelope: Envelope, offered: Envelope | undefined): Promise<void> {
    const status = await this.#open(envelope, DOCUMENT_TYPES.status, Status);
    const version = status.withdrawalsVersion;
    if (version <= this.#version) return;
    const list = await this.#open(offered ?? (await this.#fetchList(version)), DOCUMENT_TYPES.withdrawals, Withdrawals);
    this.#version = list.version;
    this.#options.onWithdrawn(this.#options.player, list.version);
    this.#say({
      type: "heartbeat",
      sentMonoMs: Math.floor(performance.now()),
      state: { withdrawalsVersion: list.version },
    });
  }

  async #fetchList(version: number): Promise<Envelope> {
    const answer = await fetch(`${this.#options.url}${PLAYER_PATHS.withdrawals(version)}`, {
      headers: { Authorization: `Bearer ${this.#token}` },
    });
    return Envelope.parse(await answer.json());
  }

  async #open<T>(
    envelope: Envelope,
    type: Parameters<typeof openSignedDocument>[1],
    shape: Parameters<typeof openSignedDocument<T>>[2],
  ): Promise<T> {
    const { root } = this.#options;
    const opened = await openSignedDocument(envelope, type, shape, keysOfRole(root, "scheduler"), 1);
    if (!opened.ok) throw new Error(`The server signed nothing that holds: ${opened.reason}.`);
    return opened.document;
  }

  #say(message: unknown): void {
    this.#socket.send(JSON.stringify(message));
  }

  #state(): PlayerState {
    return playerState({
      rootVersion: this.#options.root.version,
      playingRevision: 1,
      heldRevision: 1,
      wallMs: Date.now(),
      monoMs: Math.floor(performance.now()),
    });
  }
}
