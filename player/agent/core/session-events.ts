import type { z } from "zod";
import type { Envelope } from "../../../schemas/envelope.ts";
import type { LedgerMark, PlayBatch, PlayKey } from "../../../schemas/play-record.ts";
import type { Hello, LinkTrouble, Refusal, ServerMessage } from "../../../schemas/player-socket.ts";

export type TimerName = "reconnect" | "hello-deadline" | "heartbeat" | "silence" | "batch-deadline" | "probe";

/** How the messages travel: on a WebSocket, or by a POST a minute where none gets through. */
export type Transport = "socket" | "poll";

/**
 * Where the connection stands. `generation` counts connections: whatever belongs to an older one is ignored, so a timer
 * or a prepared batch left over from a dead connection can never act on a new one.
 */
export interface SessionState {
  readonly phase: "idle" | "waiting" | "connecting" | "greeting" | "live" | "stopped";
  readonly generation: number;
  readonly attempt: number;
  /** Up to where the server holds the log; known only while live. */
  readonly mark: LedgerMark | null;
  /** Up to where a backup of the server holds it, as told last. */
  readonly backedUp: PlayKey | null;
  readonly batch: "none" | "preparing" | "in-flight";
  /** More was closed while a batch was being prepared or was in flight. */
  readonly moreWaiting: boolean;
  /** The server did not take our batch and told the mark we started from: nothing more until the next welcome. */
  readonly stuck: boolean;
  /** After which mark the server refused a batch for good; nothing is sent again while it still stands there. */
  readonly refusedAfter: LedgerMark | null;
  /** Heartbeats come faster until this monotonic instant. */
  readonly quickUntilMonoMs: number;
  /** Of the connection that stands or was tried last. */
  readonly transport: Transport;
  /** The server has answered a heartbeat of this connection: the way holds in both directions. */
  readonly isProven: boolean;
  /** Sockets in a row that were never proven. */
  readonly socketFailures: number;
  /** The last polls were proven. */
  readonly pollWorks: boolean;
  /** When the last status of this connection came. */
  readonly statusMonoMs: number;
  /** What ended the last try or connection, as far as is known. */
  readonly trouble: LinkTrouble | null;
}

export type SessionEvent = {
  readonly monoMs: number;
  /** In `[0, 1)`; used for jitter. */
  readonly random: number;
} & (
  | { readonly type: "start" }
  | { readonly type: "stop" }
  | { readonly type: "message"; readonly generation: number; readonly message: z.infer<typeof ServerMessage> }
  | { readonly type: "malformed"; readonly generation: number }
  | { readonly type: "closed"; readonly generation: number; readonly trouble?: LinkTrouble }
  /** A socket tried beside the polls heard the server's first word. */
  | { readonly type: "socket-answers"; readonly generation: number }
  | { readonly type: "hello-ready"; readonly generation: number; readonly hello: z.infer<typeof Hello> }
  | { readonly type: "batch-ready"; readonly generation: number; readonly batch: PlayBatch | null }
  | { readonly type: "timer"; readonly generation: number; readonly name: TimerName }
  | { readonly type: "records-waiting" }
  /** Something the server shows to an operator has changed: worth a heartbeat out of turn. */
  | { readonly type: "state-changed" }
);

export type SessionEffect =
  | { readonly type: "connect"; readonly generation: number; readonly transport: Transport }
  /** Try a socket beside the polls, as far as the server's first word. */
  | { readonly type: "probe-socket"; readonly generation: number }
  | { readonly type: "disconnect"; readonly generation: number }
  | {
      readonly type: "make-hello";
      readonly generation: number;
      readonly nonce: string;
      readonly serverName: string;
    }
  | { readonly type: "send-hello"; readonly generation: number; readonly hello: z.infer<typeof Hello> }
  | { readonly type: "send-heartbeat"; readonly generation: number }
  | { readonly type: "prepare-batch"; readonly generation: number; readonly after: LedgerMark }
  | { readonly type: "send-batch"; readonly generation: number; readonly batch: PlayBatch }
  | { readonly type: "set-timer"; readonly generation: number; readonly name: TimerName; readonly delayMs: number }
  | { readonly type: "cancel-timer"; readonly name: TimerName }
  | {
      readonly type: "welcomed";
      readonly sessionToken: string;
      readonly highestBoot: number;
      readonly mark: LedgerMark;
    }
  /** `withdrawals`: the list that the status names, where the server sent it along. */
  | { readonly type: "status"; readonly status: Envelope; readonly withdrawals?: Envelope }
  /** Up to where the server holds the log, and up to where a backup of it does. */
  | { readonly type: "mark-moved"; readonly mark: LedgerMark; readonly backedUp: PlayKey | null }
  | {
      readonly type: "round-trip";
      readonly sentMonoMs: number;
      readonly receivedMonoMs: number;
      readonly serverReceivedAtMs: number;
      readonly serverSentAtMs: number;
    }
  | { readonly type: "offline"; readonly reason: string; readonly trouble: LinkTrouble | null }
  | { readonly type: "refused"; readonly reason: z.infer<typeof Refusal>["reason"] };

export interface SessionStep {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}
