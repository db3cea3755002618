import { Hono } from "hono";
import { setArchiveAfterDays } from "../../services/archive/retention.ts";
import { readServerState } from "../../services/settings/read-server-state.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { ServerPage } from "./server-page.tsx";

/** The machine under the server, for administrators. */
export function serverConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/server", (c) => showServer(c));
  app.post("/server/archive", (c) =>
    submit(
      c,
      async (form) => {
        const days = await setArchiveAfterDays(c.get("ctx"), { days: Number(form.text("days")) });
        return goTo(c, "/server", { key: "server.archive-saved", parameters: { days } });
      },
      (refusal) => showServer(c, refusal),
    ),
  );
  return app;
}

async function showServer(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const state = await readServerState(c.get("ctx"));
  const page = <ServerPage view={c.get("view")} state={state} refusal={refusal} />;
  return respond(c, page, refusal?.status);
}
