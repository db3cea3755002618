import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileStore } from "../../content/store/file-store.ts";
import { asActor, type Database, type Log, type ServiceContext } from "../../server/context.ts";
import { migrateToLatest } from "../../server/db/migrate.ts";
import { type DatabaseAddress, openDatabase } from "../../server/db/open.ts";
import type { Role } from "../../server/db/tables.ts";
import { withTransaction } from "../../server/db/transaction.ts";
import { newId } from "../../server/new-id.ts";
import { createLocalBus } from "../../server/ports/bus.ts";
import { loadReference } from "../../server/services/reference/load-reference.ts";
import { addApproverIn } from "../../server/services/trust/add-approver.ts";
import { ensureRoot } from "../../server/services/trust/ensure-root.ts";
import { createKeyCabinet } from "../../server/services/trust/file-key-cabinet.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";

export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly event: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface TestContext {
  /** Acts as the installation itself. */
  readonly ctx: ServiceContext;
  readonly clock: FakeClock;
  readonly dir: string;
  readonly logged: readonly LogLine[];
  /** A new active person with these roles, as actor. Made by the installation, so it holds no one and no one holds it. */
  asPerson(roles: readonly Role[]): Promise<ServiceContext & { actor: { kind: "person"; personId: string } }>;
  close(): Promise<void>;
}

/** A server's context on an empty migrated database of its own (a fresh SQLite file by default), with a root, the reference data and a real store. */
export async function createTestContext(
  options: { database?: DatabaseAddress; settings?: Partial<ServiceContext["settings"]> } = {},
): Promise<TestContext> {
  const dir = await mkdtemp(join(tmpdir(), "cot-moc-test-"));
  const clock = createFakeClock();
  const db = await openDatabase(options.database ?? { kind: "sqlite", file: join(dir, "server.db") });
  await migrateToLatest(db);
  const logged: LogLine[] = [];
  const ctx: ServiceContext = {
    db,
    now: clock.now,
    log: collectingLog(logged),
    bus: createLocalBus(),
    store: await createFileStore(join(dir, "store")),
    keys: createKeyCabinet(join(dir, "keys")),
    actor: { kind: "system", reason: "test" },
    settings: {
      serverName: "test server",
      serverEpoch: "test-epoch",
      publicUrl: null,
      maxUploadBytes: 50_000_000,
      ffmpegPath: null,
      ...options.settings,
    },
  };
  await ensureRoot(ctx);
  await loadReference(ctx);
  return {
    ctx,
    clock,
    dir,
    logged,
    asPerson: (roles) => addPerson(ctx, roles),
    close: () => closeContext(db, dir),
  };
}

/** A new active person with these roles, as actor; approvers have their key. */
export async function addPerson(ctx: ServiceContext, roles: readonly Role[]) {
  const personId = newId(ctx.now());
  const nowMs = ctx.now();
  await withTransaction(ctx.db, async (tx) => {
    await tx
      .insertInto("people")
      .values({
        id: personId,
        login: `person-${personId}`,
        display_name: `Person ${personId.slice(-4)}`,
        password_hash: null,
        state: "active",
        created_by: null,
        created_at_ms: nowMs,
        updated_at_ms: nowMs,
      })
      .execute();
    for (const role of roles) {
      await tx
        .insertInto("person_roles")
        .values({ person_id: personId, role, granted_by: null, granted_at_ms: nowMs })
        .execute();
    }
    if (roles.includes("approver")) await addApproverIn(tx, ctx, personId);
  });
  const actor = { kind: "person", personId, roles: new Set(roles) } as const;
  return { ...asActor(ctx, actor), actor };
}

function collectingLog(lines: LogLine[]): Log {
  const at =
    (level: LogLine["level"]) =>
    (event: string, detail: Readonly<Record<string, unknown>> = {}) =>
      void lines.push({ level, event, detail });
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

async function closeContext(db: Database, dir: string): Promise<void> {
  await db.destroy();
  await rm(dir, { recursive: true, force: true });
}
