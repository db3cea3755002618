import { Readable } from "node:stream";
import { MAX_PICTURE_BYTES, type StagePicture } from "../../../schemas/player-http.ts";
import type { ServiceContext } from "../../context.ts";
import { listOpenCommands } from "../../db/repos/player-commands.ts";
import { countPicturesSince, insertPicture } from "../../db/repos/stage-pictures.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";

/** Items a screen shows in a day, and then some: a player that sends more is not believed to be well. */
const MAX_A_DAY = 1_000;
const DAY_MS = 24 * 3_600_000;

/**
 * Keeps what a player says was on its glass, under the hash of its bytes. One picture of each item, player and day: the
 * first stays. A picture that answers an order is taken only while that order of this player waits.
 * Errors: `unsupported-media` for anything but a JPEG; `too-large`; `not-found` for an order nobody gave;
 * `too-many-attempts`.
 */
export async function keepPicture(
  ctx: ServiceContext,
  from: { player: number; screenId: string },
  picture: StagePicture,
  bytes: Buffer,
): Promise<{ sha256: string; isNew: boolean }> {
  if (!isJpeg(bytes)) throw new DomainError("unsupported-media", "pictures.not-a-picture");
  if ((await countPicturesSince(ctx.db, from.player, ctx.now() - DAY_MS)) >= MAX_A_DAY) {
    throw new DomainError("too-many-attempts", "pictures.too-many");
  }
  const { sha256, sizeBytes } = await ctx.store.put(Readable.from([bytes]), MAX_PICTURE_BYTES);
  const isNew = await withTransaction(ctx.db, async (tx) => {
    if (picture.of === "command") await requireOpenCommand(tx, from.player, picture.number);
    return insertPicture(tx, {
      player: from.player,
      screen_id: from.screenId,
      airing_sha256: picture.of === "day" ? picture.airingSha256 : null,
      civil_date: picture.of === "day" ? picture.civilDate : null,
      command_number: picture.of === "command" ? picture.number : null,
      sha256,
      size_bytes: sizeBytes,
      taken_at_ms: picture.takenAtMs,
      received_at_ms: ctx.now(),
    });
  });
  return { sha256, isNew };
}

async function requireOpenCommand(tx: ServiceContext["db"], player: number, number: number): Promise<void> {
  const [open] = await listOpenCommands(tx, player, [number]);
  if (open === undefined) throw new DomainError("not-found", "error.not-found", {}, { player, number });
}

/** Begins and ends as a JPEG does. It is only ever served as one, to be decoded by a browser's own decoder. */
function isJpeg(bytes: Buffer): boolean {
  const isStart = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
  return bytes.length > 100 && isStart && bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9;
}
