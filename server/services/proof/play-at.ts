import type { ServiceContext } from "../../context.ts";
import { listRenditions } from "../../db/repos/assets.ts";
import { findManifest } from "../../db/repos/manifests.ts";
import type { PlayRow } from "../../db/repos/play-log.ts";
import { findEntryName, listPlaysAfter, listPlaysBefore } from "../../db/repos/proof.ts";
import { listEditionVersionsByIds } from "../../db/repos/stories.ts";
import { requireRole } from "../people/require-role.ts";
import { languageNames } from "../schedule/language-names.ts";

/** Records told before and after the one asked for. */
const AROUND = 6;

/** One record with what it names in words. */
export interface ProvenPlay {
  readonly player: number;
  readonly boot: number;
  readonly seq: number;
  readonly startedAtMs: number;
  readonly shownMs: number;
  readonly plannedMs: number;
  readonly outcome: PlayRow["outcome"];
  readonly panel: PlayRow["panel"];
  readonly clock: PlayRow["clock"];
  readonly joinedLate: boolean;
  readonly receivedAtMs: number;
  readonly sha256: string;
  readonly prevSha256: string;
  readonly airingSha256: string;
  readonly editionVersionId: string;
  /** null: this database never had the edition. */
  readonly storyId: string | null;
  readonly title: string | null;
  readonly language: string;
  readonly languageNames: { readonly vi: string; readonly en: string };
  readonly thumbnailSha256: string | null;
}

/** Why it was its turn: by what the screen held then. */
export interface PlayReason {
  readonly manifestRevision: number;
  /** null: no such manifest was ever made for this screen. */
  readonly manifestCreatedAtMs: number | null;
  readonly entry: { readonly name: string; readonly layer: string; readonly lock: string | null } | null;
  readonly loopId: string;
  readonly slotIndex: number;
}

export interface PlayAt {
  /** On the glass at that instant; null: no record says that anything was. */
  readonly play: ProvenPlay | null;
  readonly reason: PlayReason | null;
  readonly before: readonly ProvenPlay[];
  readonly after: readonly ProvenPlay[];
}

/** What the log says that a screen showed at an instant, why, and what came before and after it. */
export async function playAt(ctx: ServiceContext, input: { screenId: string; atMs: number }): Promise<PlayAt> {
  requireRole(ctx, "editor", "approver", "administrator");
  const { screenId, atMs } = input;
  const before = await listPlaysBefore(ctx.db, screenId, atMs, AROUND + 1);
  const after = await listPlaysAfter(ctx.db, screenId, atMs, AROUND);
  const row = before.find((one) => one.started_at_ms + one.shown_ms > atMs);
  const name = await namer(ctx, [...before, ...after]);
  return {
    play: row === undefined ? null : name(row),
    reason: row === undefined ? null : await reasonOf(ctx, row),
    before: before
      .filter((one) => one !== row)
      .slice(0, AROUND)
      .map(name)
      .reverse(),
    after: after.map(name),
  };
}

async function reasonOf({ db }: Pick<ServiceContext, "db">, row: PlayRow): Promise<PlayReason> {
  const manifest = await findManifest(db, row.screen_id, row.manifest_revision);
  return {
    manifestRevision: row.manifest_revision,
    manifestCreatedAtMs: manifest?.created_at_ms ?? null,
    entry: (await findEntryName(db, row.entry_id)) ?? null,
    loopId: row.loop_id,
    slotIndex: row.slot_index,
  };
}

async function namer(
  { db }: Pick<ServiceContext, "db">,
  rows: readonly PlayRow[],
): Promise<(row: PlayRow) => ProvenPlay> {
  const versions = new Map(
    (
      await listEditionVersionsByIds(
        db,
        rows.map((row) => row.edition_version_id),
      )
    ).map((version) => [version.id, version]),
  );
  const languages = new Map(
    (
      await languageNames(
        { db },
        rows.map((row) => row.language),
      )
    ).map((name) => [name.language, name]),
  );
  const assets = [...versions.values()].flatMap(({ asset_sha256 }) => asset_sha256 ?? []);
  const thumbnails = new Map(
    (await listRenditions(db, assets)).flatMap(({ asset_sha256, role, sha256 }) =>
      role === "thumbnail" ? [[asset_sha256, sha256] as const] : [],
    ),
  );
  return (row) => {
    const version = versions.get(row.edition_version_id);
    const language = languages.get(row.language);
    return {
      ...{ player: row.player, boot: row.boot, seq: row.seq, startedAtMs: row.started_at_ms, shownMs: row.shown_ms },
      ...{ plannedMs: row.planned_ms, outcome: row.outcome, panel: row.panel, clock: row.clock },
      joinedLate: row.joined_late === 1,
      receivedAtMs: row.received_at_ms,
      ...{ sha256: row.sha256, prevSha256: row.prev_sha256, airingSha256: row.airing_sha256 },
      editionVersionId: row.edition_version_id,
      storyId: version?.story_id ?? null,
      title: version?.title ?? null,
      language: row.language,
      languageNames: { vi: language?.nameVi ?? row.language, en: language?.nameEn ?? row.language },
      thumbnailSha256: thumbnails.get(version?.asset_sha256 ?? "") ?? null,
    };
  };
}
