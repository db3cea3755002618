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
import { problemResponses } from "./problem.ts";

const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { "application/json": { schema } } });
const answer = <Schema extends z.ZodType>(schema: Schema) => ({ description: "Done.", ...json(schema) });
const body = <Schema extends z.ZodType>(schema: Schema) => ({ body: { ...json(schema), required: true } });
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

const InboxQuery = z.object({
  state: InboxState.optional(),
  sourceId: z.uuid().optional(),
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
});

const getSources = createRoute({
  method: "get",
  path: "/sources",
  tags,
  responses: { 200: answer(z.object({ items: z.array(Source) })), ...problemResponses },
});
const postSource = createRoute({
  method: "post",
  path: "/sources",
  tags,
  request: body(NewSource),
  responses: { 201: answer(z.object({ sourceId: z.uuid() })), ...problemResponses },
});
const putState = createRoute({
  method: "put",
  path: "/sources/{sourceId}/state",
  tags,
  request: { ...sourceId, ...body(z.object({ state: Source.shape.state })) },
  responses: { 200: answer(Source), ...problemResponses },
});
const postPoll = createRoute({
  method: "post",
  path: "/sources/{sourceId}/poll",
  tags,
  request: sourceId,
  responses: { 200: answer(PollAnswer), ...problemResponses },
});
const postInboxItem = createRoute({
  method: "post",
  path: "/sources/{sourceId}/inbox",
  tags,
  request: { ...sourceId, ...body(z.object({ url: z.string().min(1).max(2_000) })) },
  responses: { 200: answer(InboxItem), ...problemResponses },
});
const getInbox = createRoute({
  method: "get",
  path: "/inbox",
  tags,
  request: { query: InboxQuery },
  responses: {
    200: answer(z.object({ items: z.array(InboxItem).readonly(), nextCursor: z.string().nullable() })),
    ...problemResponses,
  },
});
const postFetch = createRoute({
  method: "post",
  path: "/inbox/{inboxItemId}/fetch",
  tags,
  request: inboxItemId,
  responses: { 200: answer(InboxItem), ...problemResponses },
});
const postTake = createRoute({
  method: "post",
  path: "/inbox/{inboxItemId}/take",
  tags,
  request: inboxItemId,
  responses: { 201: answer(z.object({ storyId: z.uuid(), editionVersionId: z.uuid() })), ...problemResponses },
});
const postDismiss = createRoute({
  method: "post",
  path: "/inbox/{inboxItemId}/dismiss",
  tags,
  request: inboxItemId,
  responses: { 200: answer(InboxItem), ...problemResponses },
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
