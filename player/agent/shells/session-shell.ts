import type { z } from "zod";
import { DOCUMENT_TYPES, type Envelope } from "../../../schemas/envelope.ts";
import type { LedgerMark } from "../../../schemas/play-record.ts";
import { PLAYER_PATHS } from "../../../schemas/player-http.ts";
import {
  type Hello,
  type LinkTrouble,
  MAX_FRAME_BEFORE_HELLO_BYTES,
  type PlayerState,
} from "../../../schemas/player-socket.ts";
import { type Signer, signDocument } from "../../../schemas/trust/envelope.ts";
import { FIRST_SESSION, stepSession } from "../core/session.ts";
import type { SessionEffect, SessionEvent, SessionState, TimerName, Transport } from "../core/session-events.ts";
import { stateChanges, toldAfter } from "../core/state-changes.ts";
import type { ServerLink } from "../ports/network.ts";
import { openPollSocket } from "../ports/poll-socket.ts";
import type { Report } from "../ports/reporter.ts";
import { openPlayerSocket, type PlayerSocket, type SocketHandlers } from "../ports/socket.ts";
import type { AgentTime } from "./agent-time.ts";
import type { OutboxShell } from "./outbox-shell.ts";

export interface SessionShellPorts {
  readonly time: AgentTime;
  readonly random: () => number;
  readonly link: ServerLink;
  readonly signer: Signer;
  readonly player: number;
  /** Name of the server in the pinned root. */
  readonly serverName: () => string;
  readonly outbox: Pick<OutboxShell, "boot" | "prepareBatch" | "prune">;
  /** All of it but how the player is connected. */
  readonly playerState: () => PlayerState;
  readonly onWelcomed: (welcome: { highestBoot: number; mark: LedgerMark }) => Promise<void>;
  readonly onStatus: (status: Envelope, withdrawals?: Envelope) => void;
  readonly onOffline: () => void;
  readonly report: Report;
}

type Unstamped<E> = E extends unknown ? Omit<E, "monoMs" | "random"> : never;

/** Carries the session core's effects out on a real socket, or polls, and real timers. */
export class SessionShell {
  readonly #ports: SessionShellPorts;
  readonly #timers = new Map<TimerName, NodeJS.Timeout>();
  #state: SessionState = FIRST_SESSION;
  #socket: PlayerSocket | undefined;
  #probe: PlayerSocket | undefined;
  /** What the server knows of us by this connection. */
  #told: PlayerState | undefined;

  constructor(ports: SessionShellPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#dispatch({ type: "start" });
  }

