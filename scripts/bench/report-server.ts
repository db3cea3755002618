import { readFile } from "node:fs/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { addDays } from "../../schemas/rules/zoned-time.ts";
import { createApp } from "../../server/app.ts";
import { readConfig } from "../../server/config.ts";
import type { PeriodTotalRow } from "../../server/db/repos/item-names.ts";
import { sumTotals } from "../../server/db/repos/report-figures.ts";
import type { ReportRow } from "../../server/db/repos/reports.ts";
import { listen } from "../../server/listen.ts";
import { openInstallation } from "../../server/open-installation.ts";
import { checkTotals, type TotalsCheck } from "../../server/services/ledger/check-totals.ts";
import { documentText } from "../../server/services/reports/document-in-turns.ts";
import { readFigures } from "../../server/services/reports/read-figures.ts";
import { spanOf } from "../../server/services/reports/report-period.ts";
import { composeDraft } from "../../server/services/reports/report-view.ts";
import { type ArchiveSize, archiveSizeOf } from "./report/archive-size.ts";
import { SILENT } from "./report/open-world.ts";
import { lastDayOf, MONTH, PROGRAMME, SCREENS, screenIdOf } from "./report/plays-sql.ts";

/** What the parent asks, one after the other. */
export type Ask = "played" | "figures" | "screen" | "document" | "month" | "archive" | "loop" | "peak" | "stop";

export interface Answers {
  /** Played figures of the month on every screen, from totals. */
  readonly played: { readonly ms: number; readonly rows: readonly PeriodTotalRow[] };
  /** The same as a report reads them, with what was planned, places and titles. */
  readonly figures: { readonly ms: number; readonly records: number; readonly cells: number };
  /** One screen's month; the slowest of some screens. */
  readonly screen: { readonly ms: number; readonly rows: number };
  /** A programme's report of the month: read, made, checked and written as it is when it is locked. */
  readonly document: { readonly ms: number; readonly bytes: number };
  /** Every total of the month derived anew from the records. */
  readonly month: TotalsCheck & { readonly ms: number };
  readonly archive: ArchiveSize;
  /** How long something else had to wait for its turn at most, since this was asked before. */
  readonly loop: { readonly longestMs: number };
  readonly peak: { readonly megabytes: number };
  readonly stop: null;
}

const SCREENS_ASKED = 25;

/** Without the month's last day, so that it is not compared with months of which nothing planned is stored. */
const PROGRAMME_REPORT: ReportRow = {
  ...{ id: "report", kind: "programme", period: MONTH, programme: PROGRAMME, cluster_id: null, correction: 0 },
  ...{ from_date: `${MONTH}-01`, to_date: addDays(lastDayOf(MONTH), -1), status: "draft", version: 1, number: null },
  ...{ signed_on: null, until_received_ms: null, document_json: null, document_sha256: null, created_by: null },
  ...{ created_at_ms: 0, updated_at_ms: 0, locked_at_ms: null, sent_at_ms: null },
};

async function serve(dataDir: string): Promise<void> {
  const ctx = await openInstallation(readConfig({ DATA_DIR: dataDir, SERVER_NAME: "bench" }), SILENT);
  const listening = await listen(createApp(ctx).fetch, "127.0.0.1", 0);
  const span = spanOf(`${MONTH}-01`, lastDayOf(MONTH));
  const whole = { ...span, fromDate: `${MONTH}-01`, toDate: lastDayOf(MONTH) };
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const answers: { [One in Ask]: () => Promise<Answers[One]> } = {
    played: async () => {
      const startedMs = performance.now();
      const rows = await sumTotals(ctx.db, span.fromMs, span.toMs);
      return { ms: performance.now() - startedMs, rows };
    },
    figures: async () => {
      const startedMs = performance.now();
      const { records, cells } = await readFigures(ctx, whole, span.toMs + 5 * 86_400_000);
      return { ms: performance.now() - startedMs, records, cells: cells.length };
    },
    screen: async () => {
      const slowest = { ms: 0, rows: 0 };
      for (let asked = 0; asked < SCREENS_ASKED; asked += 1) {
        const screenId = screenIdOf(Math.floor((asked * SCREENS) / SCREENS_ASKED));
        const startedMs = performance.now();
        const { length } = await sumTotals(ctx.db, span.fromMs, span.toMs, screenId);
        slowest.ms = Math.max(slowest.ms, performance.now() - startedMs);
        slowest.rows = Math.max(slowest.rows, length);
      }
      return slowest;
    },
    document: async () => {
      const startedMs = performance.now();
      const document = await composeDraft(ctx, PROGRAMME_REPORT, span.toMs + 5 * 86_400_000);
      const { text } = await documentText(document);
      return { ms: performance.now() - startedMs, bytes: text.length };
    },
    month: async () => {
      const startedMs = performance.now();
      const check = await checkTotals(ctx.db, { fromMonth: MONTH, untilMonth: MONTH }, (difference) => {
        process.stderr.write(`DIFFERS ${JSON.stringify(difference)}\n`);
      });
      return { ...check, ms: performance.now() - startedMs };
    },
    archive: () => archiveSizeOf(ctx.db, whole),
    loop: async () => {
      const longestMs = delay.max / 1e6;
      delay.reset();
      return { longestMs };
    },
    peak: async () => ({ megabytes: await peakMegabytes() }),
    stop: async () => {
      await listening.close();
      await ctx.db.destroy();
      return null;
    },
  };
  process.on("message", (ask: Ask) => {
    void answers[ask]().then((answer) => {
      process.send?.(answer);
      if (ask === "stop") process.disconnect();
    });
  });
  process.send?.(listening.address.url);
}

/** Of this process alone: what `resourceUsage` tells begins with the memory of whoever started it. */
async function peakMegabytes(): Promise<number> {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile("/proc/self/status", "utf8"))?.[1];
  return Number(kilobytes) / 1_024;
}

await serve(process.argv[2] ?? "");
