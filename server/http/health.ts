import { Hono } from "hono";
import type { AppEnv } from "./env.ts";

/** `GET /healthz`: 200 when the database answers. Says nothing else, since anyone may ask. */
export function healthRoutes(): Hono<AppEnv> {
  return new Hono<AppEnv>().get("/healthz", async (c) => {
    await c.get("ctx").db.selectFrom("settings").select("key").limit(1).execute();
    return c.json({ ok: true });
  });
}
