import type { ServiceContext } from "../../context.ts";
import { findNewestPublished, insertPublished, lockSchedule } from "../../db/repos/schedule.ts";
import { withTransaction } from "../../db/transaction.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { type RecompiledScreen, recompileScreens } from "../manifests/recompile-screens.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { sealSnapshot, snapshotNow } from "./schedule-snapshot.ts";

/**
 * Publishes the schedule as it stands: keeps a copy that later edits do not touch, and makes the manifest of every
 * screen it changes. Publishing what is published already changes nothing.
 */
export async function publishSchedule(ctx: ServiceContext): Promise<{ screens: RecompiledScreen[] }> {
  requireRole(ctx, "editor");
  await withTransaction(ctx.db, async (tx) => {
    await lockSchedule(tx);
    const { text, sha256 } = sealSnapshot(await snapshotNow({ db: tx }));
    const newest = await findNewestPublished(tx);
    if (newest?.sha256 === sha256) return;
    // The newest is found by its instant, so two publications never share one.
    const atMs = Math.max(ctx.now(), (newest?.published_at_ms ?? 0) + 1);
    const id = newId(atMs);
    await insertPublished(tx, {
      id,
      snapshot_json: text,
      sha256,
      published_by: personIdOrNull(ctx),
      published_at_ms: atMs,
    });
    await recordAudit(tx, ctx, { action: "publish-schedule", noun: "schedule", nounId: id, detail: { sha256 } });
  });
  return { screens: await recompileScreens(ctx) };
}
