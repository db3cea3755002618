import cron from "node-cron";
import { addDays, civilAt, instantOf, minutesOf } from "../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../context.ts";
import { findLastDueRun, insertJobRun } from "../db/repos/job-runs.ts";
import { archiveOldPlays } from "../services/archive/archive-old-plays.ts";
import { sweepMedia } from "../services/assets/sweep-media.ts";
import { accountFinishedDays } from "../services/completeness/account-finished-days.ts";
import { rollDays } from "../services/manifests/roll-days.ts";
import { countPlannedDays } from "../services/planned/count-planned-days.ts";
import { noteNewHoldings } from "../services/planned/note-holdings.ts";
import { pollAllSources } from "../services/sources/poll-all-sources.ts";

/** A verb that runs by the clock, once a civil day. */
export interface DailyJob {
  readonly name: string;
  /** Civil time of day in `JOB_TIME_ZONE`. */
  readonly atLocal: string;
  readonly run: (ctx: ServiceContext) => Promise<unknown>;
}

export const JOB_TIME_ZONE = "Asia/Ho_Chi_Minh";

/** Every daily job. */
export const DAILY_JOBS: readonly DailyJob[] = [
  { name: "roll-days", atLocal: "00:10", run: rollDays },
  // Well after the day's end, when players that are on line have told the last of it.
  { name: "account-days", atLocal: "03:20", run: accountFinishedDays },
  { name: "archive-plays", atLocal: "02:30", run: (ctx) => archiveOldPlays(ctx) },
  { name: "sweep-media", atLocal: "04:40", run: sweepMedia },
  { name: "count-planned-days", atLocal: "03:50", run: countPlannedDays },
];

/** A verb that runs over and over; a run missed while the server was down is not made up, the next one sees the same. */
export interface RecurringJob {
  readonly name: string;
  readonly everyMinutes: number;
  readonly run: (ctx: ServiceContext) => Promise<unknown>;
}

/** Every recurring job. Publishers are asked with conditional requests, so an unchanged list costs a line. */
export const RECURRING_JOBS: readonly RecurringJob[] = [
  { name: "poll-sources", everyMinutes: 20, run: pollAllSources },
  // Often, so that a report finds little that is not noted yet.
  { name: "note-holdings", everyMinutes: 10, run: noteNewHoldings },
];

export interface RunningJobs {
  /** Resolves when runs missed while the server was down have been made up. */
  readonly caughtUp: Promise<void>;
  /** Stops the clock and waits for a run under way. */
  stop(): Promise<void>;
}

/** Starts the jobs; a daily run that fell due while the server was down is made up at once. */
export function startJobs(
  ctx: ServiceContext,
  jobs: readonly DailyJob[] = DAILY_JOBS,
  recurring: readonly RecurringJob[] = RECURRING_JOBS,
): RunningJobs {
  const running = new Set<Promise<void>>();
  const track = (work: Promise<void>): Promise<void> => {
    const run = work.finally(() => running.delete(run));
    running.add(run);
    return run;
  };
  const start = (job: DailyJob): Promise<void> => track(runDueJob(ctx, job));
  const tasks = jobs.map((job) => {
    const minutes = minutesOf(job.atLocal);
    return cron.schedule(`${minutes % 60} ${Math.floor(minutes / 60)} * * *`, () => start(job), {
      timezone: JOB_TIME_ZONE,
      noOverlap: true,
      name: job.name,
    });
  });
  for (const job of recurring) {
    tasks.push(
      cron.schedule(`*/${job.everyMinutes} * * * *`, () => track(runJob(ctx, job)), {
        timezone: JOB_TIME_ZONE,
        noOverlap: true,
        name: job.name,
      }),
    );
  }
  const caughtUp = Promise.all(jobs.map(start)).then(() => undefined);
  return {
    caughtUp,
    stop: async () => {
      await Promise.all(tasks.map(async (task) => task.destroy()));
      await Promise.all(running);
    },
  };
}

async function runJob(ctx: ServiceContext, job: RecurringJob): Promise<void> {
  try {
    await job.run({ ...ctx, actor: { kind: "system", reason: job.name } });
  } catch (error) {
    logFailure(ctx, job.name, error);
  }
}

/** Runs the job unless the run last due is done. A failure is logged, not noted as done, so the next start tries again. */
export async function runDueJob(ctx: ServiceContext, job: DailyJob): Promise<void> {
  const dueAtMs = lastDue(job, ctx.now());
  try {
    if (((await findLastDueRun(ctx.db, job.name)) ?? 0) >= dueAtMs) return;
    await job.run({ ...ctx, actor: { kind: "system", reason: job.name } });
    await insertJobRun(ctx.db, { job: job.name, due_at_ms: dueAtMs, finished_at_ms: ctx.now() });
  } catch (error) {
    logFailure(ctx, job.name, error);
  }
}

function logFailure(ctx: ServiceContext, job: string, error: unknown): void {
  ctx.log.error("job-failed", { job, message: error instanceof Error ? error.message : String(error) });
}

function lastDue(job: DailyJob, nowMs: number): number {
  const { date } = civilAt(nowMs, JOB_TIME_ZONE);
  const today = instantOf(date, minutesOf(job.atLocal), JOB_TIME_ZONE);
  return today <= nowMs ? today : instantOf(addDays(date, -1), minutesOf(job.atLocal), JOB_TIME_ZONE);
}
