import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { readServerState } from "../services/settings/read-server-state.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { answers } from "./route-parts.ts";

const atMs = z.int();
const State = z.object({
  databaseBytes: z.int(),
  media: z.object({ files: z.int(), sizeBytes: z.int() }),
  freeBytes: z.int(),
  diskBytes: z.int(),
  sweep: z
    .object({
      atMs,
      removedFiles: z.int(),
      removedBytes: z.int(),
      waitingFiles: z.int(),
      waitingBytes: z.int(),
    })
    .nullable(),
  anomalies: z.array(z.object({ kind: z.string(), count: z.int(), players: z.int(), lastAtMs: atMs })),
  backup: z
    .object({
      madeAtMs: atMs,
      sizeBytes: z.int(),
      withMedia: z.boolean(),
      missingMedia: z.int(),
      hasKeys: z.boolean(),
    })
    .nullable(),
  timed: z.object({ atMs, ok: z.boolean(), madeAtMs: atMs.nullable(), reason: z.string().nullable() }).nullable(),
  drill: z.object({ atMs, ok: z.boolean() }).nullable(),
});

const getState = createRoute({
  method: "get",
  path: "/server-state",
  tags: ["server"],
  responses: answers(State),
});

/** What the machine holds and how it stands with backups, for whoever watches servers; administrators only. */
export function serverStateRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(getState, async (c) => c.json(State.parse(await readServerState(c.get("ctx"))), 200));
  return routes;
}
