import type { Manifest, ManifestAsset } from "../../../schemas/manifest.ts";
import { PLAYER_PATHS } from "../../../schemas/player-http.ts";
import { FIRST_INSTALL, stepInstall, wayBack } from "../core/install.ts";
import type { InstallEffect, InstallEvent, InstallState, ManifestName } from "../core/install-events.ts";
import { downloadMedia, type TransferGate } from "../ports/download.ts";
import type { ServerLink } from "../ports/network.ts";
import type { Report } from "../ports/reporter.ts";
import type { MediaStore } from "../ports/store.ts";
import { NoRoomError } from "../ports/store-room.ts";
import type { AiringShelf } from "../trust/airing-shelf.ts";
import type { HeldManifest, ManifestShelf } from "../trust/manifest-shelf.ts";
import type { TrustedStateFile } from "../trust/trusted-state.ts";
import type { OpenMediaGate } from "./agent-network.ts";

const RECHECK_MS = 600_000;
/** Events after which the same may be shown as before. */
const TELLS_NOTHING_NEW: ReadonlySet<InstallEvent["type"]> = new Set(["status", "online", "offline", "proven"]);

export interface InstallShellPorts {
  readonly link: ServerLink;
  readonly openMediaGate: OpenMediaGate;
  readonly store: MediaStore;
  readonly manifests: ManifestShelf;
  readonly airings: AiringShelf;
  readonly trusted: TrustedStateFile;
  readonly random: () => number;
  /** What is held, or what may be shown of it, has changed. */
  readonly onChange: () => void;
  readonly onInstalled: (manifest: Manifest) => Promise<void>;
  readonly report: Report;
}

type Unstamped<E> = E extends unknown ? Omit<E, "random"> : never;

/** Carries the install core's effects out: fetches, verifies, commits. */
export class InstallShell {
  readonly #ports: InstallShellPorts;
  readonly #gate: TransferGate;
  readonly #envelopes = new Map<string, unknown>();
  #state: InstallState = FIRST_INSTALL;
  #retry: NodeJS.Timeout | undefined;
  #recheck: NodeJS.Timeout | undefined;

