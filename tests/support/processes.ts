import type { ChildProcess } from "node:child_process";

/** Everything a process has printed so far, on both streams. */
export function outputOf(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: unknown) => {
      text += String(chunk);
    });
  }
  return () => text;
}

const LOOK_AGAIN_MS = 150;

/**
 * Looks until `look` returns something other than undefined and returns that. Throws, naming what was waited for, once
 * `withinMs` have passed.
 */
export async function until<T>(
  what: string,
  withinMs: number,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
