import type { SimWorld } from "../engine/world.ts";

export type Direction = "up" | "down";

/** A question may wait for its deadline for so long after all is well again. */
const AFTERMATH_MS = 30_000;

/** The network between one player and the server. Faults set its fields; healing clears them. */
export class SimPath {
  latencyMs: number;
  jitterMs: number;
  /** Until when nothing passes in this direction; what is sent meanwhile is held by TCP and comes late. */
  readonly blockedUntilMs: Record<Direction, number> = { up: 0, down: 0 };
  /** Connections opened until then are taken by something that never answers. */
  hungUntilMs = 0;
  /** Until when no WebSocket gets through, though HTTP does. */
  socketsBlockedUntilMs = 0;
  /** What waits in a proxy is delivered although its sender has long given the connection up. */
  holdsBackUntilMs = 0;
  /** Until when what went wrong may still be felt: questions asked meanwhile wait for their deadline. */
  troubledUntilMs = 0;
  worstRoundTripMs = 0;
  readonly connections = new Set<SimConnection>();
  readonly #world: SimWorld;

  constructor(world: SimWorld) {
    this.#world = world;
    this.latencyMs = world.random.between(5, 80);
    this.jitterMs = this.latencyMs / 4;
  }

  isBlocked(direction: Direction): boolean {
    return this.blockedUntilMs[direction] > this.#world.nowMs;
  }

  /** Nothing wrong with it in either direction at this moment. */
  get isClear(): boolean {
    return !this.isBlocked("up") && !this.isBlocked("down") && this.hungUntilMs <= this.#world.nowMs;
  }

  /** Something happens to it for so long. */
  trouble(forMs: number): void {
    this.troubledUntilMs = Math.max(this.troubledUntilMs, this.#world.nowMs + forMs + AFTERMATH_MS);
  }

  delayMs(): number {
    this.worstRoundTripMs = Math.max(this.worstRoundTripMs, 2 * (this.latencyMs + this.jitterMs));
    return this.latencyMs + this.#world.random.next() * this.jitterMs;
  }

  heal(): void {
    this.blockedUntilMs.up = 0;
    this.blockedUntilMs.down = 0;
    this.hungUntilMs = 0;
    this.socketsBlockedUntilMs = 0;
    this.holdsBackUntilMs = 0;
    this.latencyMs = Math.min(this.latencyMs, 80);
    this.jitterMs = Math.min(this.jitterMs, 20);
    for (const connection of this.connections) connection.reset();
  }

  /** One question and its answer, as HTTP does it; `undefined` when nothing came back in time. */
  ask<T>(answer: () => T | undefined, then: (answer: T | undefined) => void): void {
    const world = this.#world;
    const giveUpMs = 20_000;
    if (!this.isClear) {
      world.after(giveUpMs, () => then(undefined));
      return;
    }
    world.after(this.delayMs(), () => {
      const found = answer();
      if (this.isBlocked("down")) world.after(giveUpMs, () => then(undefined));
      else world.after(this.delayMs(), () => then(found));
    });
  }
}

export interface ConnectionEnd<T> {
  onMessage(message: T): void;
  onClosed(): void;
}

/**
 * One TCP connection. In each direction messages arrive in order or not at all, and none of them ever in another
 * connection. Either end may believe that it stands when it does not.
 */
export class SimConnection<Up = unknown, Down = unknown> {
  readonly #world: SimWorld;
  readonly #path: SimPath;
  #player: ConnectionEnd<Down> | null;
  #server: ConnectionEnd<Up> | null = null;
  /** Nothing passes any more, and nobody is told. */
  #isLost = false;
  readonly #lastArrivalMs: Record<Direction, number> = { up: 0, down: 0 };
  /** It stands for a row of polls, not for a socket. */
  readonly isPolled: boolean;

  constructor(world: SimWorld, path: SimPath, player: ConnectionEnd<Down>, isPolled = false) {
    this.#world = world;
    this.isPolled = isPolled;
    this.#path = path;
    this.#player = player;
    path.connections.add(this as SimConnection);
  }

  accept(server: ConnectionEnd<Up>): void {
    this.#server = server;
  }

  sendUp(message: Up): void {
    this.#carry("up", () => this.#server?.onMessage(message));
  }

  sendDown(message: Down): void {
    this.#carry("down", () => this.#player?.onMessage(message));
  }

  /** A question of the server's socket layer, answered by the player's without anyone above noticing. */
  ping(): void {
    this.#carry("down", () => {
      if (this.#player !== null) this.#carry("up", () => this.#server?.onMessage("pong" as Up));
    });
  }

  /** The player lets go. The server hears of it only over a working path. */
  closeByPlayer(): void {
    if (this.#player === null) return;
    this.#player = null;
    const isHeldBack = this.#path.holdsBackUntilMs > this.#world.nowMs;
    if (isHeldBack) return;
    // What this machine had not yet handed on dies with its socket.
    this.#isLost = this.#path.isBlocked("up");
    this.#carry("up", () => this.#endServer());
    if (this.#isLost) this.#path.connections.delete(this as SimConnection);
  }

  /** The server lets go, or its process died; what it sent before still goes out. */
  closeByServer(): void {
    if (this.#server === null) return;
    this.#server = null;
    this.#carry("down", () => this.#endPlayer());
    if (this.#player === null) this.#path.connections.delete(this as SimConnection);
  }

  /** From now on everything vanishes in silence. */
  lose(): void {
    this.#isLost = true;
    this.#path.connections.delete(this as SimConnection);
  }

  /** Something on the way ends it for both. */
  reset(): void {
    this.#isLost = true;
    this.#path.connections.delete(this as SimConnection);
    this.#world.after(0, () => this.#endPlayer());
    this.#world.after(0, () => this.#endServer());
  }

  #endPlayer(): void {
    const player = this.#player;
    this.#player = null;
    player?.onClosed();
  }

  #endServer(): void {
    const server = this.#server;
    this.#server = null;
    this.#path.connections.delete(this as SimConnection);
    server?.onClosed();
  }

  #carry(direction: Direction, deliver: () => void): void {
    if (this.#isLost) return;
    const path = this.#path;
    const { nowMs, random } = this.#world;
    const heldMs = direction === "up" ? path.holdsBackUntilMs - nowMs : 0;
    let atMs = nowMs + path.delayMs() + Math.max(0, heldMs);
    if (path.blockedUntilMs[direction] > nowMs) atMs = path.blockedUntilMs[direction] + random.between(50, 3_000);
    atMs = Math.max(atMs, this.#lastArrivalMs[direction]);
    this.#lastArrivalMs[direction] = atMs;
    this.#world.at(atMs, () => {
      if (!this.#isLost) deliver();
    });
  }
}
