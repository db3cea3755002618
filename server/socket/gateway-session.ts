import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { MAX_FRAME_BEFORE_HELLO_BYTES, PlayerMessage, type ServerMessage } from "../../schemas/player-socket.ts";
import type { ServiceContext } from "../context.ts";
import type { LedgerWriter } from "../services/ledger/ledger-writer.ts";
import { signStatus } from "../services/manifests/sign-status.ts";
import { type AdmittedPlayer, admitPlayer } from "../services/players/admit-player.ts";
import { takeHeartbeat } from "../services/players/take-heartbeat.ts";
import { openPlayerSession } from "./player-sessions.ts";
import { FIRST_STATE, type GatewayEffect, type GatewayEvent, type GatewayState, stepGateway } from "./session-core.ts";

/** A socket whose peer does not read is cut here, before it holds much memory. */
const MAX_BUFFERED_BYTES = 1_000_000;
/** Frame and mask headers, and control frames, that may come with a hello. */
const FRAME_ALLOWANCE_BYTES = 256;
const CLOSE_GRACE_MS = 2_000;

/** What a connection was before it became a WebSocket. */
export interface Line {
  readonly raw: Duplex;
  /** Of the peer, as the network says. */
  readonly address: string | undefined;
}

/** What a session tells its gateway. */
export interface SessionHooks {
  admitted(session: GatewaySession, player: number): void;
  gone(session: GatewaySession): void;
}

/** One connection: turns socket events into steps of the core and carries out what the core decides. */
export class GatewaySession {
  readonly address: string | undefined;
  readonly #ctx: ServiceContext;
  readonly #writer: LedgerWriter;
  readonly #socket: WebSocket;
  readonly #hooks: SessionHooks;
  readonly #nonce = randomBytes(24).toString("base64url");
  readonly #ended: Promise<void>;
  #state: GatewayState = FIRST_STATE;
  #admitted: AdmittedPlayer | undefined;
  #closeToken: (() => void) | undefined;
  #answer: ServerMessage | undefined;
  /** Effects run one after another, so that answers leave in the order of what they answer. */
  #work: Promise<void> = Promise.resolve();

