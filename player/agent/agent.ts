import "../../schemas/without-eval.ts";
import { setTimeout as waitFor } from "node:timers/promises";
import type { Manifest } from "../../schemas/manifest.ts";
import type { SlateText } from "../../schemas/stage-channel.ts";
import type { Begun } from "./begun.ts";
import { AGENT_VERSION, type AgentConfig } from "./config.ts";
import { SILENT_HOURS } from "./core/volume.ts";
import { listenOnLoopback } from "./loopback/loopback-listener.ts";
import { type LoopbackServer, startLoopbackServer } from "./loopback/loopback-server.ts";
import { StageHub } from "./loopback/stage-hub.ts";
import type { Clock } from "./ports/clock.ts";
import { type DataDirLock, holdDataDir } from "./ports/data-dir-lock.ts";
import { clearHalfWritten } from "./ports/files.ts";
import type { Report } from "./ports/reporter.ts";
import { type MediaStore, openMediaStore } from "./ports/store.ts";
import type { AgentNetwork } from "./shells/agent-network.ts";
import { type AgentParts, openAgentParts } from "./shells/agent-parts.ts";
import type { AgentTime } from "./shells/agent-time.ts";
import { type OwnDisplay, openDisplay } from "./shells/open-display.ts";
import { PairedPlayer } from "./shells/paired-player.ts";
import { pairPlayer } from "./shells/pairing-shell.ts";
import { ScreenServices } from "./shells/screen-services.ts";
import { VolumeShell } from "./shells/volume-shell.ts";
import type { BootCounter } from "./trust/boot-counter.ts";
import type { DeviceKey } from "./trust/device-key.ts";
import { finishForgetting } from "./trust/forget-server.ts";
import type { Identity, IdentityFile } from "./trust/identity.ts";
import type { RootKeeper } from "./trust/root-keeper.ts";
import type { TrustedStateFile } from "./trust/trusted-state.ts";

const DISK_LOOK_MS = 60_000;
const FLOOR_STEP_MS = 3_600_000;
const CLOCK_LOOK_MS = 5_000;
const VOLUME_LOOK_MS = 60_000;
const PAIRING_AGAIN_MS = 5_000;
const SLATE_LANGUAGES = 8;

export interface AgentPorts {
  readonly clock: Clock;
  /** In `[0, 1)`. */
  readonly random: () => number;
  readonly report: Report;
  /** Stops this agent as planned and starts one anew. */
  readonly restart: () => void;
  /** The server was reached: from now on manifests and media come. */
  readonly onOnline: () => void;
}

export interface RunningAgent {
  /** A planned stop: the showing on the glass is closed as cut, the log is on disk, the browser has ended. */
  stop(): Promise<void>;
}

/** Starts the player: shows the stage at once, pairs if it must, plays what it holds, and keeps at it. */
export async function startAgent(config: AgentConfig, ports: AgentPorts, begun?: Begun): Promise<RunningAgent> {
  const lock = begun?.lock ?? (await holdDataDir(config.dataDir));
  try {
    await clearHalfWritten(config.dataDir);
    if (await finishForgetting(config.dataDir)) ports.report("server-forgotten");
    const agent = await Agent.create(config, ports, lock);
    await agent.begin(begun);
    return agent;
  } catch (error) {
    begun?.browser.discard();
    await lock.release();
    throw error;
  }
}

class Agent implements RunningAgent {
  readonly #config: AgentConfig;
  readonly #ports: AgentPorts;
  readonly #lock: DataDirLock;
  readonly #stopping: AbortController;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #hub: StageHub;
  readonly #network: AgentNetwork;
  readonly #time: AgentTime;
  readonly #trusted: TrustedStateFile;
  readonly #root: RootKeeper;
  readonly #boot: BootCounter;
  readonly #key: DeviceKey;
  readonly #identity: IdentityFile;
  #loopback: LoopbackServer | undefined;
  #display: OwnDisplay | undefined;
  #services: ScreenServices | undefined;
  #player: PairedPlayer | undefined;
  #disk = { storeBytes: 0, freeBytes: 0 };
  #manifest: Manifest | undefined;

