import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { humanText, NounId, Sha256 } from "../../schemas/primitives.ts";
import { SlideFields } from "../../schemas/slide.ts";
import { addEditionVersion } from "../services/stories/add-edition-version.ts";
import { createStory, renameStory, retireStory } from "../services/stories/create-story.ts";
import { EditionContent } from "../services/stories/edition-content.ts";
import { getStory, listStories } from "../services/stories/list-stories.ts";
import { AssetView } from "./assets.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { answers, body, creates, nothing, PageQuery, pageSchema } from "./route-parts.ts";

const tags = ["stories"];
const storyId = z.object({ storyId: NounId });
const Title = humanText(300).pipe(z.string().min(1));
const AiringState = z.enum(["waiting", "approved", "rejected", "withdrawn", "expired", "damaged"]);

const EditionState = z.object({
  language: z.string(),
  state: z.enum(["draft", ...AiringState.options]),
  approvals: z.int(),
  needed: z.int(),
  editionVersionId: NounId,
  version: z.int(),
  airingSha256: Sha256.nullable(),
  approvedVersion: z.int().nullable(),
});
const StoryFacts = z.object({
  storyId: NounId,
  title: z.string(),
  createdBy: z.string().nullable(),
  createdAtMs: z.int(),
  updatedAtMs: z.int(),
  retiredAtMs: z.int().nullable(),
  inboxItemId: z.string().nullable(),
  thumbnailSha256: Sha256.nullable(),
  programmes: z.array(z.string()).readonly(),
});
const StorySummary = StoryFacts.extend({ editions: z.array(EditionState).readonly() }).openapi("StorySummary");
const EditionVersionView = z
  .object({
    editionVersionId: NounId,
    version: z.int(),
    kind: z.enum(["image", "video", "slide"]),
    title: z.string(),
    asset: AssetView.nullable(),
    templateId: z.string().nullable(),
    fields: SlideFields.nullable(),
    durationMs: z.int(),
    notBeforeMs: z.int().nullable(),
    notAfterMs: z.int().nullable(),
    credit: z.string(),
    sourceUrl: z.string().nullable(),
    needsNativeCheck: z.boolean(),
    programmes: z.array(z.string()).readonly(),
    createdBy: z.string().nullable(),
    createdAtMs: z.int(),
    airings: z.array(z.object({ airingSha256: Sha256, state: AiringState, approvals: z.int() })).readonly(),
  })
  .openapi("EditionVersion");
const StoryDetail = StoryFacts.extend({
  editions: z.array(EditionState.extend({ versions: z.array(EditionVersionView).readonly() })).readonly(),
}).openapi("Story");

const route = {
  list: createRoute({
    method: "get",
    path: "/stories",
    tags,
    request: { query: PageQuery },
    responses: answers(pageSchema(StorySummary)),
  }),
  create: createRoute({
    method: "post",
    path: "/stories",
    tags,
    request: body(z.object({ title: Title })),
    responses: creates(storyId),
  }),
  get: createRoute({
    method: "get",
    path: "/stories/{storyId}",
    tags,
    request: { params: storyId },
    responses: answers(StoryDetail),
  }),
  rename: createRoute({
    method: "put",
    path: "/stories/{storyId}/title",
    tags,
    request: { params: storyId, ...body(z.object({ title: Title })) },
    responses: nothing,
  }),
  retire: createRoute({
    method: "post",
    path: "/stories/{storyId}/retire",
    tags,
    request: { params: storyId },
    responses: nothing,
  }),
  addVersion: createRoute({
    method: "post",
    path: "/edition-versions",
    tags,
    request: body(EditionContent),
    responses: creates(z.object({ editionVersionId: NounId, version: z.int() })),
  }),
};

/** Stories, their editions and the versions of each. */
export function storiesRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(route.list, async (c) => c.json(await listStories(c.get("ctx"), c.req.valid("query")), 200));
  routes.openapi(route.create, async (c) => c.json(await createStory(c.get("ctx"), c.req.valid("json")), 201));
  routes.openapi(route.get, async (c) => c.json(await getStory(c.get("ctx"), c.req.valid("param")), 200));
  routes.openapi(route.rename, async (c) => {
    await renameStory(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") });
    return c.body(null, 204);
  });
  routes.openapi(route.retire, async (c) => {
    await retireStory(c.get("ctx"), c.req.valid("param"));
    return c.body(null, 204);
  });
  routes.openapi(route.addVersion, async (c) =>
    c.json(await addEditionVersion(c.get("ctx"), c.req.valid("json")), 201),
  );
  return routes;
}
