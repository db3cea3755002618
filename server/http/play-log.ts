import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { ItemKind } from "../../schemas/airing-document.ts";
import { ClockState, Outcome, PanelState } from "../../schemas/play-record.ts";
import { NounId } from "../../schemas/primitives.ts";
import { listPlays, MAX_PLAYS_PAGE } from "../services/ledger/list-plays.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { problemResponses } from "./problem.ts";

const Play = z.object({
  player: z.int(),
  boot: z.int(),
  seq: z.int(),
  screenId: z.string(),
  sha256: z.string(),
  kind: ItemKind,
  airingSha256: z.string(),
  editionVersionId: z.string(),
  language: z.string(),
  entryId: z.string(),
  manifestRevision: z.int(),
  loopId: z.string(),
  slotIndex: z.int(),
  plannedMs: z.int(),
  shownMs: z.int(),
  startedAtMs: z.int(),
  clock: ClockState,
  outcome: Outcome,
  joinedLate: z.boolean(),
  panel: PanelState,
  receivedAtMs: z.int(),
});

const getPlays = createRoute({
  method: "get",
  path: "/plays",
  tags: ["play log"],
  request: {
    query: z.object({
      screenId: NounId.optional(),
      fromMs: z.coerce.number().int().min(0).optional(),
      toMs: z.coerce.number().int().min(0).optional(),
      cursor: z.string().max(80).optional(),
      limit: z.coerce.number().int().min(1).max(MAX_PLAYS_PAGE).optional(),
    }),
  },
  responses: {
    200: {
      description: "Play records, newest showing first.",
      content: {
        "application/json": { schema: z.object({ items: z.array(Play), nextCursor: z.string().nullable() }) },
      },
    },
    ...problemResponses,
  },
});

/** The play log as stored, page by page. */
export function playLogRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(getPlays, async (c) => {
    const { items, nextCursor } = await listPlays(c.get("ctx"), c.req.valid("query"));
    return c.json({ items: [...items], nextCursor }, 200);
  });
  return routes;
}
