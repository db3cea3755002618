import type { ServiceContext } from "../../context.ts";
import { findAsset, listAssetRows, listRenditions } from "../../db/repos/assets.ts";
import { DomainError } from "../../errors.ts";
import { type Page, pageOf } from "../page.ts";
import { requireRole } from "../people/require-role.ts";
import { type AssetView, assetView } from "./asset-view.ts";

const MAX_ASSETS_PAGE = 200;

/** The asset with its progress. Errors: `not-found`. */
export async function getAsset(ctx: ServiceContext, input: { assetSha256: string }): Promise<AssetView> {
  requireRole(ctx, "editor", "approver", "administrator");
  const row = await findAsset(ctx.db, input.assetSha256);
  if (row === undefined) throw new DomainError("not-found", "error.not-found", {}, { ...input });
  return assetView(row, await listRenditions(ctx.db, [row.sha256]));
}

/** Assets with their progress, newest first. Errors: `bad-input` for a cursor that no page gave. */
export async function listAssets(
  ctx: ServiceContext,
  input: { cursor?: string | undefined; limit?: number | undefined } = {},
): Promise<Page<AssetView>> {
  requireRole(ctx, "editor", "approver", "administrator");
  const limit = Math.min(input.limit ?? 50, MAX_ASSETS_PAGE);
  const rows = await listAssetRows(ctx.db, { before: readCursor(input.cursor), limit: limit + 1 });
  const renditions = await listRenditions(
    ctx.db,
    rows.map((row) => row.sha256),
  );
  return pageOf(
    rows,
    limit,
    (row) => `${row.created_at_ms}.${row.sha256}`,
    (row) => assetView(row, renditions),
  );
}

function readCursor(cursor: string | undefined): { createdAtMs: number; sha256: string } | null {
  if (cursor === undefined) return null;
  const match = /^(\d{1,15})\.([0-9a-f]{64})$/.exec(cursor);
  if (match === null) throw new DomainError("bad-input", "error.bad-input", { what: "cursor" });
  return { createdAtMs: Number(match[1]), sha256: match[2] ?? "" };
}
