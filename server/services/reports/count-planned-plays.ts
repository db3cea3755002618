import { setImmediate } from "node:timers/promises";
import { countPlanned } from "../../../schemas/rules/count-planned.ts";
import type { ServiceContext } from "../../context.ts";
import { listManifestsInForce } from "../../db/repos/manifests.ts";
import { openManifestRow } from "../manifests/current-manifest.ts";

/**
 * Showings planned for a screen in `[fromMs, toMs)` by edition version: each manifest counts from the instant it was
 * made until the next one was. Before the first manifest nothing was planned.
 */
export async function countPlannedPlays(
  ctx: Pick<ServiceContext, "db">,
  screenId: string,
  fromMs: number,
  toMs: number,
): Promise<Map<string, number>> {
  const rows = await listManifestsInForce(ctx.db, screenId, fromMs, toMs);
  const planned = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    const startMs = Math.max(fromMs, row.created_at_ms);
    const endMs = Math.min(toMs, rows[index + 1]?.created_at_ms ?? toMs);
    if (startMs >= endMs) continue;
    const { manifest } = openManifestRow(row);
    for (const [itemIndex, plays] of countPlanned(manifest, startMs, endMs)) {
      const versionId = manifest.items[itemIndex]?.editionVersionId;
      if (versionId !== undefined) planned.set(versionId, (planned.get(versionId) ?? 0) + plays);
    }
    await setImmediate();
  }
  return planned;
}
