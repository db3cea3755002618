import { z } from "zod";
import type { AssetRow, RenditionRow } from "../../db/repos/assets.ts";

const FailureText = z.object({ vi: z.string(), en: z.string() });

/** An uploaded file, how far its processing has come, and what was made of it. */
export interface AssetView {
  readonly assetSha256: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly state: AssetRow["state"];
  /** 0 … 1 000 000. */
  readonly progressPpm: number;
  /** `fault`: the server's own; every other code is a property of the file. */
  readonly failure: { readonly code: string; readonly reason: { readonly vi: string; readonly en: string } } | null;
  readonly kind: AssetRow["kind"];
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  readonly durationMs: number | null;
  readonly uploadedBy: string | null;
  readonly createdAtMs: number;
  readonly main: RenditionView | null;
  readonly thumbnail: RenditionView | null;
}

export interface RenditionView {
  readonly sha256: string;
  readonly mediaType: RenditionRow["media_type"];
  readonly sizeBytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly durationMs: number | null;
  readonly pipelineVersion: number;
}

/** The view of an asset; `renditions` are those of this asset, newest pipeline first. */
export function assetView(row: AssetRow, renditions: readonly RenditionRow[]): AssetView {
  return {
    assetSha256: row.sha256,
    fileName: row.file_name,
    sizeBytes: row.size_bytes,
    state: row.state,
    progressPpm: row.progress_ppm,
    failure: failureOf(row),
    kind: row.kind,
    widthPx: row.width_px,
    heightPx: row.height_px,
    durationMs: row.duration_ms,
    uploadedBy: row.uploaded_by,
    createdAtMs: row.created_at_ms,
    main: renditionOf(row, renditions, "main"),
    thumbnail: renditionOf(row, renditions, "thumbnail"),
  };
}

/** How a reason is kept in the row. */
export function failureText(reason: { vi: string; en: string }): string {
  return JSON.stringify({ vi: reason.vi, en: reason.en });
}

/** Why nothing playable came of the asset; null unless it failed. */
export function failureOf(row: Pick<AssetRow, "failure_code" | "failure_text">): AssetView["failure"] {
  if (row.failure_code === null) return null;
  return { code: row.failure_code, reason: FailureText.parse(JSON.parse(row.failure_text ?? "{}")) };
}

function renditionOf(
  row: AssetRow,
  renditions: readonly RenditionRow[],
  role: RenditionRow["role"],
): RenditionView | null {
  const found = renditions.find((rendition) => rendition.asset_sha256 === row.sha256 && rendition.role === role);
  if (found === undefined) return null;
  return {
    sha256: found.sha256,
    mediaType: found.media_type,
    sizeBytes: found.size_bytes,
    widthPx: found.width_px,
    heightPx: found.height_px,
    durationMs: found.duration_ms,
    pipelineVersion: found.pipeline_version,
  };
}
