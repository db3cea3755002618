import { join } from "node:path";
import type { z } from "zod";
import type { Manifest, ManifestAsset } from "../../../schemas/manifest.ts";
import type { LedgerMark } from "../../../schemas/play-record.ts";
import type { PlayerState } from "../../../schemas/player-socket.ts";
import type { StageSlot, StageToAgent } from "../../../schemas/stage-channel.ts";
import { AGENT_VERSION } from "../config.ts";
import type { ServerLink } from "../ports/network.ts";
import type { Report } from "../ports/reporter.ts";
import type { MediaStore } from "../ports/store.ts";
import { openAiringShelf } from "../trust/airing-shelf.ts";
import type { BootCounter } from "../trust/boot-counter.ts";
import type { DeviceKey } from "../trust/device-key.ts";
import type { Identity } from "../trust/identity.ts";
import { openManifestShelf } from "../trust/manifest-shelf.ts";
import type { RootKeeper } from "../trust/root-keeper.ts";
import type { TrustedStateFile } from "../trust/trusted-state.ts";
import { openWithdrawalKeeper, type WithdrawalKeeper } from "../trust/withdrawal-keeper.ts";
import type { AgentTime } from "./agent-time.ts";
import { InstallShell } from "./install-shell.ts";
import { OutboxShell } from "./outbox-shell.ts";
import { PlaybackShell } from "./playback-shell.ts";
import { SessionShell } from "./session-shell.ts";
import { EMPTY_SHOW_BOOK, makeShowBook, type ShowBook } from "./show-book.ts";
import { StatusShell } from "./status-shell.ts";

const TROUBLES_TOLD = 20;

export interface PlayerMachine {
  readonly dataDir: string;
  readonly key: DeviceKey;
  readonly boot: BootCounter;
  readonly root: RootKeeper;
  readonly trusted: TrustedStateFile;
  readonly store: MediaStore;
  readonly link: ServerLink;
  readonly time: AgentTime;
  readonly random: () => number;
  readonly report: Report;
  readonly disk: () => { storeBytes: number; freeBytes: number };
  readonly hasPresenter: () => boolean;
  readonly onProgram: (slots: readonly StageSlot[]) => void;
  readonly onStageSilent: () => void;
  /** What stands on the slate may have changed. */
  readonly onManifest: (manifest: Manifest) => void;
}

/** Everything a player does once it knows whom it belongs to: plays from disk at once, with or without a server. */
export class PairedPlayer {
  readonly #machine: PlayerMachine;
  readonly #playback: PlaybackShell;
  readonly #install: InstallShell;
  readonly #session: SessionShell;
  readonly #outbox: OutboxShell;
  readonly #withdrawals: WithdrawalKeeper;
  readonly #airings: ReturnType<typeof openAiringShelf>;
  #book: ShowBook = EMPTY_SHOW_BOOK;
  #stageLives = 0;
  #isBookStale = false;

