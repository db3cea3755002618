import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { Order } from "../../schemas/commands.ts";
import { NounId, Sha256 } from "../../schemas/primitives.ts";
import { listCommands } from "../services/commands/list-commands.ts";
import { sendCommand } from "../services/commands/send-command.ts";
import { listScreenPictures } from "../services/pictures/list-pictures.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { answers, body, creates } from "./route-parts.ts";

const tags = ["screens"];
const screenId = z.object({ screenId: NounId });

const route = {
  list: createRoute({
    method: "get",
    path: "/screens/{screenId}/commands",
    tags,
    request: { params: screenId },
    responses: answers(
      z.object({
        items: z
          .array(
            z.object({
              number: z.int(),
              order: Order,
              by: z.string().nullable(),
              createdAtMs: z.int(),
              expiresAtMs: z.int(),
              state: z.enum(["waiting", "unanswered", "done", "failed", "expired"]),
              detail: z.string().nullable(),
              endedAtMs: z.int().nullable(),
            }),
          )
          .readonly(),
      }),
    ),
  }),
  send: createRoute({
    method: "post",
    path: "/screens/{screenId}/commands",
    tags,
    request: { params: screenId, ...body(z.object({ order: Order })) },
    responses: creates(z.object({ number: z.int(), expiresAtMs: z.int() })),
  }),
  pictures: createRoute({
    method: "get",
    path: "/screens/{screenId}/pictures",
    tags,
    request: { params: screenId },
    responses: answers(
      z.object({
        items: z
          .array(
            z.object({
              sha256: Sha256,
              takenAtMs: z.int(),
              airingSha256: Sha256.nullable(),
              commandNumber: z.int().nullable(),
            }),
          )
          .readonly(),
      }),
    ),
  }),
};

/** Orders to the player of a screen, and the pictures of what was really on it. */
export function commandsRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(route.list, async (c) =>
    c.json({ items: await listCommands(c.get("ctx"), c.req.valid("param")) }, 200),
  );
  routes.openapi(route.send, async (c) =>
    c.json(await sendCommand(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") }), 201),
  );
  routes.openapi(route.pictures, async (c) =>
    c.json({ items: await listScreenPictures(c.get("ctx"), c.req.valid("param")) }, 200),
  );
  return routes;
}