  stop(): void {
    this.#dispatch({ type: "stop" });
    this.#probe?.close();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  /** Something new is on disk to be sent. */
  recordsWaiting(): void {
    this.#dispatch({ type: "records-waiting" });
  }

  /** The server should hear of a change before the next heartbeat is due. */
  stateChanged(): void {
    this.#dispatch({ type: "state-changed" });
  }

  #dispatch(event: Unstamped<SessionEvent>): void {
    const { time, random } = this.#ports;
    const stamped = { ...event, monoMs: time.mono(), random: random() } as SessionEvent;
    const { state, effects } = stepSession(this.#state, stamped);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: SessionEffect): void {
    const ports = this.#ports;
    switch (effect.type) {
      case "connect":
        this.#connect(effect.generation, effect.transport);
        return;
      case "probe-socket":
        this.#probeSocket(effect.generation);
        return;
      case "disconnect":
        ports.link.setToken(undefined);
        this.#probe?.close();
        this.#socket?.close();
        this.#socket = undefined;
        return;
      case "make-hello":
        this.#background(this.#makeHello(effect.generation, effect.nonce, effect.serverName));
        return;
      case "send-hello":
        this.#socket?.send(effect.hello);
        return;
      case "send-heartbeat":
        this.#sendHeartbeat();
        return;
      case "prepare-batch":
        this.#prepareBatch(effect.generation, effect.after);
        return;
      case "send-batch":
        this.#socket?.send({ type: "batch", batch: effect.batch });
        return;
      case "set-timer":
        this.#setTimer(effect.name, effect.generation, effect.delayMs);
        return;
      case "cancel-timer":
        clearTimeout(this.#timers.get(effect.name));
        return;
      case "welcomed":
        ports.link.setToken(effect.sessionToken);
        ports.report("online", { transport: this.#state.transport });
        this.#background(ports.onWelcomed(effect));
        return;
      case "status":
        ports.onStatus(effect.status, effect.withdrawals);
        return;
      case "mark-moved":
        this.#background(ports.outbox.prune(effect.mark, effect.backedUp ?? undefined));
        return;
      case "round-trip":
        ports.time.addRoundTrip(ports.outbox.boot, effect);
        return;
      case "offline":
        ports.report("offline", { reason: effect.reason, ...troubleOf(effect.trouble) });
        ports.onOffline();
        return;
      case "refused":
        ports.report("refused", { reason: effect.reason });
        return;
    }
  }

  #background(work: Promise<void>): void {
    work.catch((error: unknown) => this.#ports.report("session-trouble", { reason: String(error) }));
  }

  #connect(generation: number, transport: Transport): void {
    const handlers: SocketHandlers = {
      onMessage: (message) => this.#dispatch({ type: "message", generation, message }),
      onMalformed: () => this.#dispatch({ type: "malformed", generation }),
      onClosed: (trouble) => this.#dispatch({ type: "closed", generation, ...troubleOf(trouble ?? null) }),
    };
    this.#told = undefined;
    this.#socket = transport === "poll" ? openPollSocket(this.#ports.link, handlers) : this.#openSocket(handlers);
  }

  #openSocket(handlers: SocketHandlers): PlayerSocket {
    const url = new URL(PLAYER_PATHS.socket, this.#ports.link.baseUrl);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    return openPlayerSocket(url, this.#ports.link.socketAgent, handlers);
  }

  /** The server's first word is enough: somebody on the way may let the upgrade through and nothing after it. */
  #probeSocket(generation: number): void {
    this.#probe?.close();
    const probe = this.#openSocket({
      onMessage: () => {
        probe.close();
        this.#dispatch({ type: "socket-answers", generation });
      },
      onMalformed: () => probe.close(),
      onClosed: () => undefined,
    });
    this.#probe = probe;
  }

  #playerState(): PlayerState {
    const { transport, trouble } = this.#state;
    return { ...this.#ports.playerState(), link: { transport, trouble } };
  }

  #setTimer(name: TimerName, generation: number, delayMs: number): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(
      name,
      setTimeout(() => this.#dispatch({ type: "timer", generation, name }), delayMs),
    );
  }

  async #makeHello(generation: number, nonce: string, serverName: string): Promise<void> {
    const { player, signer, report } = this.#ports;
    // Said, not refused: a server that was given another name proves itself by the status in its welcome.
    if (serverName !== this.#ports.serverName()) report("server-renamed", { serverName });
    const answer = await signDocument(
      { type: "challenge-answer", player, nonce, serverName },
      DOCUMENT_TYPES.challenge,
      [signer],
    );
    const hello = fitHello({ type: "hello", answer, state: this.#playerState() });
    this.#told = hello.state;
    this.#dispatch({ type: "hello-ready", generation, hello });
  }

  #sendHeartbeat(): void {
    const { time } = this.#ports;
    if (this.#told === undefined) return;
    const now = this.#playerState();
    const changes = stateChanges(this.#told, now);
    this.#told = toldAfter(this.#told, changes);
    const anchors = time.takeAnchors();
    this.#socket?.send({
      type: "heartbeat",
      sentMonoMs: now.monoMs,
      state: changes,
      ...(anchors.length > 0 ? { anchors } : {}),
    });
  }

  /** A log that cannot be read just now has nothing to send; the next record asks again. */
  #prepareBatch(generation: number, after: LedgerMark): void {
    this.#ports.outbox.prepareBatch(after, this.#ports.signer).then(
      (batch) => this.#dispatch({ type: "batch-ready", generation, batch }),
      (error: unknown) => {
        this.#ports.report("session-trouble", { reason: String(error) });
        this.#dispatch({ type: "batch-ready", generation, batch: null });
      },
    );
  }
}

/** Before it is known, a player may send little: the list of troubles waits for the first heartbeat if it must. */
function fitHello(hello: z.infer<typeof Hello>): z.infer<typeof Hello> {
  if (Buffer.byteLength(JSON.stringify(hello)) <= MAX_FRAME_BEFORE_HELLO_BYTES) return hello;
  return { ...hello, state: { ...hello.state, troubles: [] } };
}

function troubleOf(trouble: LinkTrouble | null): { trouble?: LinkTrouble } {
  return trouble === null ? {} : { trouble };
}
