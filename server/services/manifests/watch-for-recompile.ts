import type { ServiceContext } from "../../context.ts";
import { recompileScreens } from "./recompile-screens.ts";

/**
 * Compiles manifests again whenever an item is approved or withdrawn, a place changes its hours, languages or labels, or a
 * player holds what was lost here. Hints that come while it works are answered by one more run after it. Returns the function that stops watching and waits for a run under way. A failed run is logged and
 * made up by the next hint or the daily job.
 */
export function watchForRecompile(ctx: ServiceContext): () => Promise<void> {
  const system: ServiceContext = { ...ctx, actor: { kind: "system", reason: "recompile" } };
  let wanted = false;
  let running: Promise<void> | undefined;
  const run = async () => {
    while (wanted) {
      wanted = false;
      try {
        await recompileScreens(system);
      } catch (error) {
        ctx.log.error("recompile-failed", { message: error instanceof Error ? error.message : String(error) });
      }
    }
    running = undefined;
  };
  const want = () => {
    wanted = true;
    running ??= run();
  };
  const stops = (["airing-approved", "withdrawals-changed", "place-changed", "player-ahead"] as const).map((hint) =>
    ctx.bus.watch(hint, want),
  );
  return async () => {
    for (const stop of stops) stop();
    wanted = false;
    await running;
  };
}
