import type { z } from "zod";
import type { Envelope } from "../../../schemas/envelope.ts";
import type { PlayBatch } from "../../../schemas/play-record.ts";
import {
  type ChallengeAnswer,
  type Heartbeat,
  type Hello,
  type PlayerMessage,
  type ServerMessage,
  STATUS_AGAIN_MS,
} from "../../../schemas/player-socket.ts";
import { POLL_SILENCE_MS } from "../../../server/socket/poll-line.ts";
import {
  FIRST_STATE,
  type GatewayEffect,
  type GatewayEvent,
  type GatewayState,
} from "../../../server/socket/session-core.ts";
import type { SimTimer } from "../engine/event-queue.ts";
import type { SimConnection } from "../network/path.ts";
import { openFrom } from "../notary.ts";
import type { SimServer } from "./server.ts";

/** Seldomer than the gateway's own two seconds: its deadlines are met a little later, and a day costs less. */
const FIRST_TICK_MS = 11_000;
const TICK_MS = 40_000;
const SERVER_NAME = "cot-moc.example";

/** One connection at the server, as `server/socket/gateway-session.ts` carries the core's decisions out. */
export class ServerSession {
  player: number | null = null;
  screenId: string | null = null;
  readonly #server: SimServer;
  readonly #connection: SimConnection<unknown, ServerMessage>;
  readonly #nonce: string;
  #state: GatewayState = FIRST_STATE;
  #answer: ServerMessage | null = null;
  #ticking: SimTimer | null = null;
  #isDropped = false;
  #saidLast = "";
  #saidAtMs = 0;

  constructor(server: SimServer, connection: SimConnection<unknown, ServerMessage>) {
    this.#server = server;
    this.#connection = connection;
    this.#nonce = `nonce-${server.world.random.next().toString(36).padEnd(24, "0")}`;
    connection.accept({
      onMessage: (message) => this.#onFrame(message as z.infer<typeof PlayerMessage>),
      onClosed: () => this.#onClosed(),
    });
    this.tell({ type: "opened", atMs: this.#now(), ...(connection.isPolled ? { silenceMs: POLL_SILENCE_MS } : {}) });
    this.#tick(FIRST_TICK_MS);
  }

  tell(event: GatewayEvent): void {
    if (this.#isDropped) return;
    const { state, effects } = this.#server.rules.stepGateway(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  /** The process is gone. */
  drop(): void {
    this.#isDropped = true;
    this.#stop();
    this.#connection.closeByServer();
  }

  #now(): number {
    return Math.floor(this.#server.world.nowMs);
  }

  #tick(delayMs: number): void {
    this.#ticking = this.#server.world.after(delayMs, () => {
      this.tell({ type: "tick", atMs: this.#now() });
      if (this.#state.phase !== "closed") this.#tick(TICK_MS);
    });
  }

  #stop(): void {
    if (this.#ticking !== null) this.#ticking.run = null;
  }

  #onFrame(message: z.infer<typeof PlayerMessage> | "pong"): void {
    if (message === "pong") this.tell({ type: "pong", atMs: this.#now() });
    else this.tell({ type: "frame", atMs: this.#now(), sizeBytes: 1_000, message });
  }

  #carryOut(effect: GatewayEffect): void {
    const server = this.#server;
    switch (effect.type) {
      case "send-challenge": {
        const serverEpoch = String(server.state.epoch);
        this.#send({ type: "challenge", nonce: this.#nonce, serverEpoch, serverName: SERVER_NAME });
        return;
      }
      case "check-hello":
        this.#checkHello(effect.hello);
        return;
      case "welcome":
        this.#welcome();
        return;
      case "take-heartbeat":
        this.#takeHeartbeat(effect.heartbeat, effect.receivedAtMs);
        return;
      case "ingest":
        this.#ingest(effect.batch);
        return;
      case "acknowledge":
        if (this.#answer !== null) this.#send(this.#answer);
        return;
      case "push-status":
        if (this.screenId !== null) this.#send({ type: "status", status: server.status(this.screenId) });
        return;
      case "ping":
        // The socket below answers by itself.
        this.#connection.ping();
        return;
      case "refuse":
        this.#send({ type: "refusal", reason: effect.reason });
        return;
      case "close":
        this.#stop();
        this.#connection.closeByServer();
        server.gone(this);
        return;
    }
  }

  #checkHello(hello: z.infer<typeof Hello>): void {
    const claimed = hello.answer.signatures[0]?.protected ?? "";
    const answer = openFrom<z.infer<typeof ChallengeAnswer>>(claimed, hello.answer);
    const known = answer === undefined ? undefined : this.#server.state.players.get(answer.player);
    if (answer === undefined || known === undefined) {
      this.tell({ type: "turned-away", reason: "unknown-player" });
      return;
    }
    const isGood = claimed === `player ${answer.player}` && answer.nonce === this.#nonce;
    if (!isGood) {
      this.tell({ type: "turned-away", reason: "bad-signature" });
      return;
    }
    if (known.isRevoked) {
      this.tell({ type: "turned-away", reason: "revoked" });
      return;
    }
    this.player = answer.player;
    this.screenId = known.screenId;
    this.#server.heard(answer.player, hello.state);
    this.tell({ type: "admitted", atMs: this.#now() });
  }

  #welcome(): void {
    if (this.player === null || this.screenId === null) return;
    const { state, ledger } = this.#server;
    this.#server.admitted(this, this.player);
    this.#send({
      type: "welcome",
      status: this.#server.status(this.screenId),
      mark: ledger.markOf(this.player),
      highestBoot: state.players.get(this.player)?.highestBoot ?? 0,
      serverTimeMs: this.#now(),
      sessionToken: "token-of-the-simulated-session",
    });
  }

  #takeHeartbeat(heartbeat: z.infer<typeof Heartbeat>, receivedAtMs: number): void {
    if (this.player === null || this.screenId === null) return;
    this.#server.heard(this.player, heartbeat.state);
    this.#server.ledger.insertAnchors(this.player, heartbeat.anchors ?? []);
    const news = this.#statusIfNews(this.screenId);
    this.#send({
      type: "heartbeat-answer",
      echoedMonoMs: heartbeat.sentMonoMs,
      receivedAtMs,
      sentAtMs: this.#now(),
      ...(news === undefined ? {} : { status: news }),
    });
  }

  /** A status unless the last one of this connection still says the same and is young. */
  #statusIfNews(screenId: string): Envelope | undefined {
    const { state } = this.#server;
    const says = `${state.manifests.get(screenId)?.sha256} ${state.withdrawalsVersion}`;
    if (says === this.#saidLast && this.#now() - this.#saidAtMs < STATUS_AGAIN_MS) return undefined;
    this.#saidLast = says;
    this.#saidAtMs = this.#now();
    return this.#server.status(screenId);
  }

  #ingest(batch: PlayBatch): void {
    if (this.player === null) return;
    this.#server.ingest({
      player: this.player,
      batch,
      answered: ({ acknowledge, refused }) => {
        this.#answer = acknowledge;
        this.tell(refused === null ? { type: "batch-stored" } : { type: "batch-refused", reason: refused });
      },
      failed: () => this.tell({ type: "batch-failed" }),
    });
  }

  #send(message: ServerMessage): void {
    this.#connection.sendDown(message);
  }

  #onClosed(): void {
    this.#stop();
    this.tell({ type: "gone" });
    this.#server.gone(this);
  }
}
