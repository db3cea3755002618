import type { AiringDocument } from "../../../schemas/airing-document.ts";
import type { ServiceContext } from "../../context.ts";
import { listAiringsOfVersions } from "../../db/repos/airing-documents.ts";
import { listEditions, listEditionVersions, listStoriesInUse } from "../../db/repos/stories.ts";
import { type AiringStanding, airingStandings } from "./airing-standing.ts";

/** What may air now of one edition. */
export interface ApprovedAiring {
  readonly airingSha256: string;
  readonly storyId: string;
  readonly editionVersionId: string;
  readonly language: string;
  readonly version: number;
  readonly document: AiringDocument;
}

/**
 * For each story, the one approved airing document of each of its languages: that of the newest version which two
 * people approved. A newer version that waits or was rejected leaves the older one on air; one that was withdrawn,
 * has expired or is damaged takes the language off the air instead of bringing an older text back.
 * Stories that are retired or have nothing to air are absent. Inside a transaction pass `{ db: tx, now }`.
 */
export async function listApprovedAirings(
  ctx: Pick<ServiceContext, "db" | "now">,
  storyIds: readonly string[],
): Promise<Map<string, ApprovedAiring[]>> {
  const inUse = await listStoriesInUse(ctx.db, [...new Set(storyIds)]);
  const editions = await listEditions(ctx.db, [...inUse]);
  const versions = await listEditionVersions(
    ctx.db,
    editions.map((edition) => edition.id),
  );
  const rows = await listAiringsOfVersions(
    ctx.db,
    versions.map((version) => version.id),
  );
  const standings = await airingStandings(ctx, rows);
  const approved = new Map<string, ApprovedAiring[]>();
  for (const edition of editions) {
    const ordered = versions
      .filter((version) => version.edition_id === edition.id)
      .flatMap((version) =>
        rows
          .filter((row) => row.edition_version_id === version.id)
          .map((row) => ({ version: version.version, standing: standings.get(row.sha256) })),
      );
    const onAir = ordered.find(({ standing }) => standing !== undefined && isDecisive(standing));
    if (onAir?.standing?.state !== "approved" || onAir.standing.document === null) continue;
    const list = approved.get(edition.story_id) ?? [];
    list.push({
      airingSha256: onAir.standing.airingSha256,
      storyId: edition.story_id,
      editionVersionId: onAir.standing.row.edition_version_id,
      language: edition.language,
      version: onAir.version,
      document: onAir.standing.document,
    });
    approved.set(edition.story_id, list);
  }
  return approved;
}

/** Whether this document, rather than an older one, says what becomes of its edition. */
function isDecisive(standing: AiringStanding): boolean {
  return standing.state !== "waiting" && standing.state !== "rejected";
}
