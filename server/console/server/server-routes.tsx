import { Hono } from "hono";
import { readServerState } from "../../services/settings/read-server-state.ts";
import type { ConsoleEnv } from "../console-env.ts";
import { respond } from "../respond.ts";
import { ServerPage } from "./server-page.tsx";

/** The machine under the server, for administrators. */
export function serverConsole(): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>().get("/server", async (c) => {
    const state = await readServerState(c.get("ctx"));
    return respond(c, <ServerPage view={c.get("view")} state={state} />);
  });
}
