import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { addInboxItem } from "../services/sources/add-inbox-item.ts";
import { createSource } from "../services/sources/create-source.ts";
import { dismissInboxItem } from "../services/sources/dismiss-inbox-item.ts";
import { fetchInboxItem } from "../services/sources/fetch-inbox-item.ts";
import { InboxItem, InboxState } from "../services/sources/inbox-item.ts";
import { listInbox } from "../services/sources/list-inbox.ts";
import { listSources } from "../services/sources/list-sources.ts";
import { pollSource } from "../services/sources/poll-source.ts";
import { setSourceState } from "../services/sources/set-source-state.ts";
import { Source } from "../services/sources/source-view.ts";
import { takeInboxItem } from "../services/sources/take-inbox-item.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { answers, body, creates, PageQuery, pageSchema } from "./route-parts.ts";

const sourceId = { params: z.object({ sourceId: z.uuid() }) };
const inboxItemId = { params: z.object({ inboxItemId: z.uuid() }) };
const tags = ["sources"];

const NewSource = z.object({
  profile: z.string().min(1).max(60),
  name: z.string().max(120).optional(),
  /** Another address than the profile's own; for administrators. */
  baseUrl: z.string().max(300).optional(),
  mediaBaseUrl: z.string().max(300).optional(),
  keywords: z.array(z.string().max(60)).max(50).optional(),
});

const PollAnswer = z.object({
  health: Source.shape.health,
  lastError: z.string().nullable(),
  discovered: z.int(),
  edited: z.int(),
  removed: z.int(),
});

const InboxQuery = PageQuery.extend({ state: InboxState.optional(), sourceId: z.uuid().optional() });

const getSources = createRoute({
  method: "get",
  path: "/sources",
  tags,
  responses: answers(z.object({ items: z.array(Source) })),
});
const postSource = createRoute({
  method: "post",
  path: "/sources",
  tags,
  request: body(NewSource),
  responses: creates(z.object({ sourceId: z.uuid() })),
});
const putState = createRoute({
  method: "put",
  path: "/sources/{sourceId}/state",
  tags,
  request: { ...sourceId, ...body(z.object({ state: Source.shape.state })) },
  responses: answers(Source),
});
const postPoll = createRoute({
  method: "post",
  path: "/sources/{sourceId}/poll",
  tags,
  request: sourceId,
  responses: answers(PollAnswer),
});
const postInboxItem = createRoute({
  method: "post",
  path: "/sources/{sourceId}/inbox",
  tags,
  request: { ...sourceId, ...body(z.object({ url: z.string().min(1).max(2_000) })) },
  responses: answers(InboxItem),
});
const getInbox = createRoute({
  method: "get",
  path: "/inbox",
  tags,
  request: { query: InboxQuery },
  responses: answers(pageSchema(InboxItem)),
});
const postFetch = createRoute({
  method: "post",
  path: "/inbox/{inboxItemId}/fetch",
  tags,
  request: inboxItemId,
  responses: answers(InboxItem),
});
const postTake = createRoute({
  method: "post",
  path: "/inbox/{inboxItemId}/take",
  tags,
  request: inboxItemId,
  responses: creates(z.object({ storyId: z.uuid(), editionVersionId: z.uuid() })),
});
const postDismiss = createRoute({
  method: "post",
  path: "/inbox/{inboxItemId}/dismiss",
  tags,
  request: inboxItemId,
  responses: answers(InboxItem),
});

/** Publishers we read, and the articles found there. */
export function sourcesRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  addSourceRoutes(routes);
  addInboxRoutes(routes);
  return routes;
}

function addSourceRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(getSources, async (c) => c.json(await listSources(c.get("ctx")), 200));
  routes.openapi(postSource, async (c) => c.json(await createSource(c.get("ctx"), c.req.valid("json")), 201));
  routes.openapi(putState, async (c) =>
    c.json(await setSourceState(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") }), 200),
  );
  routes.openapi(postPoll, async (c) => c.json(await pollSource(c.get("ctx"), c.req.valid("param")), 200));
  routes.openapi(postInboxItem, async (c) =>
    c.json(await addInboxItem(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") }), 200),
  );
}

function addInboxRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(getInbox, async (c) => c.json(await listInbox(c.get("ctx"), c.req.valid("query")), 200));
  routes.openapi(postFetch, async (c) => c.json(await fetchInboxItem(c.get("ctx"), c.req.valid("param")), 200));
  routes.openapi(postTake, async (c) => c.json(await takeInboxItem(c.get("ctx"), c.req.valid("param")), 201));
  routes.openapi(postDismiss, async (c) => c.json(await dismissInboxItem(c.get("ctx"), c.req.valid("param")), 200));
}
