import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../config.ts";
import type { Log } from "../../context.ts";
import { type DatabaseAddress, openDatabase } from "../../db/open.ts";
import { fingerprintTables, type TableFingerprint } from "../../db/table-fingerprints.ts";
import { openInstallation } from "../../open-installation.ts";
import { checkArchive } from "../archive/check-archive.ts";
import { verifyAudit } from "../audit/verify-audit.ts";
import { BackupRefused } from "./backup-refused.ts";
import { makeBackup } from "./make-backup.ts";
import { restoreBackup } from "./restore-backup.ts";

export interface DrilledTable {
  readonly table: string;
  readonly rows: number;
  /** `changed`: people and players went on meanwhile; what came back has the rows that the archive tells of. */
  readonly verdict: "equal" | "changed" | "differs";
}

export interface Drill {
  readonly ok: boolean;
  readonly tables: readonly DrilledTable[];
  /** Lines of the audit log that came back as one unbroken chain; null: it is broken. */
  readonly auditRows: number | null;
  readonly archiveBytes: number;
  /** Files of archived records that did not come back whole. */
  readonly damagedPlays: readonly string[];
  /** Whether a server opened what came back, under an epoch of its own. */
  readonly opens: boolean;
}

/**
 * Makes a backup, restores it into a directory of its own, opens it as a server would and compares every row of every
 * table and the audit chain with what is in use. Leaves nothing behind. SQLite only; throws `BackupRefused` otherwise.
 */
export async function drillBackup(config: Config, nowMs: number, log: Log): Promise<Drill> {
  const { database } = config;
  if (database.kind !== "sqlite") throw new BackupRefused("The drill compares embedded databases only.");
  const dir = await mkdtemp(join(config.dataDir, "drill-"));
  try {
    const passphrase = randomBytes(24).toString("base64url");
    const file = join(dir, "drill.tar");
    const before = await fingerprintsOf(database);
    const made = await makeBackup({ config, file, passphrase, withMedia: false, nowMs });
    const after = await fingerprintsOf(database);
    const dataDir = join(dir, "restored");
    const restored: DatabaseAddress = { kind: "sqlite", file: join(dataDir, "cot-moc.db") };
    await restoreBackup({ file, dataDir, database: restored, passphrase, replace: false, nowMs });
    const came = await fingerprintsOf(restored);
    const tables = compare(made.manifest.tables, { before, after, came });
    const audit = await auditOf(restored);
    const isChain = audit.ok && audit.headSha256 === made.manifest.audit.headSha256;
    const damagedPlays = await damagedIn(restored);
    const opens = await opensAnew({ ...config, dataDir, database: restored }, made.manifest.serverEpoch, log);
    return {
      ok: opens && isChain && damagedPlays.length === 0 && tables.every(({ verdict }) => verdict !== "differs"),
      tables,
      auditRows: isChain ? audit.rows : null,
      archiveBytes: made.sizeBytes,
      damagedPlays,
      opens,
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

type Prints = ReadonlyMap<string, TableFingerprint>;

function compare(
  told: Readonly<Record<string, number>>,
  { before, after, came }: { before: Prints; after: Prints; came: Prints },
): DrilledTable[] {
  const tables = [...new Set([...before.keys(), ...after.keys(), ...came.keys()])].sort();
  return tables.map((table) => {
    const { rows = 0, sha256 } = came.get(table) ?? {};
    const [first, last] = [before.get(table)?.sha256, after.get(table)?.sha256];
    const isEqual = sha256 !== undefined && (sha256 === first || sha256 === last);
    const isBetween = sha256 !== undefined && first !== last && rows === told[table];
    return { table, rows, verdict: isEqual ? "equal" : isBetween ? "changed" : "differs" };
  });
}

async function fingerprintsOf(address: DatabaseAddress): Promise<Prints> {
  const db = await openDatabase(address);
  const prints = await fingerprintTables(db).finally(() => db.destroy());
  return new Map(prints.map((print) => [print.table, print]));
}

async function auditOf(address: DatabaseAddress) {
  const db = await openDatabase(address);
  return verifyAudit(db).finally(() => db.destroy());
}

async function damagedIn(address: DatabaseAddress): Promise<readonly string[]> {
  const db = await openDatabase(address);
  return (await checkArchive(db).finally(() => db.destroy())).damaged;
}

async function opensAnew(config: Config, oldEpoch: string, log: Log): Promise<boolean> {
  const { db, settings } = await openInstallation(config, log);
  await db.destroy();
  return settings.serverEpoch !== oldEpoch;
}
