import { stat } from "node:fs/promises";
import { createServer } from "node:net";

/** Held until released or until this process ends, however it ends. */
export interface DataDirLock {
  release(): Promise<void>;
}

/**
 * Makes this process the only one that works on the server's data directory, by whatever path it is named; `undefined`
 * while another one does. The name lies with the kernel, which takes it back at any kind of death. Only Linux has such
 * names; elsewhere nothing is held.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock | undefined> {
  if (process.platform !== "linux") return { release: () => Promise.resolve() };
  const { dev, ino } = await stat(dataDir, { bigint: true });
  const holder = createServer((visitor) => visitor.destroy());
  const isHeld = await new Promise<boolean>((resolve, reject) => {
    holder.once("error", (error) => {
      if ("code" in error && error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    holder.listen(`\0cotmoc-server-${dev}-${ino}`, () => resolve(true));
  });
  if (!isHeld) return undefined;
  holder.unref();
  return { release: () => new Promise((resolve) => holder.close(() => resolve())) };
}
