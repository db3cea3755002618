import type { AgentToStage, StageToAgent } from "../../../schemas/stage-channel.ts";
import { STAGE_PATHS } from "../../../schemas/stage-paths.ts";

/** First wait before a new try; it doubles up to the last one. */
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;

export interface ChannelEvents {
  /** `takenAtMs`: when it came, on the page's clock. */
  onMessage(message: AgentToStage, takenAtMs: number): void;
  onLost(): void;
}

/**
 * Keeps one connection to the agent for as long as the page lives, with a growing, spread-out wait between tries.
 * A message that is not of the contract ends the connection: an agent that speaks otherwise is not ours.
 */
export class AgentChannel {
  readonly #events: ChannelEvents;
  #socket: WebSocket | undefined;
  #retryMs = FIRST_RETRY_MS;

  constructor(events: ChannelEvents) {
    this.#events = events;
  }

  open(): void {
    const url = new URL(STAGE_PATHS.channel, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const takenAtMs = performance.now();
      import("./contract.ts").then(({ readAgentMessage }) => {
        this.#take(socket, readAgentMessage(parseJson(data)), takenAtMs);
      }, reportError);
    });
    socket.addEventListener("close", () => {
      this.#socket = undefined;
      this.#events.onLost();
      setTimeout(() => this.open(), this.#retryMs * (0.5 + Math.random() / 2));
      this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
    });
  }

  /** Sends, or drops when there is no connection: what nobody witnessed is not told later. */
  send(message: StageToAgent): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #take(socket: WebSocket, message: AgentToStage | undefined, takenAtMs: number): void {
    // It may have been lost while its first message waited for the schemas.
    if (socket !== this.#socket) return;
    if (message === undefined) {
      socket.close(4000, "not of the contract");
      return;
    }
    this.#retryMs = FIRST_RETRY_MS;
    this.#events.onMessage(message, takenAtMs);
  }
}

/** The value, or `undefined`, which no schema accepts, when it is not JSON text. */
function parseJson(data: unknown): unknown {
  if (typeof data !== "string") return undefined;
  try {
    return JSON.parse(data);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
