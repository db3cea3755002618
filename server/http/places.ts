import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { LanguageMix } from "../../schemas/language-mix.ts";
import { DatedHours, OperatingHours } from "../../schemas/operating-hours.ts";
import { CivilDate, NounId } from "../../schemas/primitives.ts";
import { changeLanguageMix } from "../services/sites/change-language-mix.ts";
import { changeTags } from "../services/sites/change-tags.ts";
import { listTags } from "../services/sites/list-tags.ts";
import { listOperatingHours, setOperatingHours } from "../services/sites/operating-hours.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { answers, body, ExpectedQuery } from "./route-parts.ts";

const tags = ["sites"];
const siteId = z.object({ siteId: NounId });
const screenId = z.object({ screenId: NounId });
const siteAndDate = siteId.extend({ fromDate: CivilDate });
const SiteHours = DatedHours.extend({ setBy: z.string().nullable(), setAtMs: z.int() });
/** 0: there were none for that date. */
const ExpectedHours = z.object({ expectedSetAtMs: z.coerce.number().int().min(0).optional() });
const hours = answers(z.object({ hours: z.array(SiteHours) }));
/** Looser than a mix: which rule it breaks is told by the verb, in the operator's words. */
const MixInput = z.object({
  mix: z
    .array(z.object({ language: z.string().max(12), sharePpm: z.int(), minimumPpm: z.int() }))
    .min(1)
    .max(12),
});
const Tags = z.object({ tags: z.array(z.string().max(200)).max(100) });

const route = {
  listHours: createRoute({
    method: "get",
    path: "/sites/{siteId}/operating-hours",
    tags,
    request: { params: siteId },
    responses: hours,
  }),
  setHours: createRoute({
    method: "put",
    path: "/sites/{siteId}/operating-hours/{fromDate}",
    tags,
    request: { params: siteAndDate, query: ExpectedHours, ...body(OperatingHours) },
    responses: hours,
  }),
  takeBackHours: createRoute({
    method: "delete",
    path: "/sites/{siteId}/operating-hours/{fromDate}",
    tags,
    request: { params: siteAndDate, query: ExpectedHours },
    responses: hours,
  }),
  changeMix: createRoute({
    method: "put",
    path: "/sites/{siteId}/language-mix",
    tags,
    request: { params: siteId, query: ExpectedQuery, ...body(MixInput) },
    responses: answers(z.object({ mix: LanguageMix, updatedAtMs: z.int() })),
  }),
  changeSiteTags: createRoute({
    method: "put",
    path: "/sites/{siteId}/tags",
    tags,
    request: { params: siteId, query: ExpectedQuery, ...body(Tags) },
    responses: answers(Tags.extend({ updatedAtMs: z.int() })),
  }),
  changeScreenTags: createRoute({
    method: "put",
    path: "/screens/{screenId}/tags",
    tags,
    request: { params: screenId, query: ExpectedQuery, ...body(Tags) },
    responses: answers(Tags.extend({ updatedAtMs: z.int() })),
  }),
  listTags: createRoute({
    method: "get",
    path: "/tags",
    tags,
    responses: answers(z.array(z.object({ tag: z.string(), screens: z.int() }))),
  }),
};

/** What a place brings to the schedule: when it serves people, in which languages, and its labels. */
export function placesRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(route.listHours, async (c) =>
    c.json({ hours: await listOperatingHours(c.get("ctx"), c.req.valid("param")) }, 200),
  );
  routes.openapi(route.setHours, async (c) =>
    c.json(
      await setOperatingHours(c.get("ctx"), {
        ...c.req.valid("param"),
        ...expectedHours(c.req.valid("query")),
        hours: c.req.valid("json"),
      }),
      200,
    ),
  );
  routes.openapi(route.takeBackHours, async (c) =>
    c.json(
      await setOperatingHours(c.get("ctx"), {
        ...c.req.valid("param"),
        ...expectedHours(c.req.valid("query")),
        hours: null,
      }),
      200,
    ),
  );
  routes.openapi(route.changeMix, async (c) => {
    const input = { ...c.req.valid("param"), ...c.req.valid("query"), ...c.req.valid("json") };
    return c.json(await changeLanguageMix(c.get("ctx"), input), 200);
  });
  routes.openapi(route.changeSiteTags, async (c) =>
    c.json(
      await changeTags(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("query"), ...c.req.valid("json") }),
      200,
    ),
  );
  routes.openapi(route.changeScreenTags, async (c) =>
    c.json(
      await changeTags(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("query"), ...c.req.valid("json") }),
      200,
    ),
  );
  routes.openapi(route.listTags, async (c) => c.json(await listTags(c.get("ctx")), 200));
  return routes;
}

function expectedHours({ expectedSetAtMs }: z.infer<typeof ExpectedHours>) {
  return expectedSetAtMs === undefined ? {} : { expectedSetAtMs: expectedSetAtMs === 0 ? null : expectedSetAtMs };
}
