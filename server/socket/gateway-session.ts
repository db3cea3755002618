import { randomBytes } from "node:crypto";
import type { z } from "zod";
import type { Status } from "../../schemas/manifest.ts";
import {
  type Heartbeat,
  type PlayerState,
  type ServerMessage,
  STATUS_AGAIN_MS,
  type StateChanges,
} from "../../schemas/player-socket.ts";
import type { ServiceContext } from "../context.ts";
import type { LedgerWriter } from "../services/ledger/ledger-writer.ts";
import { readStatus, signRead } from "../services/manifests/sign-status.ts";
import { type AdmittedPlayer, admitPlayer } from "../services/players/admit-player.ts";
import { backedUpNow } from "../services/players/backed-up-now.ts";
import type { HeartbeatWriter } from "../services/players/take-heartbeat.ts";
import type { WithdrawalLists } from "../services/withdrawals/withdrawal-lists.ts";
import type { PlayerLine } from "./player-line.ts";
import { openPlayerSession } from "./player-sessions.ts";
import { readMessage } from "./read-message.ts";
import { FIRST_STATE, type GatewayEffect, type GatewayEvent, type GatewayState, stepGateway } from "./session-core.ts";

/** What all sessions share: the two queues to the database, and what is read once for all of them. */
export interface SharedParts {
  readonly ledger: LedgerWriter;
  readonly heartbeats: HeartbeatWriter;
  readonly lists: WithdrawalLists;
}

/** What a session tells its gateway. */
export interface SessionHooks {
  admitted(session: GatewaySession, player: number): void;
  gone(session: GatewaySession): void;
}

/** One connection: turns socket events into steps of the core and carries out what the core decides. */
export class GatewaySession {
  readonly #ctx: ServiceContext;
  readonly #shared: SharedParts;
  readonly #line: PlayerLine;
  readonly #hooks: SessionHooks;
  readonly #nonce = randomBytes(24).toString("base64url");
  readonly #ended: Promise<void>;
  #state: GatewayState = FIRST_STATE;
  #admitted: AdmittedPlayer | undefined;
  #closeToken: (() => void) | undefined;
  #answer: ServerMessage | undefined;
  /** State of the player as it told it on this connection, brought up to date by its heartbeats. */
  #told: PlayerState | undefined;
  /** What the status last sent here said, and when that was. */
  #lastStatus = { says: "", atMs: 0 };
  /** Effects run one after another, so that answers leave in the order of what they answer. */
  #work: Promise<void> = Promise.resolve();

