import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { CivilDate, humanText, NounId } from "../../schemas/primitives.ts";
import { ReportCell, ReportTable } from "../../schemas/report-document.ts";
import { endTraffic, enterTraffic, MAX_TRAFFIC_LINES } from "../services/indicators/enter-traffic.ts";
import { listTargetViews, listTrafficViews, readIndicators } from "../services/indicators/read-indicators.ts";
import { endTarget, setTarget } from "../services/indicators/set-target.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { answers, body, creates, nothing } from "./route-parts.ts";

const tags = ["reports"];
const Subject = z.enum(["programme", "indicator"]);
const Line = z.object({
  site: humanText(200),
  fromDate: CivilDate,
  toDate: CivilDate,
  people: z.int().min(0),
  source: humanText(200),
});

const route = {
  read: createRoute({
    method: "get",
    path: "/indicators/{period}",
    tags,
    request: { params: z.object({ period: z.string().max(10) }) },
    responses: answers(
      z.object({ period: z.string(), periodName: z.string(), figures: ReportTable, formulas: ReportTable }),
    ),
  }),
  targets: createRoute({
    method: "get",
    path: "/report-targets",
    tags,
    responses: answers(
      z.object({
        items: z.array(
          z.object({
            targetId: NounId,
            subject: Subject,
            code: z.string(),
            name: z.string(),
            unit: z.string(),
            period: z.string(),
            cell: ReportCell,
          }),
        ),
      }),
    ),
  }),
  setTarget: createRoute({
    method: "post",
    path: "/report-targets",
    tags,
    request: body(
      z.object({ subject: Subject, code: z.string().max(60), period: z.string().max(10), value: z.number() }),
    ),
    responses: creates(z.object({ targetId: NounId })),
  }),
  endTarget: createRoute({
    method: "delete",
    path: "/report-targets/{targetId}",
    tags,
    request: { params: z.object({ targetId: NounId }) },
    responses: nothing,
  }),
  traffic: createRoute({
    method: "get",
    path: "/gate-traffic",
    tags,
    responses: answers(
      z.object({ items: z.array(Line.omit({ site: true }).extend({ trafficId: NounId, siteId: NounId })) }),
    ),
  }),
  enterTraffic: createRoute({
    method: "post",
    path: "/gate-traffic",
    tags,
    request: body(z.object({ lines: z.array(Line).min(1).max(MAX_TRAFFIC_LINES) })),
    responses: creates(z.object({ lines: z.int() })),
  }),
  endTraffic: createRoute({
    method: "delete",
    path: "/gate-traffic/{trafficId}",
    tags,
    request: { params: z.object({ trafficId: NounId }) },
    responses: nothing,
  }),
};

/** Indicators of a period, what it is to reach, and how many people passed the sites. */
export function indicatorsRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(route.read, async (c) => c.json(await readIndicators(c.get("ctx"), c.req.valid("param")), 200));
  routes.openapi(route.targets, async (c) => c.json({ items: await listTargetViews(c.get("ctx")) }, 200));
  routes.openapi(route.setTarget, async (c) => {
    const { id } = await setTarget(c.get("ctx"), c.req.valid("json"));
    return c.json({ targetId: id }, 201);
  });
  routes.openapi(route.endTarget, async (c) => {
    await endTarget(c.get("ctx"), c.req.valid("param"));
    return c.body(null, 204);
  });
  routes.openapi(route.traffic, async (c) => {
    const { rows } = await listTrafficViews(c.get("ctx"));
    return c.json({ items: rows.map(({ siteNames: _, ...row }) => row) }, 200);
  });
  routes.openapi(route.enterTraffic, async (c) =>
    c.json({ lines: await enterTraffic(c.get("ctx"), c.req.valid("json")) }, 201),
  );
  routes.openapi(route.endTraffic, async (c) => {
    await endTraffic(c.get("ctx"), c.req.valid("param"));
    return c.body(null, 204);
  });
  return routes;
}
