import { z } from "zod";
import type { Database } from "../../context.ts";

const Renditions = z.object({ renditions: z.array(z.object({ sha256: z.string() })) });

/** Uploads made before an instant that no edition version and no imported item names. */
export async function listUnusedAssets(db: Database, beforeMs: number): Promise<string[]> {
  const rows = await unusedAssets(db, beforeMs).execute();
  return rows.map(({ sha256 }) => sha256);
}

/** Takes an upload's rows away, if nothing names it still; says whether it did. */
export async function forgetAsset(tx: Database, sha256: string, beforeMs: number): Promise<boolean> {
  const row = await unusedAssets(tx, beforeMs).where("assets.sha256", "=", sha256).executeTakeFirst();
  if (row === undefined) return false;
  await tx.deleteFrom("renditions").where("asset_sha256", "=", sha256).execute();
  await tx.deleteFrom("assets").where("sha256", "=", sha256).execute();
  return true;
}

/** Renditions that documents sent for approval name: what may have aired, whatever became of its rows. */
export async function listAiredRenditions(db: Database): Promise<Set<string>> {
  const rows = await db.selectFrom("airing_documents").select("document").execute();
  return new Set(
    rows.flatMap(({ document }) => Renditions.parse(JSON.parse(document)).renditions.map(({ sha256 }) => sha256)),
  );
}

function unusedAssets(db: Database, beforeMs: number) {
  return db
    .selectFrom("assets")
    .select("assets.sha256")
    .where("assets.updated_at_ms", "<", beforeMs)
    .where("assets.state", "in", ["ready", "failed"])
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("edition_versions").select("id").whereRef("asset_sha256", "=", "assets.sha256"))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("inbox_items").select("id").whereRef("image_asset_sha256", "=", "assets.sha256"))),
    );
}
