import type { Manifest, Withdrawals } from "../../../schemas/manifest.ts";
import type { SimWorld } from "../engine/world.ts";
import type { LogDevice } from "./log-device.ts";

/** A signed manifest as kept on disk. */
export interface KeptManifest {
  readonly sha256: string;
  readonly manifest: Manifest;
}

/** What survives the process. Each field is a file that is replaced whole or not at all. */
export interface DiskFiles {
  boot: number;
  identity: { readonly player: number; readonly screenId: string } | null;
  trusted: { manifestRevision: number; withdrawalsVersion: number; timeFloorMs: number };
  withdrawals: Withdrawals | null;
  manifests: Map<string, KeptManifest>;
  current: string | null;
  airings: Set<string>;
  media: Set<string>;
}

type Crash = () => void;

/** The disk of one player machine. */
export class SimDisk {
  files: DiskFiles = emptyFiles();
  log: LogDevice | null = null;
  /** Until when it takes no writes. */
  fullUntilMs = 0;
  /** Set by a fault: called in the middle of the next durable write (of that file), which then happened or did not. */
  crashInWrite: { readonly crash: Crash; readonly of: keyof DiskFiles | "any" } | null = null;
  writes = 0;
  readonly #world: SimWorld;
  #inFlight = new Set<{ readonly change: () => void; isOver: boolean }>();

  constructor(world: SimWorld) {
    this.#world = world;
  }

  get isFull(): boolean {
    return this.fullUntilMs > this.#world.nowMs;
  }

  /**
   * Replaces a file durably: temporary name, sync, rename, sync of the directory. `then(false)` when the disk took
   * nothing. `fits`: it is overwritten in place on a full disk, as the twin files are.
   */
  write(
    change: () => void,
    then: (isKept: boolean) => void,
    { fits = false, file }: { readonly fits?: boolean; readonly file?: keyof DiskFiles } = {},
  ): void {
    const { random } = this.#world;
    if (this.isFull && !fits) {
      this.#world.after(random.between(0.1, 2), () => then(false));
      return;
    }
    const write = { change, isOver: false };
    this.#inFlight.add(write);
    this.writes += 1;
    const tookMs = random.between(1, 25);
    const due = this.crashInWrite;
    if (due !== null && (due.of === "any" || due.of === file)) {
      this.crashInWrite = null;
      this.#world.after(tookMs / 2, () => {
        if (!write.isOver) due.crash();
      });
    }
    this.#world.after(tookMs, () => {
      if (write.isOver) return;
      write.isOver = true;
      this.#inFlight.delete(write);
      change();
      then(true);
    });
  }

  /** The process is gone: a write on its way happened wholly or not at all. */
  crash(): void {
    for (const write of this.#inFlight) {
      write.isOver = true;
      if (this.#world.random.chance(0.5)) write.change();
    }
    this.#inFlight = new Set();
  }

  wipe(): void {
    this.files = emptyFiles();
    this.log = null;
  }
}

function emptyFiles(): DiskFiles {
  return {
    boot: 0,
    identity: null,
    trusted: { manifestRevision: 0, withdrawalsVersion: 0, timeFloorMs: 0 },
    withdrawals: null,
    manifests: new Map(),
    current: null,
    airings: new Set(),
    media: new Set(),
  };
}