  private constructor(machine: PlayerMachine, identity: Identity, outbox: OutboxShell, withdrawals: WithdrawalKeeper) {
    const { dataDir, root, trusted, store, link, time, random, report, key } = machine;
    this.#machine = machine;
    this.#outbox = outbox;
    this.#withdrawals = withdrawals;
    this.#airings = openAiringShelf(dataDir, root);
    this.#playback = new PlaybackShell({
      time,
      report,
      onProgram: machine.onProgram,
      onStageSilent: machine.onStageSilent,
      onLog: (event) => this.#background(outbox.apply(event)),
    });
    const manifests = openManifestShelf(dataDir, identity.screenId, root);
    this.#install = new InstallShell({
      link,
      store,
      manifests,
      airings: this.#airings,
      trusted,
      random,
      report,
      onChange: () => this.#refresh(),
      onInstalled: async (manifest) => {
        await this.#adoptManifest(manifest);
        this.#session.stateChanged();
      },
    });
    const status = new StatusShell({
      screenId: identity.screenId,
      link,
      root,
      trusted,
      withdrawals,
      report,
      onRootMoved: () => this.#judgeAgain(),
      onWithdrawn: () => this.#refresh(),
      onManifestNamed: (name) => this.#install.dispatch({ type: "status", ...name }),
    });
    this.#session = new SessionShell({
      time,
      random,
      link,
      signer: key,
      player: identity.player,
      serverName: () => root.current.serverName,
      outbox,
      report,
      playerState: () => this.#playerState(),
      onWelcomed: (welcome) => this.#onWelcomed(welcome),
      onStatus: (envelope) => status.take(envelope),
      onOffline: () => this.#install.dispatch({ type: "offline" }),
    });
  }

  /** Opens the log and what is held on disk, begins to play, and begins to look for the server. */
  static async start(machine: PlayerMachine, identity: Identity): Promise<PairedPlayer> {
    const { dataDir, boot, time, report, root, trusted } = machine;
    let player: PairedPlayer | undefined;
    const outbox = await OutboxShell.open({
      directory: join(dataDir, "outbox", String(identity.player)),
      player: identity.player,
      boot: boot.boot,
      wall: () => time.wall(),
      report,
      onRecords: () => player?.recordsWaiting(),
    });
    const withdrawals = await openWithdrawalKeeper(dataDir, root, trusted);
    player = new PairedPlayer(machine, identity, outbox, withdrawals);
    const shelf = openManifestShelf(dataDir, identity.screenId, root);
    const { held, damaged } = await shelf.findCurrent(trusted.current.manifestRevision);
    if (damaged.length > 0) report("manifest-damaged", { damaged });
    player.#install.start(held);
    if (held !== null) await player.#adoptManifest(held.manifest);
    if (machine.hasPresenter()) player.presenterChanged(true);
    player.#session.start();
    return player;
  }

  /** Closes what is on the glass as cut and waits until the log is on disk. */
  async stop(): Promise<void> {
    this.#session.stop();
    this.#install.stop();
    this.#playback.dispatch({ type: "stop" });
    await this.#outbox.close();
  }

  findAsset(sha256: string): ManifestAsset | undefined {
    return this.#book.assets.get(sha256);
  }

  mediaLost(sha256: string): void {
    this.#machine.report("media-changed", { sha256 });
    this.#install.mediaLost(sha256);
  }

  evidence(message: z.infer<typeof StageToAgent>): void {
    this.#playback.dispatch({ type: "stage", message });
  }

  /** Something new is on disk to be sent. */
  recordsWaiting(): void {
    this.#session.recordsWaiting();
  }

  presenterChanged(isThere: boolean): void {
    this.#stageLives += 1;
    const stageLife = isThere ? `${this.#outbox.boot}.${this.#stageLives}` : null;
    this.#playback.dispatch({ type: "presenter", stageLife });
    this.#session.stateChanged();
  }

  async #adoptManifest(manifest: Manifest): Promise<void> {
    if (this.#playback.manifest?.siteId !== manifest.siteId) await this.#airings.judgeAgain(manifest.siteId);
    this.#refreshNow();
    this.#playback.dispatch({ type: "manifest", manifest });
    this.#machine.onManifest(manifest);
  }

  async #judgeAgain(): Promise<void> {
    const siteId = this.#install.held?.manifest.siteId;
    if (siteId !== undefined) await this.#airings.judgeAgain(siteId);
    this.#install.dispatch({ type: "recheck" });
    this.#refreshNow();
  }

  /** Many things settle at once; the book is made anew once for all of them. */
  #refresh(): void {
    if (this.#isBookStale) return;
    this.#isBookStale = true;
    setImmediate(() => this.#refreshNow());
  }

  #refreshNow(): void {
    this.#isBookStale = false;
    const held = this.#install.held;
    if (held === null) return;
    this.#book = makeShowBook(held.manifest, {
      verdictOf: (sha256) => this.#airings.verdictOf(sha256),
      hasBytes: (sha256) => this.#install.hasBytes(sha256),
      withdrawn: this.#withdrawals.current,
    });
    this.#playback.dispatch({ type: "showable", showable: this.#book.showable });
  }

  /**
   * The server's word on what it knows of this player. A boot below one it has seen means that our disk went back in
   * time: then we count on above it before another record is made.
   */
  async #onWelcomed({ highestBoot, mark }: { highestBoot: number; mark: LedgerMark }): Promise<void> {
    const { boot, report, hasPresenter } = this.#machine;
    await this.#outbox.apply({ type: "adopt", mark });
    if (highestBoot > this.#outbox.boot) {
      report("boot-raised", { from: this.#outbox.boot, above: highestBoot });
      this.presenterChanged(false);
      await this.#outbox.apply({ type: "boot", boot: await boot.raiseAbove(highestBoot) });
      if (hasPresenter()) this.presenterChanged(true);
    }
    this.#install.dispatch({ type: "online" });
  }

  #playerState(): z.infer<typeof PlayerState> {
    const { time, root, disk, hasPresenter } = this.#machine;
    const { head } = this.#outbox;
    const held = this.#install.held;
    const onGlass = this.#playback.onGlass;
    return {
      boot: this.#outbox.boot,
      agentVersion: AGENT_VERSION,
      rootVersion: root.current.version,
      withdrawalsVersion: this.#withdrawals.version,
      playingRevision: onGlass?.manifestRevision ?? held?.revision ?? 0,
      heldRevision: held?.revision ?? 0,
      heldSha256: held?.sha256 ?? null,
      ledgerHead: { boot: head.boot, seq: head.seq },
      playing: onGlass?.item.airingSha256 ?? null,
      stageConnected: hasPresenter(),
      clock: time.clockState(),
      wallMs: Math.floor(time.wall()),
      monoMs: Math.floor(time.mono()),
      ...disk(),
      troubles: this.#book.troubles.slice(0, TROUBLES_TOLD),
    };
  }

  #background(work: Promise<void>): void {
    work.catch((error: unknown) => this.#machine.report("log-trouble", { reason: String(error) }));
  }
}
