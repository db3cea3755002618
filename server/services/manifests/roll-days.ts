import type { ServiceContext } from "../../context.ts";
import { type RecompiledScreen, recompileScreens } from "./recompile-screens.ts";

/** Moves every screen's manifest on to today's civil date, so that each holds its full run of days. Idempotent. */
export async function rollDays(ctx: ServiceContext): Promise<RecompiledScreen[]> {
  const screens = await recompileScreens(ctx);
  ctx.log.info("days-rolled", { screens: screens.length, changed: screens.filter((screen) => screen.changed).length });
  return screens;
}
