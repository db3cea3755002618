import type { z } from "zod";
import { FIRST_SESSION } from "../../../player/agent/core/session.ts";
import type {
  SessionEffect,
  SessionEvent,
  SessionState,
  TimerName,
} from "../../../player/agent/core/session-events.ts";
import type { Envelope } from "../../../schemas/envelope.ts";
import type { ClockAnchor, LedgerMark, PlayBatch } from "../../../schemas/play-record.ts";
import type { PlayerMessage, PlayerState, ServerMessage } from "../../../schemas/player-socket.ts";
import type { SimTimer } from "../engine/event-queue.ts";
import { SimConnection } from "../network/path.ts";
import { signFor } from "../notary.ts";
import type { Life } from "./life.ts";

type Unstamped<E> = E extends unknown ? Omit<E, "monoMs" | "random"> : never;
type RoundTrip = Extract<SessionEffect, { type: "round-trip" }>;

export interface AgentSessionPorts {
  readonly player: number;
  readonly state: () => PlayerState;
  readonly prepareBatch: (mark: LedgerMark) => PlayBatch | null;
  readonly takeAnchors: () => ClockAnchor[];
  readonly onWelcomed: (welcome: { highestBoot: number; mark: LedgerMark }) => void;
  readonly onStatus: (status: Envelope) => void;
  readonly onOffline: () => void;
  readonly onMark: (mark: LedgerMark) => void;
  readonly onRoundTrip: (trip: RoundTrip) => void;
}

/** The session core on the simulated network, as `player/agent/shells/session-shell.ts` runs it on the real one. */
export class AgentSession {
  /** Whether it may ask over HTTP. */
  hasToken = false;
  sent = 0;
  readonly #life: Life;
  readonly #ports: AgentSessionPorts;
  readonly #timers = new Map<TimerName, SimTimer>();
  #state: SessionState = FIRST_SESSION;
  #connection: SimConnection<z.infer<typeof PlayerMessage>, ServerMessage> | null = null;

  constructor(life: Life, ports: AgentSessionPorts) {
    this.#life = life;
    this.#ports = ports;
  }

  get isLive(): boolean {
    return this.#state.phase === "live";
  }

  get transport(): string {
    return this.#state.transport;
  }

  dispatch(event: Unstamped<SessionEvent>): void {
    const { rules, world } = this.#life;
    if (this.#life.isOver) return;
    const stamped = { ...event, monoMs: this.#life.monoMs(), random: world.random.next() } as SessionEvent;
    const { state, effects } = rules.stepSession(this.#state, stamped);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  /** The process is gone; what it had handed to the network may still arrive. */
  abandon(): void {
    this.#connection?.closeByPlayer();
    this.#connection = null;
  }

  #carryOut(effect: SessionEffect): void {
    const ports = this.#ports;
    switch (effect.type) {
      case "connect":
        this.#connect(effect.generation, effect.transport === "poll");
        return;
      case "probe-socket":
        this.#probe(effect.generation);
        return;
      case "disconnect":
        this.hasToken = false;
        this.abandon();
        return;
      case "make-hello":
        this.#makeHello(effect.generation, effect.nonce, effect.serverName);
        return;
      case "send-hello":
        this.#send(effect.hello);
        return;
      case "send-heartbeat":
        this.#sendHeartbeat();
        return;
      case "prepare-batch":
        this.#prepareBatch(effect.generation, effect.after);
        return;
      case "send-batch":
        this.#send({ type: "batch", batch: effect.batch });
        return;
      case "set-timer":
        this.#setTimer(effect.name, effect.generation, effect.delayMs);
        return;
      case "cancel-timer":
        this.#cancelTimer(effect.name);
        return;
      case "welcomed":
        this.hasToken = true;
        ports.onWelcomed(effect);
        return;
      case "status":
        ports.onStatus(effect.status);
        return;
      case "mark-moved":
        ports.onMark(effect.mark);
        return;
      case "round-trip":
        ports.onRoundTrip(effect);
        return;
      case "offline":
        ports.onOffline();
        return;
      case "refused":
        this.#life.world.note("refused", this.#life.machine, effect.reason);
        return;
    }
  }

  #connect(generation: number, isPolled: boolean): void {
    const { world, path, server } = this.#life;
    const end = {
      onMessage: (message: ServerMessage) => this.dispatch({ type: "message", generation, message }),
      onClosed: () => this.dispatch({ type: "closed", generation }),
    };
    const connection = new SimConnection<z.infer<typeof PlayerMessage>, ServerMessage>(world, path, end, isPolled);
    this.#connection = connection;
    const isBlocked = !isPolled && path.socketsBlockedUntilMs > world.nowMs;
    if (!path.isClear || isBlocked) {
      connection.lose();
      return;
    }
    world.after(path.delayMs(), () => {
      if (this.#connection === connection) server.accept(connection);
    });
  }

  /** A socket beside the polls: it opens when the way is clear. */
  #probe(generation: number): void {
    const { path, world } = this.#life;
    this.#life.ask(
      () => path.socketsBlockedUntilMs <= world.nowMs,
      (isOpen) => {
        if (isOpen === true) this.dispatch({ type: "socket-answers", generation });
      },
    );
  }

  #makeHello(generation: number, nonce: string, serverName: string): void {
    const { player, state } = this.#ports;
    const answer = signFor(`player ${player}`, { type: "challenge-answer", player, nonce, serverName });
    this.#life.after(2, () => {
      this.dispatch({ type: "hello-ready", generation, hello: { type: "hello", answer, state: state() } });
    });
  }

  #sendHeartbeat(): void {
    const { state, takeAnchors } = this.#ports;
    this.#send({ type: "heartbeat", sentMonoMs: this.#life.monoMs(), state: state(), anchors: takeAnchors() });
  }

  #prepareBatch(generation: number, after: LedgerMark): void {
    this.#life.after(3, () => {
      this.dispatch({ type: "batch-ready", generation, batch: this.#ports.prepareBatch(after) });
    });
  }

  #send(message: z.infer<typeof PlayerMessage>): void {
    this.sent += 1;
    this.#connection?.sendUp(message);
  }

  #setTimer(name: TimerName, generation: number, delayMs: number): void {
    this.#cancelTimer(name);
    const timer = this.#life.after(delayMs, () => {
      const isStale = this.#life.rules.timersOutliveConnection;
      this.dispatch({ type: "timer", generation: isStale ? this.#state.generation : generation, name });
    });
    this.#timers.set(name, timer);
  }

  #cancelTimer(name: TimerName): void {
    const timer = this.#timers.get(name);
    if (timer !== undefined && !this.#life.rules.timersOutliveConnection) timer.run = null;
  }
}
