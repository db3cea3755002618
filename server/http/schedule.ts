import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { AiringDocument } from "../../schemas/airing-document.ts";
import { Manifest } from "../../schemas/manifest.ts";
import { NounId } from "../../schemas/primitives.ts";
import { ScheduledEntry, ScheduledPlaylist, ScheduleEntryInput, ScheduleProblem } from "../../schemas/schedule.ts";
import { currentManifest } from "../services/manifests/current-manifest.ts";
import { previewManifest } from "../services/manifests/preview-manifest.ts";
import { requireRole } from "../services/people/require-role.ts";
import { createPlaylist, PlaylistName } from "../services/schedule/create-playlist.ts";
import { createScheduleEntry } from "../services/schedule/create-schedule-entry.ts";
import { listScheduleProblems } from "../services/schedule/list-schedule-problems.ts";
import { publishSchedule } from "../services/schedule/publish-schedule.ts";
import { readSchedule } from "../services/schedule/read-schedule.ts";
import { renamePlaylist } from "../services/schedule/rename-playlist.ts";
import { MAX_PLAYLIST_ITEMS, replacePlaylistItems } from "../services/schedule/replace-playlist-items.ts";
import { retirePlaylist } from "../services/schedule/retire-playlist.ts";
import { restoreScheduleEntry, retireScheduleEntry } from "../services/schedule/retire-schedule-entry.ts";
import { updateScheduleEntry } from "../services/schedule/update-schedule-entry.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { problemResponses } from "./problem.ts";

const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { "application/json": { schema } } });
const answer = <Schema extends z.ZodType>(schema: Schema) => ({ description: "Done.", ...json(schema) });
const body = <Schema extends z.ZodType>(schema: Schema) => ({ body: { ...json(schema), required: true } });
const done = { description: "Done." };
const playlistId = { params: z.object({ playlistId: NounId }) };
const entryId = { params: z.object({ entryId: NounId }) };
const screenId = { params: z.object({ screenId: NounId }) };
const tags = ["schedule"];

const Schedule = z.object({
  playlists: z.array(ScheduledPlaylist),
  entries: z.array(z.object({ ...ScheduledEntry.shape, published: z.boolean() })),
  hasUnpublishedChanges: z.boolean(),
  publishedAtMs: z.int().nullable(),
  publishedBy: z.string().nullable(),
});
const Published = z.object({
  screens: z.array(z.object({ screenId: NounId, revision: z.int(), changed: z.boolean() })),
});
const Preview = z.object({
  manifest: Manifest,
  airings: z.record(z.string(), AiringDocument),
  problems: z.array(ScheduleProblem),
});
const Current = z.object({ sha256: z.string(), createdAtMs: z.int(), manifest: Manifest });

const getSchedule = createRoute({
  method: "get",
  path: "/schedule",
  tags,
  responses: { 200: answer(Schedule), ...problemResponses },
});
const getProblems = createRoute({
  method: "get",
  path: "/schedule/problems",
  tags,
  responses: { 200: answer(z.array(ScheduleProblem)), ...problemResponses },
});
const postPublish = createRoute({
  method: "post",
  path: "/schedule/publish",
  tags,
  responses: { 200: answer(Published), ...problemResponses },
});
const postPlaylist = createRoute({
  method: "post",
  path: "/playlists",
  tags,
  request: body(z.object({ name: PlaylistName })),
  responses: { 201: answer(z.object({ playlistId: NounId })), ...problemResponses },
});
const patchPlaylist = createRoute({
  method: "patch",
  path: "/playlists/{playlistId}",
  tags,
  request: { ...playlistId, ...body(z.object({ name: PlaylistName })) },
  responses: { 204: done, ...problemResponses },
});
const putPlaylistItems = createRoute({
  method: "put",
  path: "/playlists/{playlistId}/items",
  tags,
  request: { ...playlistId, ...body(z.object({ storyIds: z.array(NounId).max(MAX_PLAYLIST_ITEMS) })) },
  responses: { 204: done, ...problemResponses },
});
const deletePlaylist = createRoute({
  method: "delete",
  path: "/playlists/{playlistId}",
  tags,
  request: playlistId,
  responses: { 204: done, ...problemResponses },
});
const postEntry = createRoute({
  method: "post",
  path: "/schedule/entries",
  tags,
  request: body(ScheduleEntryInput),
  responses: { 201: answer(z.object({ entryId: NounId })), ...problemResponses },
});
const putEntry = createRoute({
  method: "put",
  path: "/schedule/entries/{entryId}",
  tags,
  request: { ...entryId, ...body(ScheduleEntryInput) },
  responses: { 200: answer(z.object({ entryId: NounId })), ...problemResponses },
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

/** Playlists, entries, publishing, and what each screen has or would have. */
export function scheduleRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  addScheduleRoutes(routes);
  addPlaylistRoutes(routes);
  addEntryRoutes(routes);
  addManifestRoutes(routes);
  return routes;
}

function addScheduleRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(getSchedule, async (c) => {
    const { playlists, entries, ...rest } = await readSchedule(c.get("ctx"));
    return c.json({ playlists: [...playlists], entries: [...entries], ...rest }, 200);
  });
  routes.openapi(getProblems, async (c) => c.json(await listScheduleProblems(c.get("ctx")), 200));
  routes.openapi(postPublish, async (c) => c.json(await publishSchedule(c.get("ctx")), 200));
}

function addPlaylistRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(postPlaylist, async (c) => c.json(await createPlaylist(c.get("ctx"), c.req.valid("json")), 201));
  routes.openapi(patchPlaylist, async (c) => {
    await renamePlaylist(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") });
    return c.body(null, 204);
  });
  routes.openapi(putPlaylistItems, async (c) => {
    await replacePlaylistItems(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") });
    return c.body(null, 204);
  });
  routes.openapi(deletePlaylist, async (c) => {
    await retirePlaylist(c.get("ctx"), c.req.valid("param"));
    return c.body(null, 204);
  });
}

function addEntryRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(postEntry, async (c) => c.json(await createScheduleEntry(c.get("ctx"), c.req.valid("json")), 201));
  routes.openapi(putEntry, async (c) => {
    const { entryId: id } = c.req.valid("param");
    return c.json(await updateScheduleEntry(c.get("ctx"), { entryId: id, entry: c.req.valid("json") }), 200);
  });
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
