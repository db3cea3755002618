import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { AiringDocument } from "../../schemas/airing-document.ts";
import { EntryTarget } from "../../schemas/entry-target.ts";
import { Manifest } from "../../schemas/manifest.ts";
import { NounId } from "../../schemas/primitives.ts";
import { ScheduledEntry, ScheduledPlaylist, ScheduleEntryInput } from "../../schemas/schedule.ts";
import { ScheduleProblem } from "../../schemas/schedule-problem.ts";
import { currentManifest } from "../services/manifests/current-manifest.ts";
import { previewManifest } from "../services/manifests/preview-manifest.ts";
import { requireRole } from "../services/people/require-role.ts";
import { createScheduleEntry } from "../services/schedule/create-schedule-entry.ts";
import { matchScreens } from "../services/schedule/match-screens.ts";
import { publishSchedule } from "../services/schedule/publish-schedule.ts";
import { readSchedule } from "../services/schedule/read-schedule.ts";
import { restoreScheduleEntry, retireScheduleEntry } from "../services/schedule/retire-schedule-entry.ts";
import { updateScheduleEntry } from "../services/schedule/update-schedule-entry.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { problemResponses } from "./problem.ts";
import { body, ExpectedQuery, json } from "./route-parts.ts";

const answer = <Schema extends z.ZodType>(schema: Schema) => ({ description: "Done.", ...json(schema) });
const done = { description: "Done." };
const entryId = { params: z.object({ entryId: NounId }) };
const screenId = { params: z.object({ screenId: NounId }) };
const EntryId = z.object({ entryId: NounId });
const tags = ["schedule"];

const Schedule = z.object({
  playlists: z.array(ScheduledPlaylist.extend({ updatedAtMs: z.int() })),
  entries: z.array(ScheduledEntry.extend({ published: z.boolean(), updatedAtMs: z.int() })),
  hasUnpublishedChanges: z.boolean(),
  publishedAtMs: z.int().nullable(),
  publishedBy: z.string().nullable(),
});
const Published = z.object({
  screens: z.array(z.object({ screenId: NounId, revision: z.int(), changed: z.boolean() })),
  heldBack: z.array(z.object({ entryId: NounId, name: z.string() })),
});
const Preview = z.object({
  manifest: Manifest,
  airings: z.record(z.string(), AiringDocument),
  problems: z.array(ScheduleProblem),
});
const Matched = z.object({
  screens: z.array(
    z.object({
      screenId: NounId,
      name: z.string(),
      siteId: NounId,
      siteNames: z.object({ vi: z.string(), en: z.string() }),
    }),
  ),
  ofScreens: z.int(),
});
const Current = z.object({ sha256: z.string(), createdAtMs: z.int(), manifest: Manifest });

const getSchedule = createRoute({
  method: "get",
  path: "/schedule",
  tags,
  responses: { 200: answer(Schedule), ...problemResponses },
});
const postPublish = createRoute({
  method: "post",
  path: "/schedule/publish",
  tags,
  responses: { 200: answer(Published), ...problemResponses },
});
const postEntry = createRoute({
  method: "post",
  path: "/schedule/entries",
  tags,
  request: body(ScheduleEntryInput),
  responses: { 201: answer(EntryId), ...problemResponses },
});
/** Exceptions that are left out stay as they are. */
const putEntry = createRoute({
  method: "put",
  path: "/schedule/entries/{entryId}",
  tags,
  request: { ...entryId, query: ExpectedQuery, ...body(ScheduleEntryInput) },
  responses: { 200: answer(EntryId.extend({ updatedAtMs: z.int() })), ...problemResponses },
});
const deleteEntry = createRoute({
  method: "delete",
  path: "/schedule/entries/{entryId}",
  tags,
  request: entryId,
  responses: { 204: done, ...problemResponses },
});
const postRestore = createRoute({
  method: "post",
  path: "/schedule/entries/{entryId}/restore",
  tags,
  request: entryId,
  responses: { 204: done, ...problemResponses },
});
const postMatching = createRoute({
  method: "post",
  path: "/schedule/matching-screens",
  tags,
  request: body(z.object({ target: EntryTarget })),
  responses: { 200: answer(Matched), ...problemResponses },
});
const getManifest = createRoute({
  method: "get",
  path: "/screens/{screenId}/manifest",
  tags,
  request: screenId,
  responses: { 200: answer(Current.nullable()), ...problemResponses },
});
const getPreview = createRoute({
  method: "get",
  path: "/screens/{screenId}/preview",
  tags,
  request: screenId,
  responses: { 200: answer(Preview), ...problemResponses },
});

/** Entries, publishing, and what each screen has or would have. */
export function scheduleRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  addScheduleRoutes(routes);
  addEntryRoutes(routes);
  addManifestRoutes(routes);
  return routes;
}

function addScheduleRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(getSchedule, async (c) => {
    const { playlists, entries, ...rest } = await readSchedule(c.get("ctx"));
    return c.json({ playlists: [...playlists], entries: [...entries], ...rest }, 200);
  });
  routes.openapi(postPublish, async (c) => {
    const { screens, heldBack } = await publishSchedule(c.get("ctx"));
    return c.json({ screens, heldBack: [...heldBack] }, 200);
  });
}

function addEntryRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(postEntry, async (c) => c.json(await createScheduleEntry(c.get("ctx"), c.req.valid("json")), 201));
  routes.openapi(putEntry, async (c) => {
    // As it was sent: what a checked entry would fill in must not take the place of exceptions that are there.
    const entry: unknown = await c.req.json();
    const input = { ...c.req.valid("param"), ...c.req.valid("query"), entry };
    return c.json(await updateScheduleEntry(c.get("ctx"), input), 200);
  });
  routes.openapi(postMatching, async (c) => c.json(await matchScreens(c.get("ctx"), c.req.valid("json")), 200));
  routes.openapi(deleteEntry, async (c) => {
    await retireScheduleEntry(c.get("ctx"), c.req.valid("param"));
    return c.body(null, 204);
  });
  routes.openapi(postRestore, async (c) => {
    await restoreScheduleEntry(c.get("ctx"), c.req.valid("param"));
    return c.body(null, 204);
  });
}

function addManifestRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(getManifest, async (c) => {
    requireRole(c.get("ctx"), "editor", "approver", "administrator");
    const signed = await currentManifest(c.get("ctx"), c.req.valid("param").screenId);
    if (signed === undefined) return c.json(null, 200);
    const { sha256, createdAtMs, manifest } = signed;
    return c.json({ sha256, createdAtMs, manifest }, 200);
  });
  routes.openapi(getPreview, async (c) => {
    const { manifest, airings, problems } = await previewManifest(c.get("ctx"), c.req.valid("param"));
    return c.json({ manifest, airings: { ...airings }, problems: [...problems] }, 200);
  });
}