  private constructor(config: AgentConfig, ports: AgentPorts, parts: AgentParts) {
    this.#config = config;
    this.#ports = ports;
    this.#lock = parts.lock;
    this.#trusted = parts.trusted;
    this.#root = parts.root;
    this.#boot = parts.boot;
    this.#key = parts.key;
    this.#identity = parts.identity;
    this.#time = parts.time;
    this.#network = parts.network;
    this.#stopping = parts.stopping;
    this.#hub = new StageHub({
      agentMs: () => this.#time.agentMs(),
      slate: () => slateOf(this.#manifest),
      onPresenter: (isThere) => this.#player?.presenterChanged(isThere),
      onEvidence: (message) => this.#player?.evidence(message),
      onOwnBeat: (frames, isVisible) => this.#display?.shell.beat(frames, isVisible),
      onOwnGone: () => this.#display?.shell.pageGone(),
    });
  }

  static async create(config: AgentConfig, ports: AgentPorts, lock: DataDirLock): Promise<Agent> {
    return new Agent(config, ports, await openAgentParts(config, ports, lock));
  }

  async begin(begun: Begun | undefined): Promise<void> {
    const { dataDir, stageDir, stagePort } = this.#config;
    const store = await openMediaStore(dataDir, (sha256) => this.#player?.mediaLost(sha256));
    this.#loopback = await startLoopbackServer({
      listener: begun?.listener ?? (await listenOnLoopback(stagePort)),
      stageDir,
      store,
      findAsset: (sha256) => this.#player?.findAsset(sha256),
      program: () => this.#hub.program,
      onPage: (socket, visitor) => this.#hub.add(socket, visitor),
      onTicketUsed: () => this.#tellAddress(),
      onError: (error) => this.#ports.report("loopback-trouble", { reason: String(error) }),
    });
    this.#tellAddress();
    await this.#lookAtDisk(store);
    this.#every(DISK_LOOK_MS, () => this.#lookAtDisk(store));
    this.#every(FLOOR_STEP_MS, () => this.#keepTime());
    this.#every(CLOCK_LOOK_MS, () => this.#lookAtClocks());
    this.#display = await openDisplay(this.#config, {
      loopback: this.#loopback,
      hub: this.#hub,
      time: this.#time,
      slate: () => slateOf(this.#manifest),
      player: () => this.#player,
      report: this.#ports.report,
      firstBrowser: begun?.browser,
    });
    const volume = await VolumeShell.open({
      dataDir,
      hours: this.#config.volumeHours ?? SILENT_HOURS,
      agentMs: () => this.#time.agentMs(),
      timeZone: () => this.#manifest?.timeZone,
      send: (ppm) => this.#hub.setVolume(ppm),
    });
    this.#every(VOLUME_LOOK_MS, async () => volume.look());
    this.#services = await ScreenServices.open({
      dataDir,
      hub: this.#hub,
      display: this.#display,
      volume,
      link: this.#network.link,
      time: this.#time,
      timeZone: () => this.#manifest?.timeZone,
      restart: () => this.#ports.restart(),
      report: this.#ports.report,
    });
    const identity = await this.#identity.find();
    if (identity === undefined) this.#background(this.#pairUntilDone(store));
    else {
      this.#player = await this.#play(identity, store);
      // What is wrong with it is told when it is asked for.
      if (begun !== undefined) this.#loopback.rehearse().catch(() => undefined);
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const timer of this.#timers) clearInterval(timer);
    this.#services?.stop();
    await this.#player?.stop();
    this.#hub.close();
    await this.#display?.stop();
    await this.#loopback?.close();
    await this.#keepTime().catch((error: unknown) => this.#ports.report("trouble", { reason: String(error) }));
    await this.#lock.release();
    this.#ports.report("stopped");
  }

  /** What is known of the time, and what was spent of the line, outlives a restart. */
  async #keepTime(): Promise<void> {
    this.#time.raiseFloor(this.#trusted.current.timeFloorMs);
    await this.#trusted.raise({ timeFloorMs: this.#time.floorMs() });
    await this.#network.save();
  }

  /** After a sleep, or when someone set the clock, the server hears of it at once: every record from now on is judged by it. */
  async #lookAtClocks(): Promise<void> {
    for (const { type, ...detail } of this.#time.look()) {
      this.#ports.report(type, detail);
      this.#player?.stateChanged();
    }
  }

  /** Whatever goes wrong on the way to the first picture, as with a full disk, is tried again. */
  async #pairUntilDone(store: MediaStore): Promise<void> {
    while (this.#player === undefined) {
      try {
        this.#player = await this.#play((await this.#identity.find()) ?? (await this.#pair()), store);
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        this.#ports.report("trouble", { reason: String(error) });
        await waitFor(PAIRING_AGAIN_MS, undefined, { signal: this.#stopping.signal });
      }
    }
  }

  async #pair(): Promise<Identity> {
    const { deviceName } = this.#config;
    const { confirmed, offer } = await pairPlayer({
      link: this.#network.link,
      key: this.#key,
      request: { deviceName, agentVersion: AGENT_VERSION },
      showCard: (card) => this.#hub.setPairingCard(card),
      wait: async (delayMs) => waitFor(delayMs, undefined, { signal: this.#stopping.signal }),
      random: this.#ports.random,
      report: this.#ports.report,
    });
    const { player, screenId, highestBoot } = confirmed;
    await this.#boot.raiseAbove(highestBoot);
    await this.#root.pin(offer.root);
    await this.#network.pin();
    const identity = { serverUrl: this.#config.serverUrl, serverName: offer.serverName, player, screenId };
    // Last: a player that has this file has everything it needs.
    await this.#identity.write(identity);
    this.#ports.report("paired", { player, screenId });
    return identity;
  }

  #play(identity: Identity, store: MediaStore): Promise<PairedPlayer> {
    return PairedPlayer.start(
      {
        dataDir: this.#config.dataDir,
        key: this.#key,
        boot: this.#boot,
        root: this.#root,
        trusted: this.#trusted,
        store,
        link: this.#network.link,
        openMediaGate: this.#network.openMediaGate,
        time: this.#time,
        random: this.#ports.random,
        report: this.#ports.report,
        disk: () => this.#disk,
        hasPresenter: () => this.#hub.hasPresenter,
        onProgram: (slots) => this.#hub.setProgram([...slots]),
        onStageSilent: () => this.#hub.dropPresenter(),
        watchdog: () => this.#display?.shell.facts,
        onGlass: (slot) => this.#services?.glass(slot),
        onOnline: () => {
          this.#ports.onOnline();
          this.#services?.online();
        },
        carryOut: async (order, number) => {
          if (this.#services === undefined) throw new Error("not-ready");
          return this.#services.carryOut(order, number);
        },
        onManifest: (manifest) => {
          this.#manifest = manifest;
          this.#hub.refreshSlate();
          this.#display?.slatePicture.refresh();
        },
      },
      identity,
    );
  }

  #tellAddress(): void {
    if (this.#loopback !== undefined) this.#ports.report("stage-address", { url: this.#loopback.makeEntrance() });
  }

  async #lookAtDisk(store: MediaStore): Promise<void> {
    this.#disk = await store.usage();
  }

  #every(intervalMs: number, work: () => Promise<void>): void {
    this.#timers.push(setInterval(() => this.#background(work()), intervalMs));
  }

  #background(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) this.#ports.report("trouble", { reason: String(error) });
    });
  }
}

function slateOf(manifest: Manifest | undefined): SlateText {
  const { name, languages } = manifest?.place ?? { name: "", languages: [] };
  return { placeName: name, languages: languages.slice(0, SLATE_LANGUAGES) };
}
