import { join } from "node:path";
import type { z } from "zod";
import type { Manifest, ManifestAsset } from "../../../schemas/manifest.ts";
import type { LedgerMark } from "../../../schemas/play-record.ts";
import type { PlayerState } from "../../../schemas/player-socket.ts";
import type { StageToAgent } from "../../../schemas/stage-channel.ts";
import { AGENT_VERSION } from "../config.ts";
import type { PlannedSlot } from "../core/program.ts";
import type { DisplayMode } from "../core/watchdog-events.ts";
import { openAiringShelf } from "../trust/airing-shelf.ts";
import type { Identity } from "../trust/identity.ts";
import { openManifestShelf } from "../trust/manifest-shelf.ts";
import { openWithdrawalKeeper, type WithdrawalKeeper } from "../trust/withdrawal-keeper.ts";
import { CommandsShell } from "./commands-shell.ts";
import { InstallShell } from "./install-shell.ts";
import { LadderShell } from "./ladder-shell.ts";
import { OutboxShell } from "./outbox-shell.ts";
import { PlaybackShell } from "./playback-shell.ts";
import type { OpenedPlayer, PlayerMachine } from "./player-machine.ts";
import { ScrubShell } from "./scrub-shell.ts";
import { SessionShell } from "./session-shell.ts";
import { EMPTY_SHOW_BOOK, makeShowBook, type ShowBook } from "./show-book.ts";
import { StatusShell } from "./status-shell.ts";

const TROUBLES_TOLD = 20;

/** Everything a player does once it knows whom it belongs to: plays from disk at once, with or without a server. */
export class PairedPlayer {
  readonly #machine: PlayerMachine;
  readonly #playback: PlaybackShell;
  readonly #install: InstallShell;
  readonly #session: SessionShell;
  readonly #outbox: OutboxShell;
  readonly #scrub: ScrubShell;
  readonly #withdrawals: WithdrawalKeeper;
  readonly #commands: CommandsShell;
  readonly #airings: ReturnType<typeof openAiringShelf>;
  readonly #ladder: LadderShell;
  #book: ShowBook = EMPTY_SHOW_BOOK;
  #stageLives = 0;
  #isBookStale = false;

  private constructor(machine: PlayerMachine, identity: Identity, { outbox, withdrawals, commands }: OpenedPlayer) {
    const { dataDir, root, trusted, store, link, time, random, report, key } = machine;
    this.#machine = machine;
    this.#outbox = outbox;
    this.#scrub = new ScrubShell({ store, dataDir, wall: () => time.wall(), report });
    store.setReserved(() => outbox.missingBytes);
    this.#withdrawals = withdrawals;
    this.#commands = commands;
    this.#airings = openAiringShelf(dataDir, root);
    this.#ladder = new LadderShell({ mono: () => time.mono(), onChange: () => this.#refresh(), report });
    this.#playback = new PlaybackShell({
      time,
      report,
      onProgram: machine.onProgram,
      onStageSilent: machine.onStageSilent,
      onGlass: (slot) => this.#noteGlass(slot),
      onLog: (event) => this.#background(outbox.apply(event)),
    });
    const manifests = openManifestShelf(dataDir, identity.screenId, root);
    this.#install = new InstallShell({
      link,
      openMediaGate: machine.openMediaGate,
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
      onWithdrawn: () => this.#hideWithdrawn(),
      onCommands: (told) => commands.take(told),
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
      onStatus: (envelope, withdrawn) => status.take(envelope, withdrawn),
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
      ready: () => boot.keep(),
      wall: () => time.wall(),
      report,
      onRecords: () => player?.recordsWaiting(),
    });
    const withdrawals = await openWithdrawalKeeper(dataDir, root, trusted);
    const commands = await CommandsShell.open(dataDir, {
      player: identity.player,
      mono: () => time.mono(),
      carryOut: machine.carryOut,
      onResult: () => player?.stateChanged(),
      report,
    });
    player = new PairedPlayer(machine, identity, { outbox, withdrawals, commands });
    const shelf = openManifestShelf(dataDir, identity.screenId, root);
    const { held, lastGood, damaged } = await shelf.findCurrent(trusted.current.manifestRevision);
    if (damaged.length > 0) report("manifest-damaged", { damaged });
    player.#install.start(held, lastGood);
    if (held !== null) await player.#adoptManifest(held.manifest);
    if (machine.hasPresenter()) player.presenterChanged(true);
    player.#session.start();
    player.#scrub.start();
    return player;
  }

  /** Closes what is on the glass as cut and waits until the log is on disk. */
  async stop(): Promise<void> {
    this.#session.stop();
    this.#install.stop();
    this.#ladder.stop();
    this.#playback.dispatch({ type: "stop" });
    await this.#scrub.stop();
    await this.#outbox.close();
  }

  findAsset(sha256: string): ManifestAsset | undefined {
    return this.#book.assets.get(sha256);
  }

  mediaLost(sha256: string): void {
    this.#machine.report("media-changed", { sha256 });
    this.#install.mediaLost(sha256);
    this.#scrub.soon();
  }

  evidence(message: z.infer<typeof StageToAgent>): void {
    this.#playback.dispatch({ type: "stage", message });
  }

  /** What is on the glass by the presenter's word; `null` for the slate or nothing. */
  get onGlass(): PlannedSlot | null {
    return this.#playback.onGlass;
  }

  /** How far down the ladder the watchdog has gone. */
  setMode(mode: DisplayMode): void {
    this.#ladder.setMode(mode);
  }

  /** The page was lost with whatever it showed or was making ready. */
  pageLost(): void {
    this.#ladder.pageLost(this.#playback.next?.item.airingSha256 ?? null);
  }

  #noteGlass(slot: PlannedSlot | null): void {
    this.#machine.onGlass(slot);
    this.#ladder.noteGlass(slot?.item.airingSha256 ?? null);
    if (slot !== null) this.#install.dispatch({ type: "proven", revision: slot.manifestRevision });
  }

  /** Something new is on disk to be sent. */
  recordsWaiting(): void {
    this.#session.recordsWaiting();
  }

  /** The server is told how things stand now, not at the next heartbeat. */
  stateChanged(): void {
    this.#session.stateChanged();
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
    this.#playback.dispatch({ type: "manifest", manifest, lastGood: this.#install.lastGood?.manifest ?? null });
    this.#machine.onManifest(manifest);
  }

  async #judgeAgain(): Promise<void> {
    await this.#withdrawals.judgeAgain();
    const siteId = this.#install.held?.manifest.siteId;
    if (siteId !== undefined) await this.#airings.judgeAgain(siteId);
    this.#install.dispatch({ type: "recheck" });
    this.#refreshNow();
  }

  /** The list is on disk: what it names leaves the glass now, and the server hears that it has. */
  #hideWithdrawn(): void {
    this.#refreshNow();
    this.#session.stateChanged();
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
    this.#book = makeShowBook([held.manifest, this.#install.lastGood?.manifest], {
      verdictOf: (sha256) => this.#airings.verdictOf(sha256),
      hasBytes: (sha256) => this.#install.hasBytes(sha256),
      withdrawn: this.#withdrawals.current,
    });
    this.#playback.dispatch({ type: "showable", showable: this.#ladder.plannable(this.#book.showable) });
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
    this.#machine.onOnline();
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
      watchdog: this.#machine.watchdog(),
      commandResults: [...this.#commands.results],
    };
  }

  #background(work: Promise<void>): void {
    work.catch((error: unknown) => this.#machine.report("log-trouble", { reason: String(error) }));
  }
}
