import { z } from "zod";
import { EpochMs } from "../../../schemas/primitives.ts";
import type { Database } from "../../context.ts";
import { findSetting } from "../../db/repos/settings.ts";

export const LAST_SWEEP = "media.last-sweep";

/** What the newest sweep removed, and what nothing names but is too young to go. */
const MediaSweep = z.strictObject({
  atMs: EpochMs,
  removedFiles: z.int().min(0),
  removedBytes: z.int().min(0),
  waitingFiles: z.int().min(0),
  waitingBytes: z.int().min(0),
});
export type MediaSweep = z.infer<typeof MediaSweep>;

/** null: there was none yet. */
export async function readLastSweep(db: Database): Promise<MediaSweep | null> {
  const text = await findSetting(db, LAST_SWEEP);
  return text === undefined ? null : MediaSweep.parse(JSON.parse(text));
}
