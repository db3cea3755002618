import { ScheduleSnapshot } from "../../../schemas/schedule.ts";
import type { ServiceContext } from "../../context.ts";
import { findNewestPublished, insertPublished, lockSchedule } from "../../db/repos/schedule.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { type RecompiledScreen, recompileScreens } from "../manifests/recompile-screens.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { MAX_ENTRIES } from "./entry-input.ts";
import { type PublishableSchedule, publishableSchedule } from "./publishable-schedule.ts";
import { sealSnapshot } from "./schedule-snapshot.ts";

/**
 * Publishes the schedule as it stands: keeps a copy that later edits do not touch, and makes the manifest of every
 * screen it changes. What is locked above the actor stays as it was published: `heldBack` names it where it is drafted
 * otherwise. Publishing what is published already changes nothing. Errors: `too-large` when what stays and what is
 * drafted are more together than a schedule can hold.
 */
export async function publishSchedule(
  ctx: ServiceContext,
): Promise<{ screens: RecompiledScreen[]; heldBack: PublishableSchedule["heldBack"] }> {
  requireRole(ctx, "editor");
  const heldBack = await withTransaction(ctx.db, async (tx) => {
    await lockSchedule(tx);
    const { schedule, heldBack } = await publishableSchedule({ ...ctx, db: tx });
    if (!ScheduleSnapshot.safeParse(schedule).success) {
      throw new DomainError("too-large", "schedule.too-many-entries", { max: MAX_ENTRIES });
    }
    const { text, sha256 } = sealSnapshot(schedule);
    const newest = await findNewestPublished(tx);
    if (newest?.sha256 === sha256) return heldBack;
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
    return heldBack;
  });
  return { screens: await recompileScreens(ctx), heldBack };
}
