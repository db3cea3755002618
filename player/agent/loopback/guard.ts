import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Whose browser a request comes from: the one this agent started, or a person's who used an entrance address. */
export type Visitor = "own" | "person";

/**
 * Lets in whoever talks to exactly this address with this boot's cookie. Everything else on the machine or in another
 * page, also one that a name was rebound to this port for, is turned away before anything is looked at.
 */
export interface Guard {
  readonly cookieName: string;
  /** Secret for the browser the agent starts; it stands in no address. */
  readonly ownCookie: string;
  /**
   * Makes the address part at which the browser that is about to be started enters by itself: good once, and until the
   * next one is made. It can be read by others on this machine, so whoever redeems it must be shown to be of our user.
   */
  makeOwnTicket(): string;
  /** Uses the browser's ticket up; its cookie, or `undefined` when it is another or was used. */
  redeemOwn(ticket: string): string | undefined;
  /** Resolves when the browser has come in; at once when there is no entrance. */
  whenOwnIsIn(): Promise<void>;
  /** Closes the entrance; true when it was used. */
  closeOwnEntrance(): boolean;
  /** Makes an address part that is good for one entrance. */
  makeTicket(): string;
  /** Uses a ticket up; the cookie to set, or `undefined` when it is unknown or was used. */
  redeem(ticket: string): string | undefined;
  isOurHost(request: IncomingMessage): boolean;
  /** For sockets: a browser always says its origin, and it must be this page's. */
  isOurOrigin(request: IncomingMessage): boolean;
  visitorOf(request: IncomingMessage): Visitor | undefined;
}

/** Tickets that may be unused at once; the oldest gives way. */
const MAX_TICKETS = 8;

interface OwnEntrance {
  readonly ticket: string;
  isUsed: boolean;
  readonly waiting: (() => void)[];
}

/** A guard for one boot on `port`; cookies of another port or boot are worth nothing. */
export function createGuard(port: number): Guard {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const cookieName = `cotmoc_stage_${port}`;
  const ownCookie = makeSecret();
  const personCookie = makeSecret();
  let tickets: string[] = [];
  let ownEntrance: OwnEntrance | undefined;
  return {
    cookieName,
    ownCookie,
    makeOwnTicket() {
      const ticket = makeSecret();
      ownEntrance = { ticket, isUsed: false, waiting: [] };
      return ticket;
    },
    redeemOwn(ticket) {
      if (ownEntrance === undefined || ownEntrance.isUsed || !isSame(ownEntrance.ticket, ticket)) return undefined;
      ownEntrance.isUsed = true;
      for (const tell of ownEntrance.waiting.splice(0)) tell();
      return ownCookie;
    },
    whenOwnIsIn() {
      const entrance = ownEntrance;
      if (entrance === undefined || entrance.isUsed) return Promise.resolve();
      return new Promise((resolve) => entrance.waiting.push(resolve));
    },
    closeOwnEntrance() {
      const isUsed = ownEntrance?.isUsed === true;
      ownEntrance = undefined;
      return isUsed;
    },
    makeTicket() {
      const ticket = makeSecret();
      tickets = [...tickets, ticket].slice(-MAX_TICKETS);
      return ticket;
    },
    redeem(ticket) {
      if (!tickets.some((known) => isSame(known, ticket))) return undefined;
      tickets = tickets.filter((known) => !isSame(known, ticket));
      return personCookie;
    },
    isOurHost: (request) => hosts.includes(request.headers.host ?? ""),
    isOurOrigin: (request) => request.headers.origin === `http://${request.headers.host ?? ""}`,
    visitorOf(request) {
      const cookie = cookieOf(request.headers.cookie, cookieName);
      if (cookie === undefined) return undefined;
      if (isSame(cookie, ownCookie)) return "own";
      return isSame(cookie, personCookie) ? "person" : undefined;
    },
  };
}

function makeSecret(): string {
  return randomBytes(32).toString("base64url");
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? "").split(/;\s*/).map((pair) => pair.split("="));
  return pairs.find(([key]) => key === name)?.[1];
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
