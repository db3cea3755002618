import type { Hono } from "hono";
import { DomainError } from "../../errors.ts";
import { readSchedule } from "../../services/schedule/read-schedule.ts";
import { renamePlaylist } from "../../services/schedule/rename-playlist.ts";
import { replacePlaylistItems } from "../../services/schedule/replace-playlist-items.ts";
import { retirePlaylist } from "../../services/schedule/retire-playlist.ts";
import { listStories } from "../../services/stories/list-stories.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { reorder } from "./playlist-order.ts";
import { PlaylistPage } from "./playlist-page.tsx";

/** One playlist: its order, adding, removing. */
export function addPlaylistRoutes(app: Hono<ConsoleEnv>): void {
  app.get("/schedule/playlists/:id", (c) => showPlaylist(c));
  app.post("/schedule/playlists/:id", (c) =>
    submit(
      c,
      async (form) => {
        const { id, name } = await playlistOf(c);
        const added = form.text("add");
        const ordered = reorder(form.all("story"), form.text("move"));
        const storyIds = added === "" ? ordered : [...ordered, added];
        await replacePlaylistItems(c.get("ctx"), { playlistId: id, storyIds, expectedUpdatedAtMs: basisOf(form) });
        return goTo(c, `/schedule/playlists/${id}`, { key: "playlist-page.changed", parameters: { name } });
      },
      (refusal) => showPlaylist(c, refusal),
    ),
  );
  app.post("/schedule/playlists/:id/name", (c) =>
    submit(
      c,
      async (form) => {
        const playlistId = c.req.param("id");
        const name = form.text("name");
        if (name === "") throw new DomainError("bad-input", "playlist-page.needs-name");
        await renamePlaylist(c.get("ctx"), { playlistId, name, expectedUpdatedAtMs: basisOf(form) });
        return goTo(c, `/schedule/playlists/${playlistId}`, { key: "playlist-page.renamed", parameters: { name } });
      },
      (refusal) => showPlaylist(c, refusal),
    ),
  );
  app.post("/schedule/playlists/:id/retire", (c) =>
    submit(
      c,
      async () => {
        const { id, name } = await playlistOf(c);
        await retirePlaylist(c.get("ctx"), { playlistId: id });
        return goTo(c, "/schedule", { key: "playlist-page.retired", parameters: { name } });
      },
      (refusal) => showPlaylist(c, refusal),
    ),
  );
}

function basisOf(form: FormInput): number {
  return Number(form.text("basis"));
}

async function playlistOf(c: ConsoleContext) {
  const playlistId = c.req.param("id") ?? "";
  const playlist = (await readSchedule(c.get("ctx"))).playlists.find((one) => one.id === playlistId);
  if (playlist === undefined) throw new DomainError("not-found", "error.not-found", {}, { playlistId });
  return playlist;
}

async function showPlaylist(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const { items: stories } = await listStories(c.get("ctx"), { limit: 100 });
  const playlist = await playlistOf(c);
  const { entries } = await readSchedule(c.get("ctx"));
  const users = entries.filter(({ playlistId }) => playlistId === playlist.id).map(({ name }) => name);
  const page = (
    <PlaylistPage view={c.get("view")} playlist={playlist} stories={stories} users={users} refusal={refusal} />
  );
  return respond(c, page, refusal?.status ?? 200);
}
