import type { LogDevice } from "../../player/agent/ports/log-device.ts";

/** What the disk was asked to do, and how often. */
export interface DiskWork {
  syncs: number;
  writtenBytes: number;
  allocatedBytes: number;
  readBytes: number;
}

/** A disk of numbered files in memory that counts its work, refuses when told to, and forgets at a power cut. */
export class MemoryLogDevice implements LogDevice {
  readonly work: DiskWork = { syncs: 0, writtenBytes: 0, allocatedBytes: 0, readBytes: 0 };
  readonly files = new Map<number, Buffer>();
  /** What a power cut leaves; only kept once `remembersSyncs` is set. */
  readonly #synced = new Map<number, Buffer>();
  readonly #remembersSyncs: boolean;
  /** Asked before each write, sync and allocation; throws for a disk that refuses. */
  refuse: (what: "write" | "sync" | "allocate", slot: number) => void = () => undefined;

  constructor(options: { readonly remembersSyncs?: boolean } = {}) {
    this.#remembersSyncs = options.remembersSyncs ?? false;
  }

  async list(): Promise<number[]> {
    return [...this.files.keys()];
  }

  async sizeBytes(slot: number): Promise<number> {
    return this.#file(slot).length;
  }

  async read(slot: number, position: number, length: number): Promise<Buffer> {
    const bytes = Buffer.from(this.#file(slot).subarray(position, position + length));
    this.work.readBytes += bytes.length;
    return bytes;
  }

  async write(slot: number, position: number, bytes: Buffer): Promise<void> {
    this.refuse("write", slot);
    if (position + bytes.length > this.#file(slot).length) throw new Error("A write past the end of its file.");
    bytes.copy(this.#file(slot), position);
    this.work.writtenBytes += bytes.length;
  }

  async sync(slot: number): Promise<void> {
    this.refuse("sync", slot);
    this.work.syncs += 1;
    if (this.#remembersSyncs) this.#synced.set(slot, Buffer.from(this.#file(slot)));
  }

  async allocate(slot: number, sizeBytes: number): Promise<void> {
    this.refuse("allocate", slot);
    this.files.set(slot, Buffer.alloc(sizeBytes));
    this.work.syncs += 2;
    this.work.allocatedBytes += sizeBytes;
    if (this.#remembersSyncs) this.#synced.set(slot, Buffer.alloc(sizeBytes));
  }

  /** Nothing is held open here. */
  async release(): Promise<void> {}

  /** What was not synced is gone, but for the blocks that `keepsBlock` says had reached the disk by themselves. */
  cutPower(keepsBlock: () => boolean = () => false): void {
    for (const [slot, now] of this.files) {
      const synced = this.#synced.get(slot) ?? Buffer.alloc(now.length);
      for (let at = 0; at < now.length; at += 512) {
        const block = now.subarray(at, at + 512);
        if (!block.equals(synced.subarray(at, at + 512)) && !keepsBlock()) synced.copy(block, 0, at, at + 512);
      }
    }
  }

  #file(slot: number): Buffer {
    const file = this.files.get(slot);
    if (file === undefined) throw new Error(`There is no file ${slot}.`);
    return file;
  }
}
