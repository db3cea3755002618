import { mkdir, stat } from "node:fs/promises";
import { createServer } from "node:net";

/** Another agent already runs on this data directory. */
export class DataDirInUseError extends Error {
  override readonly name = "DataDirInUseError";
}

/** Held until released or until this process ends, however it ends. */
export interface DataDirLock {
  release(): Promise<void>;
}

/** Makes the directory if need be, and this process the only agent on it; throws DataDirInUseError while another one is. */
export async function holdDataDir(dataDir: string): Promise<DataDirLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  return lockDataDir(dataDir);
}

/**
 * Makes this process the only agent on the directory, by whatever path it is named; throws DataDirInUseError while another
 * one is. A socket in Linux's abstract namespace: the kernel takes it back at any kind of death, so that no file left
 * behind can keep a player from starting. Other systems have no such namespace and no lock.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  if (process.platform !== "linux") return { release: () => Promise.resolve() };
  const { dev, ino } = await stat(dataDir, { bigint: true });
  const server = createServer((visitor) => visitor.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      const isHeld = "code" in error && error.code === "EADDRINUSE";
      reject(isHeld ? new DataDirInUseError(`Another player already runs on ${dataDir}.`) : error);
    });
    server.listen(`\0cotmoc-player-${dev}-${ino}`, resolve);
  });
  server.unref();
  return { release: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}
