import cron from "node-cron";
import { addDays, civilAt, instantOf, minutesOf } from "../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../context.ts";
import { findLastDueRun, insertJobRun } from "../db/repos/job-runs.ts";
import { rollDays } from "../services/manifests/roll-days.ts";

/** A verb that runs by the clock, once a civil day. */
export interface DailyJob {
  readonly name: string;
  /** Civil time of day in `JOB_TIME_ZONE`. */
  readonly atLocal: string;
  readonly run: (ctx: ServiceContext) => Promise<unknown>;
}

export const JOB_TIME_ZONE = "Asia/Ho_Chi_Minh";

/** Every daily job. */
export const DAILY_JOBS: readonly DailyJob[] = [{ name: "roll-days", atLocal: "00:10", run: rollDays }];

export interface RunningJobs {
  /** Resolves when runs missed while the server was down have been made up. */
  readonly caughtUp: Promise<void>;
  /** Stops the clock and waits for a run under way. */
  stop(): Promise<void>;
}

/** Starts the daily jobs; a run that fell due while the server was down is made up at once. */
export function startJobs(ctx: ServiceContext, jobs: readonly DailyJob[] = DAILY_JOBS): RunningJobs {
  const running = new Set<Promise<void>>();
  const start = (job: DailyJob): Promise<void> => {
    const run = runDueJob(ctx, job).finally(() => running.delete(run));
    running.add(run);
    return run;
  };
  const tasks = jobs.map((job) => {
    const minutes = minutesOf(job.atLocal);
    return cron.schedule(`${minutes % 60} ${Math.floor(minutes / 60)} * * *`, () => start(job), {
      timezone: JOB_TIME_ZONE,
      noOverlap: true,
      name: job.name,
    });
  });
  const caughtUp = Promise.all(jobs.map(start)).then(() => undefined);
  return {
    caughtUp,
    stop: async () => {
      await Promise.all(tasks.map(async (task) => task.destroy()));
      await Promise.all(running);
    },
  };
}

/** Runs the job unless the run last due is done. A failure is logged, not noted as done, so the next start tries again. */
export async function runDueJob(ctx: ServiceContext, job: DailyJob): Promise<void> {
  const dueAtMs = lastDue(job, ctx.now());
  try {
    if (((await findLastDueRun(ctx.db, job.name)) ?? 0) >= dueAtMs) return;
    await job.run({ ...ctx, actor: { kind: "system", reason: job.name } });
    await insertJobRun(ctx.db, { job: job.name, due_at_ms: dueAtMs, finished_at_ms: ctx.now() });
  } catch (error) {
    ctx.log.error("job-failed", { job: job.name, message: error instanceof Error ? error.message : String(error) });
  }
}

function lastDue(job: DailyJob, nowMs: number): number {
  const { date } = civilAt(nowMs, JOB_TIME_ZONE);
  const today = instantOf(date, minutesOf(job.atLocal), JOB_TIME_ZONE);
  return today <= nowMs ? today : instantOf(addDays(date, -1), minutesOf(job.atLocal), JOB_TIME_ZONE);
}
