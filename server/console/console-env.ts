import type { Context } from "hono";
import type { AppEnv } from "../http/env.ts";
import type { View } from "./view.ts";

/** What console handlers find in their context: everything of the app, and the view. */
export interface ConsoleEnv extends AppEnv {
  Variables: AppEnv["Variables"] & { view: View };
}

export type ConsoleContext = Context<ConsoleEnv>;

/** The same context for the app's own helpers, which know nothing of views. Hono's contexts are invariant in their variables. */
export function appOf(c: ConsoleContext): Context<AppEnv> {
  return c as unknown as Context<AppEnv>;
}
