import { EventEmitter } from "node:events";

/** Hints between verbs and those who watch. Each is safe to lose and safe to repeat: the database is the truth. */
export interface Hints {
  "manifest-changed": { screenId: string };
  "withdrawals-changed": { version: number };
  "root-changed": { version: number };
  "airing-approved": { airingSha256: string };
  /** Operating hours, languages or labels of a site or a screen. */
  "place-changed": { siteId: string } | { screenId: string };
  "asset-queued": { sha256: string };
  "player-revoked": { player: number };
  /** The player of this screen holds a manifest above the newest one here, as after a restore. */
  "player-ahead": { screenId: string };
  /** An order waits for the player of this screen. */
  "command-sent": { screenId: string };
}

export interface Bus {
  hint<K extends keyof Hints>(kind: K, detail: Hints[K]): void;
  /** Returns the function that stops watching. */
  watch<K extends keyof Hints>(kind: K, watcher: (detail: Hints[K]) => void): () => void;
}

/** A bus within one process. */
export function createLocalBus(): Bus {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(100);
  return {
    hint: (kind, detail) => void emitter.emit(kind, detail),
    watch(kind, watcher) {
      emitter.on(kind, watcher);
      return () => void emitter.off(kind, watcher);
    },
  };
}
