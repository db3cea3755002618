import type { ServiceContext } from "../../context.ts";
import { listSourceRows } from "../../db/repos/sources.ts";
import { type PollResult, pollSource } from "./poll-source.ts";

const MAX_SOURCES = 200;

/**
 * Polls every source that is not paused, one after another. A fault of ours while reading one does not keep the others
 * from being read; all such faults are thrown together at the end.
 */
export async function pollAllSources(
  ctx: ServiceContext,
): Promise<{ polls: readonly ({ sourceId: string } & PollResult)[] }> {
  const active = (await listSourceRows(ctx.db, MAX_SOURCES)).filter((row) => row.state === "active");
  const polls: ({ sourceId: string } & PollResult)[] = [];
  const faults: unknown[] = [];
  for (const { id: sourceId } of active) {
    try {
      polls.push({ sourceId, ...(await pollSource(ctx, { sourceId })) });
    } catch (error) {
      faults.push(error);
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} of ${active.length} sources failed.`);
  return { polls };
}
