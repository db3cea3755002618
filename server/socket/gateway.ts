import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { PLAYER_PATHS } from "../../schemas/player-http.ts";
import { MAX_FRAME_BYTES } from "../../schemas/player-socket.ts";
import type { ServiceContext } from "../context.ts";
import { createLedgerWriter } from "../services/ledger/ledger-writer.ts";
import { createHeartbeatWriter } from "../services/players/take-heartbeat.ts";
import { createWithdrawalLists } from "../services/withdrawals/withdrawal-lists.ts";
import { createFrameTurns } from "./frame-turns.ts";
import { GatewaySession } from "./gateway-session.ts";
import type { PlayerLine } from "./player-line.ts";
import { openPollDoor } from "./poll-door.ts";
import { WebSocketLine } from "./web-socket-line.ts";

/** Connections at once, and those among them that have not proven who they are. */
const MAX_CONNECTIONS = 10_000;
const MAX_STRANGERS = 500;
/** So that one machine that only opens connections cannot keep every player out. */
const MAX_STRANGERS_AT_AN_ADDRESS = 250;
const TICK_MS = 2_000;

export interface PlayerGateway {
  /** Players with a live session, by number. */
  connectedPlayers(): number[];
  /** Cuts every connection and stops listening for upgrades. */
  close(): Promise<void>;
}

/**
 * Lets players connect to `server` on their socket path, or by polls where no socket gets through. One live session a
 * player: a newer connection wins. Changes of manifest, withdrawals or root reach the sessions concerned at once; a hint
 * that is lost is made up by the heartbeat.
 */
export function attachPlayerGateway(
  server: Pick<Server, "on" | "off" | "listenerCount">,
  ctx: ServiceContext,
): PlayerGateway {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES });
  const turns = createFrameTurns();
  const sessions = new Set<GatewaySession>();
  const byPlayer = new Map<number, GatewaySession>();
  const system: ServiceContext = { ...ctx, actor: { kind: "system", reason: "player-gateway" } };
  const parts = {
    ledger: createLedgerWriter(system),
    heartbeats: createHeartbeatWriter(system),
    lists: createWithdrawalLists(system),
  };
  const hooks = {
    admitted: (session: GatewaySession, player: number) => {
      const older = byPlayer.get(player);
      byPlayer.set(player, session);
      if (older !== undefined && older !== session) older.tell({ type: "superseded" });
    },
    gone: (session: GatewaySession) => {
      sessions.delete(session);
      const player = session.player;
      if (player !== undefined && byPlayer.get(player) === session) byPlayer.delete(player);
    },
  };
  const attach = (line: PlayerLine) => void sessions.add(new GatewaySession(system, parts, line, hooks));
  const door = openPollDoor(ctx.bus, (line) => {
    const hasRoom = !isFull(sessions, line.address);
    if (hasRoom) attach(line);
    return hasRoom;
  });
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isOurs = (request.url ?? "").split("?")[0] === PLAYER_PATHS.socket;
    // Another listener may know the path; left to nobody, the socket would hang.
    if (!isOurs && server.listenerCount("upgrade") > 1) return;
    const refusal = isOurs ? refusalOf(request, sessions) : "404 Not Found";
    if (refusal !== undefined) return turnAway(socket, refusal);
    sockets.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
      attach(new WebSocketLine(webSocket, socket, request.socket.remoteAddress, turns));
    });
  };
  server.on("upgrade", onUpgrade);
  const tick = setInterval(() => {
    for (const session of sessions) session.tell({ type: "tick", atMs: ctx.now() });
  }, TICK_MS);
  tick.unref();
  const stops = watchHints(ctx, sessions);
  return {
    connectedPlayers: () => [...byPlayer.keys()].sort((one, other) => one - other),
    close: async () => {
      server.off("upgrade", onUpgrade);
      door.close();
      clearInterval(tick);
      for (const stop of stops) stop();
      await Promise.all([...sessions].map((session) => session.cut("server stopping")));
      sockets.close();
    },
  };
}

/** The status line to turn an upgrade away with, or `undefined` to take it. */
function refusalOf(request: IncomingMessage, sessions: ReadonlySet<GatewaySession>): string | undefined {
  // A page in someone's browser always names its origin; a player has none.
  if (request.headers.origin !== undefined) return "403 Forbidden";
  return isFull(sessions, request.socket.remoteAddress) ? "503 Service Unavailable" : undefined;
}

/** Whether there is no room for one more line, from this address or at all; polls and sockets share it. */
function isFull(sessions: ReadonlySet<GatewaySession>, address: string | undefined): boolean {
  const strangers = [...sessions].filter((session) => session.player === undefined);
  return (
    sessions.size >= MAX_CONNECTIONS ||
    strangers.length >= MAX_STRANGERS ||
    strangers.filter((session) => session.address === address).length >= MAX_STRANGERS_AT_AN_ADDRESS
  );
}

/** Ends a connection that Node has already let go of: without these listeners an error of it would end the process. */
function turnAway(socket: Duplex, status: string): void {
  socket.on("error", () => socket.destroy());
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}

function watchHints(ctx: ServiceContext, sessions: ReadonlySet<GatewaySession>): (() => void)[] {
  const tell = (concerned: (session: GatewaySession) => boolean) => {
    for (const session of sessions) if (concerned(session)) session.tell({ type: "status-changed" });
  };
  return [
    ctx.bus.watch("manifest-changed", ({ screenId }) =>
      tell((session) => session.screenId === undefined || session.screenId === screenId),
    ),
    ctx.bus.watch("command-sent", ({ screenId }) => tell((session) => session.screenId === screenId)),
    ctx.bus.watch("withdrawals-changed", () => tell(() => true)),
    ctx.bus.watch("root-changed", () => tell(() => true)),
    ctx.bus.watch("player-revoked", ({ player }) => {
      for (const session of sessions) if (session.player === player) session.tell({ type: "revoked" });
    }),
  ];
}
