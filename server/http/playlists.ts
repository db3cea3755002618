import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { NounId } from "../../schemas/primitives.ts";
import { createPlaylist, PlaylistName } from "../services/schedule/create-playlist.ts";
import { renamePlaylist } from "../services/schedule/rename-playlist.ts";
import { MAX_PLAYLIST_ITEMS, replacePlaylistItems } from "../services/schedule/replace-playlist-items.ts";
import { restorePlaylist, retirePlaylist } from "../services/schedule/retire-playlist.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { body, creates, ExpectedQuery, nothing } from "./route-parts.ts";

const tags = ["schedule"];
const playlistId = z.object({ playlistId: NounId });

const route = {
  create: createRoute({
    method: "post",
    path: "/playlists",
    tags,
    request: body(z.object({ name: PlaylistName })),
    responses: creates(playlistId),
  }),
  rename: createRoute({
    method: "patch",
    path: "/playlists/{playlistId}",
    tags,
    request: { params: playlistId, query: ExpectedQuery, ...body(z.object({ name: PlaylistName })) },
    responses: nothing,
  }),
  replaceItems: createRoute({
    method: "put",
    path: "/playlists/{playlistId}/items",
    tags,
    request: {
      params: playlistId,
      query: ExpectedQuery,
      ...body(z.object({ storyIds: z.array(NounId).max(MAX_PLAYLIST_ITEMS) })),
    },
    responses: nothing,
  }),
  retire: createRoute({
    method: "delete",
    path: "/playlists/{playlistId}",
    tags,
    request: { params: playlistId },
    responses: nothing,
  }),
  restore: createRoute({
    method: "post",
    path: "/playlists/{playlistId}/restore",
    tags,
    request: { params: playlistId },
    responses: nothing,
  }),
};

/** What entries play: lists of stories. */
export function playlistsRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(route.create, async (c) => c.json(await createPlaylist(c.get("ctx"), c.req.valid("json")), 201));
  routes.openapi(route.rename, async (c) => {
    await renamePlaylist(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("query"), ...c.req.valid("json") });
    return c.body(null, 204);
  });
  routes.openapi(route.replaceItems, async (c) => {
    const input = { ...c.req.valid("param"), ...c.req.valid("query"), ...c.req.valid("json") };
    await replacePlaylistItems(c.get("ctx"), input);
    return c.body(null, 204);
  });
  routes.openapi(route.retire, async (c) => {
    await retirePlaylist(c.get("ctx"), c.req.valid("param"));
    return c.body(null, 204);
  });
  routes.openapi(route.restore, async (c) => {
    await restorePlaylist(c.get("ctx"), c.req.valid("param"));
    return c.body(null, 204);
  });
  return routes;
}
