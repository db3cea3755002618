import type { Readable } from "node:stream";

/** Bytes named by their SHA-256. A name is given only after the bytes are on disk, whole and hashed. */
export interface ContentStore {
  /**
   * Stores a stream under the SHA-256 of its bytes: temporary name, fsync, rename, fsync of the directory.
   * Idempotent. Rejects with `too-large` past `limitBytes` and leaves nothing behind.
   */
  put(source: Readable, limitBytes: number): Promise<{ sha256: string; sizeBytes: number }>;
  /** Moves a file that this process made itself into the store; same guarantees. */
  putFile(path: string): Promise<{ sha256: string; sizeBytes: number }>;
  /** Size of a stored object, or `undefined`. */
  find(sha256: string): Promise<{ sizeBytes: number } | undefined>;
  /** Absolute path of a stored object, for readers that need a file. Throws when it is absent. */
  pathOf(sha256: string): string;
  /** A stream of `[start, end)`; the whole object by default. */
  read(sha256: string, range?: { start: number; end: number }): Readable;
  /** Forgets an object that was refused before anything referred to it. Idempotent. Never for what may have aired. */
  discard(sha256: string): Promise<void>;
  /** A directory for work in progress on the same volume; emptied at start. */
  readonly workDir: string;
}
