import type { ServiceContext } from "../context.ts";
import { processQueuedAssets, resumeAssets } from "../services/assets/process-queued-assets.ts";

/** The one worker that turns uploads into renditions. */
interface RenditionQueue {
  /** Ends the work under way, puts it back in the queue and returns when nothing runs any more. */
  stop(): Promise<void>;
}

/** How soon the queue is looked at again after a fault of ours, such as a full disk. */
const RETRY_MS = 30_000;

/**
 * Starts the worker: takes up what a former process left half done, then every upload as it comes, one at a time.
 * `ctx` must act as the installation itself.
 */
export async function startRenditionQueue(ctx: ServiceContext): Promise<RenditionQueue> {
  const stopping = new AbortController();
  await resumeAssets(ctx);
  let running: Promise<void> | undefined;
  let isAskedAgain = false;
  let retry: NodeJS.Timeout | undefined;

  async function work(): Promise<void> {
    do {
      isAskedAgain = false;
      await processQueuedAssets(ctx, { signal: stopping.signal });
    } while (isAskedAgain && !stopping.signal.aborted);
  }

  function wake(): void {
    if (stopping.signal.aborted) return;
    isAskedAgain = true;
    running ??= work()
      .catch((error: unknown) => {
        ctx.log.error("rendition-queue-fault", { error: String(error) });
        isAskedAgain = false;
        clearTimeout(retry);
        retry = setTimeout(wake, RETRY_MS);
        retry.unref();
      })
      .finally(() => {
        running = undefined;
        // Asked between the last look at the queue and here.
        if (isAskedAgain) wake();
      });
  }

  const unwatch = ctx.bus.watch("asset-queued", wake);
  wake();
  return {
    async stop() {
      unwatch();
      clearTimeout(retry);
      stopping.abort();
      await running;
    },
  };
}
