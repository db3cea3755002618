import type { z } from "zod";
import { type AgentTime, createAgentTime } from "../../../player/agent/shells/agent-time.ts";
import { EMPTY_SHOW_BOOK, makeShowBook, type ShowBook } from "../../../player/agent/shells/show-book.ts";
import type { Withdrawals } from "../../../schemas/manifest.ts";
import type { LedgerMark, PlayBatch } from "../../../schemas/play-record.ts";
import type { PlayerState } from "../../../schemas/player-socket.ts";
import type { StageSlot, StageToAgent } from "../../../schemas/stage-channel.ts";
import type { Catalogue } from "../plan.ts";
import { AgentInstall } from "./agent-install.ts";
import { AgentLog } from "./agent-log.ts";
import { AgentPlayback } from "./agent-playback.ts";
import { AgentSession } from "./agent-session.ts";
import { AgentTrust } from "./agent-trust.ts";
import type { Life } from "./life.ts";
import type { LogDevice } from "./log-device.ts";

export interface AgentPorts {
  readonly catalogue: Catalogue;
  readonly log: LogDevice;
  readonly identity: { readonly player: number; readonly screenId: string };
  readonly boot: number;
  readonly idleSleepMs: number;
  readonly hasPresenter: () => boolean;
  readonly beforeLook: () => void;
  readonly onProgram: (slots: readonly StageSlot[], agentMs: number) => void;
  readonly onStageSilent: () => void;
  readonly onHidden: (list: Withdrawals) => void;
  readonly onHeld: (revision: number) => void;
}

/** One start of the agent: the real cores wired as `player/agent/shells/paired-player.ts` wires them. */
export class SimAgent {
  readonly life: Life;
  readonly time: AgentTime;
  readonly log: AgentLog;
  readonly session: AgentSession;
  readonly trust: AgentTrust;
  readonly install: AgentInstall;
  readonly playback: AgentPlayback;
  readonly #ports: AgentPorts;
  #book: ShowBook = EMPTY_SHOW_BOOK;
  #isBookStale = false;
  #stageLives = 0;

  constructor(life: Life, ports: AgentPorts) {
    this.life = life;
    this.#ports = ports;
    const { player, screenId } = ports.identity;
    const { catalogue } = ports;
    const clock = { mono: () => life.monoMs(), wall: () => life.clock.wall() };
    this.time = createAgentTime(clock, life.disk.files.trusted.timeFloorMs);
    this.log = new AgentLog(ports.log, life.rules, () => this.session.dispatch({ type: "records-waiting" }));
    const mayAsk = () => this.session.hasToken;
    this.playback = new AgentPlayback(life, {
      time: this.time,
      beforeLook: ports.beforeLook,
      onProgram: ports.onProgram,
      onLog: (event) => this.log.apply(event),
      onGlass: (slot) => {
        if (slot !== null) this.install.dispatch({ type: "proven", revision: slot.manifestRevision });
      },
      onStageSilent: ports.onStageSilent,
      idleSleepMs: ports.idleSleepMs,
    });
    this.install = new AgentInstall(life, {
      catalogue,
      screenId,
      mayAsk,
      onChange: () => this.#refresh(),
      onInstalled: () => {
        this.#adoptManifest();
        this.session.dispatch({ type: "state-changed" });
      },
    });
    this.trust = new AgentTrust(life, screenId, {
      mayAsk,
      onWithdrawn: (list) => {
        this.#refreshNow();
        ports.onHidden(list);
      },
      onManifestNamed: (name) => this.install.dispatch({ type: "status", ...name }),
    });
    this.session = new AgentSession(life, {
      player,
      state: () => this.#state(),
      prepareBatch: (mark) => this.#prepareBatch(mark),
      takeAnchors: () => this.time.takeAnchors(),
      onWelcomed: (welcome) => this.#onWelcomed(welcome),
      onStatus: (status) => this.trust.take(status),
      onOffline: () => this.install.dispatch({ type: "offline" }),
      onMark: (mark) => this.log.prune(mark),
      onRoundTrip: (trip) => this.time.addRoundTrip(this.log.boot, trip),
    });
  }

