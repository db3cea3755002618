import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as waitFor } from "node:timers/promises";
import type { Manifest } from "../../schemas/manifest.ts";
import type { SlateText } from "../../schemas/stage-channel.ts";
import { AGENT_VERSION, type AgentConfig } from "./config.ts";
import { type LoopbackServer, startLoopbackServer } from "./loopback/loopback-server.ts";
import { StageHub } from "./loopback/stage-hub.ts";
import type { Clock } from "./ports/clock.ts";
import { type DataDirLock, lockDataDir } from "./ports/data-dir-lock.ts";
import { type Display, findChromium, startDisplay } from "./ports/display.ts";
import { clearHalfWritten } from "./ports/files.ts";
import { createServerLink, type ServerLink } from "./ports/network.ts";
import type { Report } from "./ports/reporter.ts";
import { type MediaStore, openMediaStore } from "./ports/store.ts";
import { type AgentTime, createAgentTime } from "./shells/agent-time.ts";
import { PairedPlayer } from "./shells/paired-player.ts";
import { pairPlayer } from "./shells/pairing-shell.ts";
import { type BootCounter, countBoot } from "./trust/boot-counter.ts";
import { type DeviceKey, ensureDeviceKey } from "./trust/device-key.ts";
import { type Identity, type IdentityFile, openIdentityFile } from "./trust/identity.ts";
import { openRootKeeper, type RootKeeper } from "./trust/root-keeper.ts";
import { openTrustedState, type TrustedStateFile } from "./trust/trusted-state.ts";

const DISK_LOOK_MS = 60_000;
const FLOOR_STEP_MS = 3_600_000;
/** Our own browser without a connected page for this long is not only slow. */
const PAGE_MISSING_MS = 20_000;
/** A page that was there and has gone, as when its renderer died, is loaded again after this. */
const PAGE_LOST_MS = 2_000;
const PAIRING_AGAIN_MS = 5_000;
const SLATE_LANGUAGES = 8;

export interface AgentPorts {
  readonly clock: Clock;
  /** In `[0, 1)`. */
  readonly random: () => number;
  readonly report: Report;
}

export interface RunningAgent {
  /** A planned stop: the showing on the glass is closed as cut, the log is on disk, the browser has ended. */
  stop(): Promise<void>;
}

