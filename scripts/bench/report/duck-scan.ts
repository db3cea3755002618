import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { PeriodTotalRow } from "../../../server/db/repos/item-names.ts";
import { DAYS, figureColumns, monthOfDay, PLAYS_A_DAY, SCREENS } from "./plays-sql.ts";

/** The rival: the same plays as Parquet files by month of start, and a database that reads nothing else. */
export interface DuckScan {
  /** Milliseconds from the question to the whole answer in its own memory; it is not read from there. */
  time(span: { readonly fromMs: number; readonly toMs: number }): Promise<number>;
  rows(span: { readonly fromMs: number; readonly toMs: number }): Promise<PeriodTotalRow[]>;
  readonly sizeBytes: number;
  close(): void;
}

/** Makes the files beside the world when they are not there. It has both processors and holds its files' tops in memory. */
export async function openDuck(worldDir: string): Promise<DuckScan> {
  const dir = join(worldDir, "parquet");
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
  if (!existsSync(dir)) {
    const part = `${dir}.part`;
    await rm(part, { recursive: true, force: true });
    await mkdir(part, { recursive: true });
    await connection.run("set preserve_insertion_order = true");
    for (let month = 0; month < 12; month += 1) await connection.run(copyOf(month, join(part, `${month}.parquet`)));
    await rename(part, dir);
  }
  await connection.run("set enable_object_cache = true");
  await connection.run(`create view plays as select * from '${dir}/*.parquet'`);
  const sizes = await connection.runAndReadAll(`select sum(total_compressed_size) as size
    from parquet_metadata('${dir}/*.parquet')`);
  return {
    sizeBytes: Number(sizes.getRowObjects()[0]?.size ?? 0),
    async time(span) {
      const startedMs = performance.now();
      await connection.run(questionOf(span));
      return performance.now() - startedMs;
    },
    async rows(span) {
      const read = await connection.runAndReadAll(questionOf(span));
      return read.getRowObjects().map((row) => ({
        ...(row as unknown as PeriodTotalRow),
        plays: Number(row.plays),
        airtime_ms: Number(row.airtime_ms),
      }));
    },
    close: () => connection.closeSync(),
  };
}

function copyOf(month: number, path: string): string {
  const day = `k // ${PLAYS_A_DAY}`;
  const columns = figureColumns((text) => `(${text.replaceAll("/", "//")})`, monthOfDay(`(${day})`));
  const list = Object.entries(columns).map(([name, text]) => `${text} as ${name}`);
  return `copy (select ${list.join(", ")} from range(${DAYS * PLAYS_A_DAY}) as numbers(k), range(${SCREENS}) as screens(s)
    where ${monthOfDay(`(${day})`)} = ${month} order by started_at_ms, s) to '${path}' (format parquet, compression zstd)`;
}

/** A showing counts where it began, its airtime where it was: the same figures as the totals'. */
function questionOf({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): string {
  return `select screen_id, edition_version_id, outcome, panel,
    count(*) filter (where started_at_ms >= ${fromMs}) as plays,
    cast(sum(least(started_at_ms + shown_ms, ${toMs}) - greatest(started_at_ms, ${fromMs})) as bigint) as airtime_ms
    from plays where started_at_ms < ${toMs} and started_at_ms >= ${fromMs} - 86400000
    and started_at_ms + shown_ms > ${fromMs}
    group by screen_id, edition_version_id, outcome, panel order by screen_id, edition_version_id`;
}
