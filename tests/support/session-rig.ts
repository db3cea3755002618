import { createSystemClock } from "../../player/agent/ports/clock.ts";
import { createServerLink, type ServerLink } from "../../player/agent/ports/network.ts";
import { openServerLines } from "../../player/agent/ports/server-agent.ts";
import { type AgentTime, createAgentTime } from "../../player/agent/shells/agent-time.ts";
import { SessionShell } from "../../player/agent/shells/session-shell.ts";
import type { Envelope } from "../../schemas/envelope.ts";
import type { LedgerMark, PlayBatch, PlayKey, PlayRecord } from "../../schemas/play-record.ts";
import type { PlayerState } from "../../schemas/player-socket.ts";
import { batchOf } from "./play-device.ts";
import type { PlayerHouse } from "./player-house.ts";
import { playerState } from "./player-state.ts";

/** What of a server with one paired player the player's end must know. */
type KnownHouse = Pick<PlayerHouse, "url" | "signer" | "player"> & {
  readonly ctx: { readonly settings: { readonly serverName: string } };
};

/** The player's end of the connection as it is shipped, on a real network, with a log in memory. */
export class SessionRig {
  readonly events: { event: string; [detail: string]: unknown }[] = [];
  readonly log: PlayRecord[] = [];
  readonly time: AgentTime = createAgentTime(createSystemClock(), 0);
  /** Heartbeats that were answered. */
  answers = 0;
  readonly link: ServerLink;
  readonly session: SessionShell;
  statuses = 0;
  mark: LedgerMark | undefined;
  /** Up to where a backup holds the log, as the server said last. */
  backedUp: PlayKey | undefined;
  /** What the server said it holds, at each welcome. */
  readonly welcomes: LedgerMark[] = [];
  /** In one batch. */
  maxRecords = 500;
  /** Fields of the state that a test sets. */
  state: Partial<PlayerState> = {};
  readonly #stop = new AbortController();

  /** Of the house's player, reaching it at `url`. */
  constructor(
    house: KnownHouse,
    url: string = house.url,
    onStatus: (status: Envelope, withdrawals?: Envelope) => void = () => undefined,
  ) {
    const lines = openServerLines(url, { proxy: null, trust: null, onOpen: () => undefined });
    this.link = createServerLink(url, this.#stop.signal, lines);
    const { signer, player } = house;
    this.session = new SessionShell({
      time: {
        ...this.time,
        addRoundTrip: (boot, trip) => {
          this.answers += 1;
          this.time.addRoundTrip(boot, trip);
        },
      },
      // No waiting between tries.
      random: () => 0,
      link: this.link,
      signer,
      player: player.number,
      serverName: () => house.ctx.settings.serverName,
      outbox: {
        boot: 1,
        prepareBatch: (after) => this.#batchAfter(after, house),
        prune: async (mark, backedUp) => {
          this.mark = mark;
          this.backedUp = backedUp;
        },
      },
      playerState: () => ({
        ...playerState(),
        monoMs: Math.floor(this.time.mono()),
        wallMs: this.time.wall(),
        clock: this.time.clockState(),
        ...this.state,
      }),
      onWelcomed: async ({ mark }) => void this.welcomes.push(mark),
      onStatus: (status, withdrawals) => {
        this.statuses += 1;
        onStatus(status, withdrawals);
      },
      onOffline: () => undefined,
      report: (event, detail = {}) => void this.events.push({ event, ...detail }),
    });
  }

  /** How the newest connection was made. */
  get transport(): unknown {
    return this.events.findLast(({ event }) => event === "online")?.transport;
  }

  count(event: string): number {
    return this.events.filter((told) => told.event === event).length;
  }

  stop(): void {
    this.session.stop();
    this.#stop.abort();
  }

  async #batchAfter(after: LedgerMark, { signer }: KnownHouse): Promise<PlayBatch | null> {
    const from = this.log.findIndex(({ boot, seq }) => boot > after.boot || (boot === after.boot && seq > after.seq));
    return from < 0 ? null : batchOf(this.log, from, Math.min(from + this.maxRecords, this.log.length), signer);
  }
}
