import type { Readable } from "node:stream";
import type { ServiceContext } from "../../context.ts";
import { isPictureOf, listPictures } from "../../db/repos/stage-pictures.ts";
import { DomainError } from "../../errors.ts";
import { requireRole } from "../people/require-role.ts";

const SHOWN = 12;

export interface PictureView {
  readonly sha256: string;
  readonly takenAtMs: number;
  /** null: taken because of an order. */
  readonly airingSha256: string | null;
  readonly commandNumber: number | null;
}

/** The newest pictures of what was really on a screen, newest first. */
export async function listScreenPictures(ctx: ServiceContext, input: { screenId: string }): Promise<PictureView[]> {
  requireRole(ctx, "editor", "approver", "administrator");
  return (await listPictures(ctx.db, input.screenId, SHOWN)).map((row) => ({
    sha256: row.sha256,
    takenAtMs: row.taken_at_ms,
    airingSha256: row.airing_sha256,
    commandNumber: row.command_number === null ? null : Number(row.command_number),
  }));
}

/** The bytes of one picture of a screen, a JPEG. Errors: `not-found`. */
export async function readPicture(
  ctx: ServiceContext,
  input: { screenId: string; sha256: string },
): Promise<{ bytes: Readable; sizeBytes: number }> {
  requireRole(ctx, "editor", "approver", "administrator");
  const found = (await isPictureOf(ctx.db, input.screenId, input.sha256))
    ? await ctx.store.find(input.sha256)
    : undefined;
  if (found === undefined) throw new DomainError("not-found", "error.not-found", {}, { ...input });
  return { bytes: ctx.store.read(input.sha256), sizeBytes: found.sizeBytes };
}
