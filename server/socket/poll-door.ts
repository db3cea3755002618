import { randomBytes } from "node:crypto";
import type { PollAnswer } from "../../schemas/player-socket.ts";
import type { Bus } from "../ports/bus.ts";
import { sha256Hex } from "../sha256.ts";
import { PollLine } from "./poll-line.ts";

/** Where players come in that poll. */
export interface PollDoor {
  /** A new session and its challenge; `undefined` when there is no room for another. */
  open(address: string | undefined): Promise<PollAnswer | undefined>;
  /** The line of a session that still stands. */
  find(session: string): PollLine | undefined;
}

/** One server has one bus; two servers in one process, as in tests, must not take each other's players. */
const doorsByBus = new WeakMap<Bus, PollDoor>();

/** Opens the door of a server; `attach` gives a new line to a session, or refuses it for want of room. */
export function openPollDoor(bus: Bus, attach: (line: PollLine) => boolean): { close(): void } {
  const lines = new Map<string, PollLine>();
  doorsByBus.set(bus, {
    async open(address) {
      const session = randomBytes(32).toString("base64url");
      const key = sha256Hex(session);
      const line = new PollLine(address);
      if (!attach(line)) return undefined;
      // Lines that have ended go when the next one comes; those that stand are bounded by their sessions.
      for (const [known, { isOpen }] of lines) if (!isOpen) lines.delete(known);
      lines.set(key, line);
      return { session, messages: await line.exchange(null) };
    },
    find(session) {
      const line = lines.get(sha256Hex(session));
      return line?.isOpen === true ? line : undefined;
    },
  });
  return { close: () => void doorsByBus.delete(bus) };
}

/** The door of this server; `undefined` while it takes no players. */
export function findPollDoor(ctx: { readonly bus: Bus }): PollDoor | undefined {
  return doorsByBus.get(ctx.bus);
}
