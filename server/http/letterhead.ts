import { createRoute, type OpenAPIHono, type z } from "@hono/zod-openapi";
import { requireRole } from "../services/people/require-role.ts";
import { Letterhead, readLetterhead, saveLetterhead } from "../services/reports/letterhead.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { problemResponses } from "./problem.ts";

const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { "application/json": { schema } } });
const tags = ["reports"];

const getLetterhead = createRoute({
  method: "get",
  path: "/letterhead",
  tags,
  responses: { 200: { description: "Who issues reports.", ...json(Letterhead) }, ...problemResponses },
});
const putLetterhead = createRoute({
  method: "put",
  path: "/letterhead",
  tags,
  request: { body: { ...json(Letterhead), required: true } },
  responses: { 200: { description: "Kept.", ...json(Letterhead) }, ...problemResponses },
});

/** The letterhead that reports carry. */
export function letterheadRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(getLetterhead, async (c) => {
    requireRole(c.get("ctx"), "editor", "approver", "administrator");
    return c.json(await readLetterhead(c.get("ctx")), 200);
  });
  routes.openapi(putLetterhead, async (c) => c.json(await saveLetterhead(c.get("ctx"), c.req.valid("json")), 200));
  return routes;
}
