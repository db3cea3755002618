import type { Manifest, Withdrawals } from "../../../schemas/manifest.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { sha256Hex } from "../../../server/sha256.ts";
import type { SimRandom } from "../engine/random.ts";
import { type Catalogue, drawManifest } from "../plan.ts";
import type { KeptManifest } from "../player/disk.ts";
import type { LedgerBackup, MemoryLedger } from "./memory-ledger.ts";

/** A paired player as the server knows it. */
export interface RegisteredPlayer {
  readonly number: number;
  readonly screenId: string;
  isRevoked: boolean;
  highestBoot: number;
}

/** A screen and the hours of its place, as elapsed ms of a day. */
export interface SimScreen {
  readonly screenId: string;
  readonly openFromMs: number;
  readonly openToMs: number;
}

/** What a backup holds. The register of pairings is kept apart from it: a number must never be given twice. */
export interface ServerBackup {
  readonly atMs: number;
  readonly ledger: LedgerBackup;
  readonly manifests: ReadonlyMap<string, KeptManifest>;
  readonly lists: readonly Withdrawals[];
}

/** How far numbers leap when a backup is restored: above all that was given out since it was made. */
const RESTORE_LEAP = 1_000;

/** The server's database beside the play log: what is published for whom, and what is withdrawn. */
export class ServerState {
  epoch = 1;
  readonly players = new Map<number, RegisteredPlayer>();
  readonly screens = new Map<string, SimScreen>();
  /** Newest manifest by screen. */
  manifests = new Map<string, KeptManifest>();
  /** Every list published, oldest first. */
  lists: Withdrawals[] = [];
  readonly #ledger: MemoryLedger;
  readonly #catalogue: Catalogue;
  readonly #random: SimRandom;
  /** Every manifest ever signed: players may still ask for one by its hash. */
  readonly #signed = new Map<string, KeptManifest>();
  /** Everything ever withdrawn, also what a restored backup no longer knows: the desk has its own list. */
  readonly #everWithdrawn: Withdrawals["entries"][number][] = [];
  #lastNumber = 0;

  constructor(ledger: MemoryLedger, catalogue: Catalogue, random: SimRandom) {
    this.#ledger = ledger;
    this.#catalogue = catalogue;
    this.#random = random;
  }

  get withdrawalsVersion(): number {
    return this.lists.at(-1)?.version ?? 0;
  }

  /** Pairs a machine to a screen: a new number, never one that was given before; whoever served it is revoked. */
  pair(
    screenId: string,
    atMs: number,
  ): { readonly player: number; readonly highestBoot: number; readonly revoked: number[] } {
    this.#lastNumber += 1;
    const player = this.#lastNumber;
    const before = [...this.players.values()].filter((known) => known.screenId === screenId);
    const revoked = before.filter(({ isRevoked }) => !isRevoked).map(({ number }) => number);
    for (const known of before) known.isRevoked = true;
    const highestBoot = Math.max(0, ...before.map((known) => known.highestBoot));
    this.players.set(player, { number: player, screenId, isRevoked: false, highestBoot });
    this.#ledger.assign(player, { screen_id: screenId, from_ms: Math.floor(atMs), to_ms: null });
    return { player, highestBoot, revoked };
  }

  /** Signs a new revision for the screen, above the newest and above `told`. */
  publish(screenId: string, told = 0): KeptManifest | undefined {
    const screen = this.screens.get(screenId);
    if (screen === undefined) return undefined;
    const revision = Math.max(this.manifests.get(screenId)?.manifest.revision ?? 0, told) + 1;
    const manifest: Manifest = drawManifest(this.#random, this.#catalogue, screen, revision);
    const sha256 = sha256Hex(`${this.epoch} ${canonicalJson(manifest)}`);
    const kept = { sha256, manifest };
    this.manifests.set(screenId, kept);
    this.#signed.set(sha256, kept);
    return kept;
  }

  findManifest(sha256: string): KeptManifest | undefined {
    return this.#signed.get(sha256);
  }

  /** Adds one document to the list of what must not be shown. */
  withdraw(airingSha256: string, atMs: number): Withdrawals {
    const entry = { airingSha256, renditionSha256: null, withdrawnAtMs: Math.floor(atMs) };
    if (!this.#everWithdrawn.some((known) => known.airingSha256 === airingSha256)) this.#everWithdrawn.push(entry);
    return this.#publishList([...(this.lists.at(-1)?.entries ?? []), entry], this.withdrawalsVersion + 1);
  }

  /** The list of that version, else the newest if it is a higher one. */
  findList(version: number): Withdrawals | undefined {
    const newest = this.lists.at(-1);
    const exact = this.lists.find((list) => list.version === version);
    return exact ?? (newest !== undefined && newest.version >= version ? newest : undefined);
  }

  #publishList(entries: Withdrawals["entries"], version: number): Withdrawals {
    const list: Withdrawals = { type: "withdrawals", version, entries };
    this.lists.push(list);
    return list;
  }

  backup(atMs: number): ServerBackup {
    return { atMs, ledger: this.#ledger.backup(), manifests: new Map(this.manifests), lists: [...this.lists] };
  }

  /** Goes back to the backup. `leaps`: numbers go above all that may have been given out since. */
  restore(backup: ServerBackup, leaps: boolean): void {
    this.#ledger.restore(backup.ledger);
    this.manifests = new Map(backup.manifests);
    this.lists = [...backup.lists];
    this.epoch += 1;
    if (leaps && this.#everWithdrawn.length > 0) {
      this.#publishList([...this.#everWithdrawn], this.withdrawalsVersion + RESTORE_LEAP);
    }
  }
}