/** Starts the player: shows the stage at once, pairs if it must, plays what it holds, and keeps at it. */
export async function startAgent(config: AgentConfig, ports: AgentPorts): Promise<RunningAgent> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const lock = await lockDataDir(config.dataDir);
  try {
    await clearHalfWritten(config.dataDir);
    const agent = await Agent.create(config, ports, lock);
    await agent.begin();
    return agent;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

class Agent implements RunningAgent {
  readonly #config: AgentConfig;
  readonly #ports: AgentPorts;
  readonly #lock: DataDirLock;
  readonly #stopping = new AbortController();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #hub: StageHub;
  readonly #link: ServerLink;
  readonly #time: AgentTime;
  readonly #trusted: TrustedStateFile;
  readonly #root: RootKeeper;
  readonly #boot: BootCounter;
  readonly #key: DeviceKey;
  readonly #identity: IdentityFile;
  #loopback: LoopbackServer | undefined;
  #display: Display | undefined;
  #player: PairedPlayer | undefined;
  #disk = { storeBytes: 0, freeBytes: 0 };
  #manifest: Manifest | undefined;

  private constructor(
    config: AgentConfig,
    ports: AgentPorts,
    held: {
      lock: DataDirLock;
      trusted: TrustedStateFile;
      root: RootKeeper;
      boot: BootCounter;
      key: DeviceKey;
      identity: IdentityFile;
    },
  ) {
    this.#config = config;
    this.#lock = held.lock;
    this.#ports = ports;
    this.#trusted = held.trusted;
    this.#root = held.root;
    this.#boot = held.boot;
    this.#key = held.key;
    this.#identity = held.identity;
    this.#time = createAgentTime(ports.clock, held.trusted.current.timeFloorMs);
    this.#link = createServerLink(config.serverUrl, this.#stopping.signal);
    this.#hub = new StageHub({
      agentMs: () => this.#time.agentMs(),
      slate: () => slateOf(this.#manifest),
      onPresenter: (isThere) => this.#player?.presenterChanged(isThere),
      onEvidence: (message) => this.#player?.evidence(message),
    });
  }

  static async create(config: AgentConfig, ports: AgentPorts, lock: DataDirLock): Promise<Agent> {
    const { dataDir } = config;
    const trusted = await openTrustedState(dataDir);
    return new Agent(config, ports, {
      lock,
      trusted,
      root: await openRootKeeper(dataDir, trusted),
      boot: await countBoot(dataDir),
      key: await ensureDeviceKey(dataDir),
      identity: openIdentityFile(dataDir),
    });
  }

  async begin(): Promise<void> {
    const { dataDir, stageDir, stagePort } = this.#config;
    const store = await openMediaStore(dataDir, (sha256) => this.#player?.mediaLost(sha256));
    this.#loopback = await startLoopbackServer({
      stageDir,
      port: stagePort,
      store,
      findAsset: (sha256) => this.#player?.findAsset(sha256),
      onPage: (socket, visitor) => this.#hub.add(socket, visitor),
      onTicketUsed: () => this.#tellAddress(),
      onError: (error) => this.#ports.report("loopback-trouble", { reason: String(error) }),
    });
    this.#tellAddress();
    await this.#lookAtDisk(store);
    this.#every(DISK_LOOK_MS, () => this.#lookAtDisk(store));
    this.#every(FLOOR_STEP_MS, () => this.#trusted.raise({ timeFloorMs: this.#time.floorMs() }));
    await this.#startBrowser(this.#loopback);
    const identity = await this.#identity.find();
    if (identity === undefined) this.#background(this.#pairUntilDone(store));
    else this.#player = await this.#play(identity, store);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const timer of this.#timers) clearInterval(timer);
    await this.#player?.stop();
    this.#hub.close();
    await this.#display?.stop();
    await this.#loopback?.close();
    await this.#lock.release();
    this.#ports.report("stopped");
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
      link: this.#link,
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
        link: this.#link,
        time: this.#time,
        random: this.#ports.random,
        report: this.#ports.report,
        disk: () => this.#disk,
        hasPresenter: () => this.#hub.hasPresenter,
        onProgram: (slots) => this.#hub.setProgram([...slots]),
        onStageSilent: () => this.#onStageSilent(),
        onManifest: (manifest) => {
          this.#manifest = manifest;
          this.#hub.refreshSlate();
        },
      },
      identity,
    );
  }

  async #startBrowser(loopback: LoopbackServer): Promise<void> {
    const { browser, chromiumPath, environment, hasDisplay, dataDir } = this.#config;
    if (browser === "none") return;
    const found = await findChromium(chromiumPath, environment);
    if (found === undefined) return this.#ports.report("browser-missing", {});
    const display = startDisplay({
      chromiumPath: found,
      profileDir: join(dataDir, "run", "chromium"),
      hasDisplay,
      environment,
      pageUrl: `${loopback.origin}/`,
      cookie: { name: loopback.guard.cookieName, value: loopback.guard.ownCookie },
      report: this.#ports.report,
      random: this.#ports.random,
    });
    this.#display = display;
    let missingSinceMs = this.#time.mono();
    let allowedMs = PAGE_MISSING_MS;
    this.#every(PAGE_LOST_MS / 4, async () => {
      const nowMs = this.#time.mono();
      if (this.#hub.hasOwnPage) allowedMs = PAGE_LOST_MS;
      if (this.#hub.hasOwnPage) missingSinceMs = nowMs;
      if (nowMs - missingSinceMs < allowedMs) return;
      missingSinceMs = nowMs;
      allowedMs = PAGE_MISSING_MS;
      display.reload();
    });
  }

  #onStageSilent(): void {
    this.#hub.dropPresenter();
    this.#display?.reload();
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