  /** Plays from disk at once, with or without a server. */
  start(): void {
    this.log.apply({ type: "boot", boot: this.#ports.boot });
    this.install.start();
    if (this.install.held !== null) this.#adoptManifest();
    if (this.#ports.hasPresenter()) this.presenterChanged(true);
    this.session.dispatch({ type: "start" });
  }

  evidence(message: z.infer<typeof StageToAgent>): void {
    this.playback.dispatch({ type: "stage", message });
  }

  presenterChanged(isThere: boolean): void {
    this.#stageLives += 1;
    const stageLife = isThere ? `${this.log.boot}.${this.#stageLives}` : null;
    this.playback.dispatch({ type: "presenter", stageLife });
    this.session.dispatch({ type: "state-changed" });
  }

  #adoptManifest(): void {
    const { held, lastGood } = this.install;
    if (held === null) return;
    this.#ports.onHeld(held.revision);
    this.#refreshNow();
    this.playback.dispatch({ type: "manifest", manifest: held.manifest, lastGood: lastGood?.manifest ?? null });
  }

  #refresh(): void {
    if (this.#isBookStale) return;
    this.#isBookStale = true;
    this.life.after(0, () => this.#refreshNow());
  }

  #refreshNow(): void {
    this.#isBookStale = false;
    const { held, lastGood } = this.install;
    if (held === null) return;
    this.#book = makeShowBook([held.manifest, lastGood?.manifest], {
      verdictOf: (sha256) => this.install.verdictOf(sha256),
      hasBytes: (sha256) => this.install.hasBytes(sha256),
      withdrawn: this.trust.withdrawn,
    });
    this.playback.dispatch({ type: "showable", showable: this.#book.showable });
  }

  #prepareBatch(mark: LedgerMark): PlayBatch | null {
    const batch = this.log.prepareBatch(mark);
    const last = batch?.records.at(-1);
    if (last !== undefined && this.life.rules.deletesOn === "send") this.log.prune(last);
    return batch;
  }

  #onWelcomed({ highestBoot, mark }: { highestBoot: number; mark: LedgerMark }): void {
    const { life } = this;
    this.log.apply({ type: "adopt", mark });
    const boot = this.log.boot;
    if (!life.rules.heedsHighestBoot || highestBoot <= boot) {
      this.install.dispatch({ type: "online" });
      return;
    }
    life.world.note("boot raised", life.machine, highestBoot);
    this.#ports.beforeLook();
    this.presenterChanged(false);
    const next = Math.max(highestBoot, life.disk.files.boot) + 1;
    life.write(
      () => {
        life.disk.files.boot = next;
      },
      () => {
        this.log.apply({ type: "boot", boot: next });
        if (this.#ports.hasPresenter()) this.presenterChanged(true);
        this.install.dispatch({ type: "online" });
      },
      { fits: true },
    );
  }

  #state(): PlayerState {
    const { head } = this.log;
    const { held } = this.install;
    const { onGlass } = this.playback;
    return {
      boot: this.log.boot,
      agentVersion: "simulated",
      rootVersion: 1,
      withdrawalsVersion: this.trust.version,
      playingRevision: onGlass?.manifestRevision ?? held?.revision ?? 0,
      heldRevision: held?.revision ?? 0,
      heldSha256: held?.sha256 ?? null,
      ledgerHead: { boot: head.boot, seq: head.seq },
      playing: onGlass?.item.airingSha256 ?? null,
      stageConnected: this.#ports.hasPresenter(),
      clock: this.time.clockState(),
      wallMs: this.time.wall(),
      monoMs: this.time.mono(),
      storeBytes: 0,
      freeBytes: 1,
      troubles: this.#book.troubles.slice(0, 20),
    };
  }
}
