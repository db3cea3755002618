import { setTimeout as waitFor } from "node:timers/promises";

/** Resolves with the first of them to settle, or after `withinMs`; rejects when the first one does. */
export async function soonest(them: readonly Promise<unknown>[], withinMs: number): Promise<void> {
  const stopping = new AbortController();
  const late = waitFor(withinMs, undefined, { signal: stopping.signal }).catch(() => undefined);
  try {
    await Promise.race([...them, late]);
  } finally {
    stopping.abort();
  }
}
