import type { Config } from "../config.ts";
import { backUpByClock } from "../services/backup/timed-backup.ts";
import type { RecurringJob } from "./schedule.ts";

/** Looks every half hour whether a backup is due. */
export function timedBackups(config: Config): RecurringJob {
  return { name: "timed-backup", everyMinutes: 30, run: (ctx) => backUpByClock(ctx, config) };
}
