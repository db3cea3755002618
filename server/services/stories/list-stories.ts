import { SlideFields } from "../../../schemas/slide.ts";
import type { ServiceContext } from "../../context.ts";
import { findAsset, listRenditions } from "../../db/repos/assets.ts";
import {
  type EditionVersionRow,
  findStory,
  listStoryRows,
  readProgrammes,
  type StoryRow,
} from "../../db/repos/stories.ts";
import { DomainError } from "../../errors.ts";
import type { AiringState } from "../approval/airing-standing.ts";
import { type AssetView, assetView } from "../assets/asset-view.ts";
import { type Page, pageOf } from "../page.ts";
import { requireRole } from "../people/require-role.ts";
import {
  type EditionState,
  editionStates,
  readStoryParts,
  type StoryParts,
  standingsOfVersion,
} from "./story-states.ts";

const MAX_STORIES_PAGE = 100;

/** A story with how it stands in each of its languages. */
export interface StorySummary {
  readonly storyId: string;
  readonly title: string;
  readonly createdBy: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly retiredAtMs: number | null;
  readonly inboxItemId: string | null;
  /** Thumbnail of its newest picture or video; null for text alone. */
  readonly thumbnailSha256: string | null;
  readonly programmes: readonly string[];
  readonly editions: readonly EditionState[];
}

export interface EditionVersionView {
  readonly editionVersionId: string;
  readonly version: number;
  readonly kind: EditionVersionRow["kind"];
  readonly title: string;
  readonly asset: AssetView | null;
  readonly templateId: string | null;
  readonly fields: SlideFields | null;
  readonly durationMs: number;
  readonly notBeforeMs: number | null;
  readonly notAfterMs: number | null;
  readonly credit: string;
  readonly sourceUrl: string | null;
  readonly needsNativeCheck: boolean;
  readonly programmes: readonly string[];
  readonly createdBy: string | null;
  readonly createdAtMs: number;
  /** Newest first; empty for a draft. */
  readonly airings: readonly {
    readonly airingSha256: string;
    readonly state: AiringState;
    readonly approvals: number;
  }[];
}

export interface StoryDetail extends Omit<StorySummary, "editions"> {
  readonly editions: readonly (EditionState & { readonly versions: readonly EditionVersionView[] })[];
}

/** Stories in use, newest first, with their state in each language. */
export async function listStories(
  ctx: ServiceContext,
  input: { cursor?: string | undefined; limit?: number | undefined } = {},
): Promise<Page<StorySummary>> {
  requireRole(ctx, "editor", "approver", "administrator");
  const limit = Math.min(input.limit ?? 50, MAX_STORIES_PAGE);
  const rows = await listStoryRows(ctx.db, { beforeId: input.cursor ?? null, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const parts = await readStoryParts(
    ctx,
    shown.map((row) => row.id),
  );
  const thumbnails = await thumbnailsOf(ctx, parts);
  return pageOf(
    rows,
    limit,
    (row) => row.id,
    (row) => ({ ...summary(row, parts, thumbnails), editions: editionStates(parts, row.id) }),
  );
}

/** One story, retired or not, with every version of every edition. Errors: `not-found`. */
export async function getStory(ctx: ServiceContext, input: { storyId: string }): Promise<StoryDetail> {
  requireRole(ctx, "editor", "approver", "administrator");
  const row = await findStory(ctx.db, input.storyId);
  if (row === undefined) throw new DomainError("not-found", "error.not-found", {}, { ...input });
  const parts = await readStoryParts(ctx, [row.id]);
  const assets = await assetsOf(ctx, parts.versions);
  return {
    ...summary(row, parts, await thumbnailsOf(ctx, parts)),
    editions: editionStates(parts, row.id).map((state) => ({
      ...state,
      versions: versionsOf(parts, row.id, state.language).map((version) => versionView(version, parts, assets)),
    })),
  };
}

function summary(row: StoryRow, parts: StoryParts, thumbnails: ReadonlyMap<string, string>) {
  const versions = parts.editions
    .filter((edition) => edition.story_id === row.id)
    .flatMap((edition) => parts.versions.filter((version) => version.edition_id === edition.id).slice(0, 1));
  const pictured = versions.find((version) => version.asset_sha256 !== null && thumbnails.has(version.asset_sha256));
  return {
    storyId: row.id,
    title: row.title,
    createdBy: row.created_by,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    retiredAtMs: row.retired_at_ms,
    inboxItemId: row.inbox_item_id,
    thumbnailSha256: thumbnails.get(pictured?.asset_sha256 ?? "") ?? null,
    programmes: [...new Set(versions.flatMap((version) => readProgrammes(version.programmes_json)))],
  };
}

function versionsOf(parts: StoryParts, storyId: string, language: string): EditionVersionRow[] {
  const edition = parts.editions.find((one) => one.story_id === storyId && one.language === language);
  return parts.versions.filter((version) => version.edition_id === edition?.id);
}

function versionView(
  row: EditionVersionRow,
  parts: StoryParts,
  assets: ReadonlyMap<string, AssetView>,
): EditionVersionView {
  return {
    editionVersionId: row.id,
    version: row.version,
    kind: row.kind,
    title: row.title,
    asset: assets.get(row.asset_sha256 ?? "") ?? null,
    templateId: row.template_id,
    fields: row.fields_json === null ? null : SlideFields.parse(JSON.parse(row.fields_json)),
    durationMs: row.duration_ms,
    notBeforeMs: row.not_before_ms,
    notAfterMs: row.not_after_ms,
    credit: row.credit,
    sourceUrl: row.source_url,
    needsNativeCheck: row.needs_native_check === 1,
    programmes: readProgrammes(row.programmes_json),
    createdBy: row.created_by,
    createdAtMs: row.created_at_ms,
    airings: standingsOfVersion(parts, row.id).map((standing) => ({
      airingSha256: standing.airingSha256,
      state: standing.state,
      approvals: standing.approvals.length,
    })),
  };
}

async function thumbnailsOf(ctx: ServiceContext, parts: StoryParts): Promise<Map<string, string>> {
  const sha256s = parts.versions.flatMap((version) => version.asset_sha256 ?? []);
  const renditions = await listRenditions(ctx.db, sha256s);
  const thumbnails = renditions.filter((rendition) => rendition.role === "thumbnail").reverse();
  return new Map(thumbnails.map((rendition) => [rendition.asset_sha256, rendition.sha256]));
}

async function assetsOf(ctx: ServiceContext, versions: readonly EditionVersionRow[]): Promise<Map<string, AssetView>> {
  const sha256s = [...new Set(versions.flatMap((version) => version.asset_sha256 ?? []))];
  const renditions = await listRenditions(ctx.db, sha256s);
  const views = new Map<string, AssetView>();
  for (const sha256 of sha256s) {
    const row = await findAsset(ctx.db, sha256);
    if (row !== undefined) views.set(sha256, assetView(row, renditions));
  }
  return views;
}