  constructor(ports: InstallShellPorts) {
    this.#ports = ports;
    this.#gate = ports.openMediaGate({
      timeZone: () => (this.#state.held ?? this.#state.target)?.manifest?.timeZone,
      hasNothingToShow: () => this.#state.held === null,
    });
  }

  get held(): HeldManifest | null {
    return this.#state.held;
  }

  /** What is gone back to when nothing of the held one can be shown. */
  get lastGood(): HeldManifest | null {
    return this.#state.lastGood;
  }

  hasBytes(sha256: string): boolean {
    return this.#state.media.get(sha256)?.standing === "have";
  }

  start(held: HeldManifest | null, lastGood: HeldManifest | null = null): void {
    const highestRevision = this.#ports.trusted.current.manifestRevision;
    this.dispatch({ type: "booted", held, lastGood, highestRevision });
    this.#recheck = setInterval(() => this.dispatch({ type: "recheck" }), RECHECK_MS);
  }

  stop(): void {
    clearTimeout(this.#retry);
    clearInterval(this.#recheck);
  }

  /** A stored file was found changed; a chunk list stands for every file it describes. */
  mediaLost(sha256: string): void {
    const { held, target, lastGood } = this.#state;
    const manifests = [held?.manifest, target?.manifest, lastGood?.manifest];
    const describes = ([, asset]: [string, ManifestAsset]) => asset.chunkListSha256 === sha256;
    const described = manifests.flatMap((manifest) => Object.entries(manifest?.assets ?? {}).filter(describes));
    for (const lost of new Set([sha256, ...described.map(([name]) => name)])) {
      this.dispatch({ type: "media-lost", sha256: lost });
    }
  }

  dispatch(event: Unstamped<InstallEvent>): void {
    const { state, effects } = stepInstall(this.#state, { ...event, random: this.#ports.random() } as InstallEvent);
    this.#state = state;
    for (const effect of effects) {
      this.#carryOut(effect).catch((error: unknown) => this.#fail(effect, error));
    }
    if (!TELLS_NOTHING_NEW.has(event.type)) this.#ports.onChange();
  }

  async #carryOut(effect: InstallEffect): Promise<void> {
    const { link, store, airings, report } = this.#ports;
    switch (effect.type) {
      case "fetch-manifest":
        return this.#fetchManifest(effect.name);
      case "refuse-manifest":
        return report("manifest-refused", { ...effect.name, reason: effect.reason });
      case "fetch-airing": {
        const result = await airings.obtain(effect.sha256, this.#siteId(), link);
        return this.dispatch({ type: "airing", sha256: effect.sha256, result });
      }
      case "fetch-media": {
        const result = await downloadMedia(store, link, this.#gate, effect);
        if (result === "refused") report("media-refused", { sha256: effect.sha256 });
        return this.dispatch({ type: "media", sha256: effect.sha256, result });
      }
      case "commit":
        return this.#commit(effect.name);
      case "installed":
        return this.#afterInstall(effect.name, effect.manifest);
      case "set-retry":
        clearTimeout(this.#retry);
        this.#retry = setTimeout(() => this.dispatch({ type: "retry" }), effect.delayMs);
    }
  }

  /** What the disk refuses is tried again later, like what the network refuses. */
  #fail(effect: InstallEffect, error: unknown): void {
    this.#ports.report("install-trouble", { what: effect.type, reason: String(error) });
    if (error instanceof NoRoomError) this.#evict().catch((again: unknown) => this.#tellEviction(again));
    if (effect.type === "fetch-airing") {
      this.dispatch({ type: "airing", sha256: effect.sha256, result: "unreachable" });
    }
    if (effect.type === "fetch-media") this.dispatch({ type: "media", sha256: effect.sha256, result: "unreachable" });
    if (effect.type === "commit") this.dispatch({ type: "commit-failed", sha256: effect.name.sha256 });
    if (effect.type === "fetch-manifest") {
      const { sha256 } = effect.name;
      this.dispatch({ type: "manifest-failed", sha256, reason: String(error), isFinal: false });
    }
  }

  #siteId(): string {
    return (this.#state.target?.manifest ?? this.#state.held?.manifest)?.siteId ?? "";
  }

  async #fetchManifest({ sha256 }: ManifestName): Promise<void> {
    const answer = await this.#ports.link.getJson(PLAYER_PATHS.manifest(sha256));
    if (answer.kind !== "json") {
      const isFinal = answer.kind === "refused";
      return this.dispatch({ type: "manifest-failed", sha256, reason: answer.kind, isFinal });
    }
    const opened = await this.#ports.manifests.open(answer.data, sha256);
    if (!opened.ok) return this.dispatch({ type: "manifest-failed", sha256, reason: opened.reason, isFinal: true });
    this.#envelopes.clear();
    this.#envelopes.set(sha256, answer.data);
    this.dispatch({ type: "manifest-opened", sha256, manifest: opened.manifest });
  }

  /** The higher revision is trusted before it is pointed to: after a power cut in between, nothing older gets in. */
  async #commit({ sha256, revision }: ManifestName): Promise<void> {
    const { manifests, trusted } = this.#ports;
    const envelope = this.#envelopes.get(sha256);
    if (envelope === undefined) throw new Error("The manifest to be installed is no longer in hand.");
    await manifests.put(envelope, sha256);
    await trusted.raise({ manifestRevision: revision });
    await manifests.point(sha256, wayBack(this.#state)?.sha256);
    this.#envelopes.delete(sha256);
    this.dispatch({ type: "committed", sha256 });
  }

  async #afterInstall({ sha256, revision }: ManifestName, manifest: Manifest): Promise<void> {
    const { airings, report, onInstalled } = this.#ports;
    report("installed", { revision, sha256, items: manifest.items.length });
    await onInstalled(manifest);
    await this.#evict();
    await airings.prune((sha256) =>
      this.#needed().some(({ items }) => items.some((item) => item.airingSha256 === sha256)),
    );
  }

  /** Only what no held, coming or last good manifest names may go, however full the disk is. */
  #evict(): Promise<void> {
    return this.#ports.store.prune((sha256) => this.#needs(sha256));
  }

  #tellEviction(error: unknown): void {
    this.#ports.report("install-trouble", { what: "evict", reason: String(error) });
  }

  /** The manifests whose things stay on the disk, as of now: the next one may come in while old things are removed. */
  #needed(): Manifest[] {
    const { held, target, lastGood } = this.#state;
    return [held?.manifest, target?.manifest, lastGood?.manifest].filter((manifest) => manifest != null);
  }

  #needs(sha256: string): boolean {
    const isOf = ({ assets }: Manifest) =>
      assets[sha256] !== undefined || Object.values(assets).some(({ chunkListSha256 }) => chunkListSha256 === sha256);
    return this.#needed().some(isOf);
  }
}
