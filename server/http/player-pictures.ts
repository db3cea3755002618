import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { MAX_PICTURE_BYTES, PLAYER_PATHS, StagePicture } from "../../schemas/player-http.ts";
import { DomainError } from "../errors.ts";
import { keepPicture } from "../services/pictures/keep-picture.ts";
import type { AppEnv } from "./env.ts";
import { requirePlayer } from "./player-session.ts";

/** `POST /player/pictures`: what was on the glass, from a connected player. */
export function playerPicturesRoutes(): Hono<AppEnv> {
  const limit = bodyLimit({
    maxSize: MAX_PICTURE_BYTES,
    onError: () => {
      throw new DomainError("too-large", "error.bad-input", { what: "body" });
    },
  });
  return new Hono<AppEnv>().post(PLAYER_PATHS.pictures, limit, async (c) => {
    const from = requirePlayer(c);
    const picture = StagePicture.safeParse(c.req.query());
    if (!picture.success) throw new DomainError("bad-input", "error.bad-input", { what: "query" });
    const bytes = Buffer.from(await c.req.arrayBuffer());
    return c.json(await keepPicture(c.get("ctx"), from, picture.data, bytes), 201);
  });
}