  constructor(ctx: ServiceContext, shared: SharedParts, line: PlayerLine, hooks: SessionHooks) {
    this.#ctx = ctx;
    this.#shared = shared;
    this.#line = line;
    this.#hooks = hooks;
    let end: () => void = () => undefined;
    this.#ended = new Promise((resolve) => {
      end = resolve;
    });
    line.listen({
      onFrame: (text, sizeBytes) => {
        const message = text === undefined ? undefined : readMessage(text);
        this.tell({ type: "frame", atMs: ctx.now(), sizeBytes, message });
      },
      onPong: () => this.tell({ type: "pong", atMs: ctx.now() }),
      onError: (error) => ctx.log.info("player-socket-error", { player: this.player, message: error.message }),
      onClosed: () => {
        this.#onClose();
        end();
      },
    });
    this.tell({ type: "opened", atMs: ctx.now(), silenceMs: line.silenceMs });
  }

  get address(): string | undefined {
    return this.#line.address;
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
    this.#line.close(why);
    await this.#ended;
  }

  async #carryOut(effect: GatewayEffect): Promise<void> {
    switch (effect.type) {
      case "send-challenge": {
        const { serverEpoch, serverName } = this.#ctx.settings;
        return this.#line.send({ type: "challenge", nonce: this.#nonce, serverEpoch, serverName });
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
        return this.#answer === undefined ? undefined : this.#line.send(this.#answer);
      case "push-status":
        return this.#admitted === undefined ? undefined : this.#pushStatus(this.#admitted.screenId);
      case "ping":
        return this.#line.ping();
      case "refuse":
        this.#ctx.log.info("player-refused", { player: this.player, reason: effect.reason });
        return this.#line.send({ type: "refusal", reason: effect.reason });
      case "close":
        return this.#line.close(effect.why);
    }
  }

  async #checkHello({ hello }: Extract<GatewayEffect, { type: "check-hello" }>): Promise<void> {
    const admission = await admitPlayer(this.#ctx, { hello, nonce: this.#nonce });
    if (!admission.ok) return this.tell({ type: "turned-away", reason: admission.reason });
    if (this.#state.phase !== "checking") return;
    this.#admitted = admission.admitted;
    this.#told = hello.state;
    this.#line.trust();
    this.tell({ type: "admitted", atMs: this.#ctx.now() });
  }

  async #welcome(): Promise<void> {
    const admitted = this.#admitted;
    if (admitted === undefined || !this.#line.isOpen) return;
    const { player, screenId, mark, highestBoot } = admitted;
    this.#hooks.admitted(this, player.number);
    const session = openPlayerSession(this.#ctx, { player: player.number, screenId });
    this.#closeToken = session.close;
    const status = await this.#status();
    const backedUp = await backedUpNow(this.#ctx, player.number);
    const serverTimeMs = this.#ctx.now();
    const told = { status, mark, highestBoot, serverTimeMs, sessionToken: session.token };
    this.#line.send({ type: "welcome", ...told, ...backedUp });
    this.#ctx.log.info("player-connected", { player: player.number, screenId });
  }

  async #takeHeartbeat(effect: Extract<GatewayEffect, { type: "take-heartbeat" }>): Promise<void> {
    if (this.player === undefined || this.#told === undefined) return;
    const { anchors = [], sentMonoMs } = effect.heartbeat;
    this.#told = withChanges(this.#told, effect.heartbeat);
    await this.#shared.heartbeats.take({ player: this.player, state: this.#told, anchors });
    const status = await this.#statusUnlessKnown();
    this.#line.send({
      type: "heartbeat-answer",
      echoedMonoMs: sentMonoMs,
      receivedAtMs: effect.receivedAtMs,
      sentAtMs: this.#ctx.now(),
      ...status,
    });
  }

  async #ingest({ batch }: Extract<GatewayEffect, { type: "ingest" }>): Promise<void> {
    if (this.#admitted === undefined) return;
    try {
      const { acknowledge, refused } = await this.#shared.ledger.ingest(this.#admitted.player, batch);
      this.#answer = acknowledge;
      this.tell(refused === null ? { type: "batch-stored" } : { type: "batch-refused", reason: refused });
    } catch (error) {
      this.#ctx.log.error("batch-failed", { player: this.player, message: messageOf(error) });
      this.tell({ type: "batch-failed" });
    }
  }

  /** With the list of withdrawals where the player has told of an older one: what leaves the screens leaves them now. */
  async #pushStatus(screenId: string): Promise<void> {
    const read = await readStatus(this.#ctx, screenId);
    const isBehind = read.withdrawalsVersion > (this.#told?.withdrawalsVersion ?? 0);
    const withdrawals = isBehind ? await this.#shared.lists.findShort(read.withdrawalsVersion) : undefined;
    const status = await this.#sign(read);
    this.#line.send({ type: "status", status, ...(withdrawals === undefined ? {} : { withdrawals }) });
  }

  async #status() {
    return this.#sign(await readStatus(this.#ctx, this.#admitted?.screenId ?? ""));
  }

  #sign(status: Status) {
    this.#lastStatus = { says: wordsOf(status), atMs: this.#ctx.now() };
    return signRead(this.#ctx, status);
  }

  /** Whatever has changed since is told with the next answer, so a push that was lost costs one heartbeat at most. */
  async #statusUnlessKnown() {
    const status = await readStatus(this.#ctx, this.#admitted?.screenId ?? "");
    const { says, atMs } = this.#lastStatus;
    if (wordsOf(status) === says && this.#ctx.now() - atMs < STATUS_AGAIN_MS) return {};
    this.#lastStatus = { says: wordsOf(status), atMs: this.#ctx.now() };
    const backedUp = await backedUpNow(this.#ctx, this.player ?? 0);
    return { status: await signRead(this.#ctx, status), ...backedUp };
  }

  #fail(error: unknown): void {
    this.#ctx.log.error("player-session-failed", { player: this.player, message: messageOf(error) });
    this.#line.terminate();
  }

  #onClose(): void {
    this.#closeToken?.();
    this.tell({ type: "gone" });
    this.#hooks.gone(this);
    if (this.player !== undefined) this.#ctx.log.info("player-gone", { player: this.player });
  }
}

/** A state brought up to date; what a heartbeat leaves out stands, and the wall clock goes on with the device's own. */
function withChanges(told: PlayerState, { state, sentMonoMs }: z.infer<typeof Heartbeat>): PlayerState {
  const wallMs = told.wallMs + (sentMonoMs - told.monoMs);
  return { ...told, wallMs, ...definedOnly(state), monoMs: sentMonoMs };
}

function definedOnly(changes: StateChanges): Partial<PlayerState> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

/** What a status says beside when it was said. */
function wordsOf({ serverTimeMs: _, freshUntilMs: __, commands = [], ...rest }: Status): string {
  return JSON.stringify([rest, commands.map(({ number }) => number)]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
