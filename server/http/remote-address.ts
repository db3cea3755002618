import type { Context } from "hono";
import type { AppEnv } from "./env.ts";

/** The address the connection came from. Headers that claim another are not believed: anyone can write them. */
export function remoteAddress(c: Context<AppEnv>): string {
  return c.env?.incoming?.socket.remoteAddress ?? "unknown";
}
