import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { NamedDaypart, NamedDaypartInput } from "../../schemas/entry-timing.ts";
import { NounId } from "../../schemas/primitives.ts";
import { createDaypart } from "../services/schedule/create-daypart.ts";
import { listDayparts } from "../services/schedule/list-dayparts.ts";
import { restoreDaypart, retireDaypart } from "../services/schedule/retire-daypart.ts";
import { updateDaypart } from "../services/schedule/update-daypart.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { answers, body, creates, ExpectedQuery, nothing } from "./route-parts.ts";

const tags = ["dayparts"];
const daypartId = z.object({ daypartId: NounId });
const DaypartView = NamedDaypart.extend({ updatedAtMs: z.int(), entryIds: z.array(NounId).readonly() });

const route = {
  list: createRoute({ method: "get", path: "/dayparts", tags, responses: answers(z.array(DaypartView)) }),
  create: createRoute({
    method: "post",
    path: "/dayparts",
    tags,
    request: body(NamedDaypartInput),
    responses: creates(daypartId),
  }),
  /** Exceptions that are left out stay as they are. */
  update: createRoute({
    method: "put",
    path: "/dayparts/{daypartId}",
    tags,
    request: { params: daypartId, query: ExpectedQuery, ...body(NamedDaypartInput.partial({ exceptions: true })) },
    responses: answers(daypartId.extend({ updatedAtMs: z.int() })),
  }),
  retire: createRoute({
    method: "delete",
    path: "/dayparts/{daypartId}",
    tags,
    request: { params: daypartId },
    responses: nothing,
  }),
  restore: createRoute({
    method: "post",
    path: "/dayparts/{daypartId}/restore",
    tags,
    request: { params: daypartId },
    responses: nothing,
  }),
};

/** Dayparts with a name, shared by entries. */
export function daypartsRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(route.list, async (c) => c.json(await listDayparts(c.get("ctx")), 200));
  routes.openapi(route.create, async (c) => c.json(await createDaypart(c.get("ctx"), c.req.valid("json")), 201));
  routes.openapi(route.update, async (c) => {
    const input = { ...c.req.valid("param"), ...c.req.valid("query"), daypart: c.req.valid("json") };
    return c.json(await updateDaypart(c.get("ctx"), input), 200);
  });
  routes.openapi(route.retire, async (c) => {
    await retireDaypart(c.get("ctx"), c.req.valid("param"));
    return c.body(null, 204);
  });
  routes.openapi(route.restore, async (c) => {
    await restoreDaypart(c.get("ctx"), c.req.valid("param"));
    return c.body(null, 204);
  });
  return routes;
}
