import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseAddress } from "../../server/db/open.ts";
import { startPostgres } from "./postgres.ts";

/** Makes empty databases of one kind, as many as a test wants. */
export interface TestDatabases {
  create(): Promise<DatabaseAddress>;
  stop(): Promise<void>;
}

/** Both kinds that the product runs on. */
export const DATABASE_KINDS = ["sqlite", "postgres"] as const;

export async function startDatabases(kind: (typeof DATABASE_KINDS)[number]): Promise<TestDatabases> {
  if (kind === "postgres") {
    const server = await startPostgres();
    const archives = await mkdtemp(join(tmpdir(), "cot-moc-archive-"));
    return {
      create: async () => ({
        kind,
        url: await server.createDatabase(),
        archiveDir: await mkdtemp(join(archives, "of-")),
      }),
      stop: async () => {
        await server.stop();
        await rm(archives, { recursive: true, force: true });
      },
    };
  }
  const dir = await mkdtemp(join(tmpdir(), "cot-moc-sqlite-"));
  let databases = 0;
  return {
    create: async () => {
      databases += 1;
      const own = join(dir, String(databases));
      await mkdir(own);
      return { kind, file: join(own, "server.db") };
    },
    stop: () => rm(dir, { recursive: true, force: true }),
  };
}
