import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { LanguageShare } from "../../schemas/language-mix.ts";
import { PlayerState } from "../../schemas/player-socket.ts";
import { humanText, NounId } from "../../schemas/primitives.ts";
import { createCluster } from "../services/sites/create-cluster.ts";
import { createScreen } from "../services/sites/create-screen.ts";
import { createSite } from "../services/sites/create-site.ts";
import { getScreen, listScreens } from "../services/sites/list-screens.ts";
import { getSite, listSites } from "../services/sites/list-sites.ts";
import { renameCluster, renameScreen, renameSite } from "../services/sites/rename.ts";
import { retireCluster, retireScreen, retireSite } from "../services/sites/retire.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { answers, body, creates, nothing, PageQuery, pageSchema } from "./route-parts.ts";

const tags = ["sites"];
const Name = humanText(120).pipe(z.string().min(1));
const Names = z.object({ vi: Name, en: Name });
const siteId = z.object({ siteId: NounId });
const clusterId = z.object({ clusterId: NounId });
const screenId = z.object({ screenId: NounId });
const PixelLength = z.int().min(120).max(16_384);

const ScreenView = z
  .object({
    screenId: NounId,
    name: z.string(),
    widthPx: z.int(),
    heightPx: z.int(),
    retiredAtMs: z.int().nullable(),
    updatedAtMs: z.int(),
    clusterId: NounId,
    clusterName: z.string(),
    siteId: NounId,
    siteNames: z.object({ vi: z.string(), en: z.string() }),
    timeZone: z.string(),
    tags: z.array(z.string()).readonly(),
    player: z
      .object({
        player: z.int(),
        deviceName: z.string(),
        pairedAtMs: z.int(),
        heardAtMs: z.int().nullable(),
        state: PlayerState.nullable(),
      })
      .nullable(),
    manifest: z.object({ revision: z.int(), sha256: z.string(), createdAtMs: z.int() }).nullable(),
    plan: z.enum(["unplanned", "no-player", "unheard", "behind", "current"]),
  })
  .openapi("Screen");
const SiteFacts = z.object({
  siteId: NounId,
  gateId: z.string().nullable(),
  names: z.object({ vi: z.string(), en: z.string() }),
  timeZone: z.string(),
  languages: z.array(z.string()).readonly(),
  mix: z.array(LanguageShare),
  tags: z.array(z.string()).readonly(),
  updatedAtMs: z.int(),
  retiredAtMs: z.int().nullable(),
  screens: z.int(),
  pairedScreens: z.int(),
});
const SiteSummary = SiteFacts.extend({ clusters: z.int() }).openapi("SiteSummary");
const SiteDetail = SiteFacts.extend({
  clusters: z
    .array(z.object({ clusterId: NounId, name: z.string(), screens: z.array(ScreenView).readonly() }))
    .readonly(),
}).openapi("Site");

const route = {
  listSites: createRoute({
    method: "get",
    path: "/sites",
    tags,
    request: { query: PageQuery },
    responses: answers(pageSchema(SiteSummary)),
  }),
  createSite: createRoute({
    method: "post",
    path: "/sites",
    tags,
    request: body(z.object({ gateId: z.string().min(1).max(80) })),
    responses: creates(siteId),
  }),
  getSite: createRoute({
    method: "get",
    path: "/sites/{siteId}",
    tags,
    request: { params: siteId },
    responses: answers(SiteDetail),
  }),
  renameSite: createRoute({
    method: "put",
    path: "/sites/{siteId}/names",
    tags,
    request: { params: siteId, ...body(Names) },
    responses: nothing,
  }),
  retireSite: createRoute({
    method: "post",
    path: "/sites/{siteId}/retire",
    tags,
    request: { params: siteId },
    responses: nothing,
  }),
  createCluster: createRoute({
    method: "post",
    path: "/sites/{siteId}/clusters",
    tags,
    request: { params: siteId, ...body(z.object({ name: Name })) },
    responses: creates(clusterId),
  }),
  renameCluster: createRoute({
    method: "put",
    path: "/clusters/{clusterId}/name",
    tags,
    request: { params: clusterId, ...body(z.object({ name: Name })) },
    responses: nothing,
  }),
  retireCluster: createRoute({
    method: "post",
    path: "/clusters/{clusterId}/retire",
    tags,
    request: { params: clusterId },
    responses: nothing,
  }),
  createScreen: createRoute({
    method: "post",
    path: "/clusters/{clusterId}/screens",
    tags,
    request: { params: clusterId, ...body(z.object({ name: Name, widthPx: PixelLength, heightPx: PixelLength })) },
    responses: creates(screenId),
  }),
  listScreens: createRoute({
    method: "get",
    path: "/screens",
    tags,
    request: { query: PageQuery.extend({ siteId: NounId.optional() }) },
    responses: answers(pageSchema(ScreenView)),
  }),
  getScreen: createRoute({
    method: "get",
    path: "/screens/{screenId}",
    tags,
    request: { params: screenId },
    responses: answers(ScreenView),
  }),
  renameScreen: createRoute({
    method: "put",
    path: "/screens/{screenId}/name",
    tags,
    request: { params: screenId, ...body(z.object({ name: Name })) },
    responses: nothing,
  }),
  retireScreen: createRoute({
    method: "post",
    path: "/screens/{screenId}/retire",
    tags,
    request: { params: screenId },
    responses: nothing,
  }),
};

/** Sites, their clusters and the screens that stand in them. */
export function sitesRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  addSites(routes);
  addClustersAndScreens(routes);
  return routes;
}

function addSites(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(route.listSites, async (c) => c.json(await listSites(c.get("ctx"), c.req.valid("query")), 200));
  routes.openapi(route.createSite, async (c) => c.json(await createSite(c.get("ctx"), c.req.valid("json")), 201));
  routes.openapi(route.getSite, async (c) => c.json(await getSite(c.get("ctx"), c.req.valid("param")), 200));
  routes.openapi(route.renameSite, async (c) => {
    await renameSite(c.get("ctx"), { ...c.req.valid("param"), names: c.req.valid("json") });
    return c.body(null, 204);
  });
  routes.openapi(route.retireSite, async (c) => {
    await retireSite(c.get("ctx"), c.req.valid("param"));
    return c.body(null, 204);
  });
}

function addClustersAndScreens(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(route.createCluster, async (c) =>
    c.json(await createCluster(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") }), 201),
  );
  routes.openapi(route.renameCluster, async (c) => {
    await renameCluster(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") });
    return c.body(null, 204);
  });
  routes.openapi(route.retireCluster, async (c) => {
    await retireCluster(c.get("ctx"), c.req.valid("param"));
    return c.body(null, 204);
  });
  routes.openapi(route.createScreen, async (c) =>
    c.json(await createScreen(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") }), 201),
  );
  routes.openapi(route.listScreens, async (c) => c.json(await listScreens(c.get("ctx"), c.req.valid("query")), 200));
  routes.openapi(route.getScreen, async (c) => c.json(await getScreen(c.get("ctx"), c.req.valid("param")), 200));
  routes.openapi(route.renameScreen, async (c) => {
    await renameScreen(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") });
    return c.body(null, 204);
  });
  routes.openapi(route.retireScreen, async (c) => {
    await retireScreen(c.get("ctx"), c.req.valid("param"));
    return c.body(null, 204);
  });
}