  constructor(ctx: ServiceContext, writer: LedgerWriter, socket: WebSocket, line: Line, hooks: SessionHooks) {
    this.address = line.address;
    this.#ctx = ctx;
    this.#writer = writer;
    this.#socket = socket;
    this.#hooks = hooks;
    this.#ended = new Promise((resolve) => socket.once("close", () => resolve()));
    this.#limitStranger(line.raw);
    socket.on("message", (data, isBinary) => this.#onFrame(data, isBinary));
    socket.on("pong", () => this.tell({ type: "pong", atMs: ctx.now() }));
    socket.on("error", (error) => ctx.log.info("player-socket-error", { player: this.player, message: error.message }));
    socket.once("close", () => this.#onClose());
    this.tell({ type: "opened", atMs: ctx.now() });
  }

  /** Known once its hello is checked. */
  get player(): number | undefined {
    return this.#admitted?.player.number;
  }

  get screenId(): string | undefined {
    return this.#admitted?.screenId;
  }

  /** Feeds one event to the core and carries out its effects, in order. */
  tell(event: GatewayEvent): void {
    const { state, effects } = stepGateway(this.#state, event);
    this.#state = state;
    for (const effect of effects) {
      this.#work = this.#work.then(() => this.#carryOut(effect)).catch((error: unknown) => this.#fail(error));
    }
  }

  /** Closes the connection and waits until it is gone. */
  async cut(why: string): Promise<void> {
    this.#close(why);
    await this.#ended;
  }

  /** A peer that has not proven who it is may send no more than one hello. */
  #limitStranger(raw: Duplex): void {
    let received = 0;
    const count = (chunk: Buffer) => {
      received += chunk.length;
      if (this.#state.phase === "open") raw.off("data", count);
      else if (received > MAX_FRAME_BEFORE_HELLO_BYTES + FRAME_ALLOWANCE_BYTES) this.#socket.terminate();
    };
    raw.on("data", count);
  }

  #onFrame(data: WebSocket.RawData, isBinary: boolean): void {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
    const message = isBinary ? undefined : readMessage(bytes.toString("utf8"));
    this.tell({ type: "frame", atMs: this.#ctx.now(), sizeBytes: bytes.length, message });
  }

  async #carryOut(effect: GatewayEffect): Promise<void> {
    switch (effect.type) {
      case "send-challenge": {
        const { serverEpoch, serverName } = this.#ctx.settings;
        return this.#send({ type: "challenge", nonce: this.#nonce, serverEpoch, serverName });
      }
      case "check-hello":
        return this.#checkHello(effect);
      case "welcome":
        return this.#welcome();
      case "take-heartbeat":
        return this.#takeHeartbeat(effect);
      case "ingest":
        // Not awaited: a heartbeat is answered while a batch is on its way to the disk.
        return void this.#ingest(effect);
      case "acknowledge":
        return this.#answer === undefined ? undefined : this.#send(this.#answer);
      case "push-status":
        return this.#admitted === undefined ? undefined : this.#send({ type: "status", status: await this.#status() });
      case "ping":
        return this.#socket.ping();
      case "refuse":
        this.#ctx.log.info("player-refused", { player: this.player, reason: effect.reason });
        return this.#send({ type: "refusal", reason: effect.reason });
      case "close":
        return this.#close(effect.why);
    }
  }

  async #checkHello({ hello }: Extract<GatewayEffect, { type: "check-hello" }>): Promise<void> {
    const admission = await admitPlayer(this.#ctx, { hello, nonce: this.#nonce });
    if (!admission.ok) return this.tell({ type: "turned-away", reason: admission.reason });
    if (this.#state.phase !== "checking") return;
    this.#admitted = admission.admitted;
    this.tell({ type: "admitted", atMs: this.#ctx.now() });
  }

  async #welcome(): Promise<void> {
    const admitted = this.#admitted;
    if (admitted === undefined || this.#socket.readyState !== this.#socket.OPEN) return;
    const { player, screenId, mark, highestBoot } = admitted;
    this.#hooks.admitted(this, player.number);
    const session = openPlayerSession(this.#ctx, { player: player.number, screenId });
    this.#closeToken = session.close;
    const status = await this.#status();
    const serverTimeMs = this.#ctx.now();
    this.#send({ type: "welcome", status, mark, highestBoot, serverTimeMs, sessionToken: session.token });
    this.#ctx.log.info("player-connected", { player: player.number, screenId });
  }

  async #takeHeartbeat(effect: Extract<GatewayEffect, { type: "take-heartbeat" }>): Promise<void> {
    if (this.player === undefined) return;
    await takeHeartbeat(this.#ctx, this.player, effect.heartbeat);
    const status = await this.#status();
    const { sentMonoMs } = effect.heartbeat;
    const sentAtMs = this.#ctx.now();
    this.#send({
      type: "heartbeat-answer",
      echoedMonoMs: sentMonoMs,
      receivedAtMs: effect.receivedAtMs,
      sentAtMs,
      status,
    });
  }

  async #ingest({ batch }: Extract<GatewayEffect, { type: "ingest" }>): Promise<void> {
    if (this.#admitted === undefined) return;
    try {
      const { acknowledge, refused } = await this.#writer.ingest(this.#admitted.player, batch);
      this.#answer = acknowledge;
      this.tell(refused === null ? { type: "batch-stored" } : { type: "batch-refused", reason: refused });
    } catch (error) {
      this.#ctx.log.error("batch-failed", { player: this.player, message: messageOf(error) });
      this.tell({ type: "batch-failed" });
    }
  }

  #status() {
    return signStatus(this.#ctx, this.#admitted?.screenId ?? "");
  }

  #send(message: ServerMessage): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(JSON.stringify(message));
    if (this.#socket.bufferedAmount > MAX_BUFFERED_BYTES) this.#socket.terminate();
  }

  #close(why: string): void {
    this.#socket.close(1000, why.slice(0, 100));
    // The peer may never answer the closing frame.
    setTimeout(() => this.#socket.terminate(), CLOSE_GRACE_MS).unref();
  }

  #fail(error: unknown): void {
    this.#ctx.log.error("player-session-failed", { player: this.player, message: messageOf(error) });
    this.#socket.terminate();
  }

  #onClose(): void {
    this.#closeToken?.();
    this.tell({ type: "gone" });
    this.#hooks.gone(this);
    if (this.player !== undefined) this.#ctx.log.info("player-gone", { player: this.player });
  }
}

function readMessage(text: string): PlayerMessage | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    // Not JSON is one of the ways to be malformed; the core says what follows from it.
    return undefined;
  }
  const parsed = PlayerMessage.safeParse(data);
  return parsed.success ? parsed.data : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
