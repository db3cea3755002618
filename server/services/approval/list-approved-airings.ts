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
  const approved = new Map<string, ApprovedAiring[]>();
  for (const { storyId, language, version, standing } of await listDecisive(ctx, storyIds)) {
    if (standing.state !== "approved" || standing.document === null) continue;
    const list = approved.get(storyId) ?? [];
    list.push({
      airingSha256: standing.airingSha256,
      storyId,
      editionVersionId: standing.row.edition_version_id,
      language,
      version,
      document: standing.document,
    });
    approved.set(storyId, list);
  }
  return approved;
}

/** Of these stories, those that were approved in some language and have nothing left to air because it has expired. */
export async function listExpiredStories(
  ctx: Pick<ServiceContext, "db" | "now">,
  storyIds: readonly string[],
): Promise<Set<string>> {
  const decisive = await listDecisive(ctx, storyIds);
  const inState = (state: AiringStanding["state"]) =>
    decisive.flatMap(({ storyId, standing }) => (standing.state === state ? [storyId] : []));
  const onAir = new Set(inState("approved"));
  return new Set(inState("expired").filter((storyId) => !onAir.has(storyId)));
}

interface DecisiveStanding {
  readonly storyId: string;
  readonly language: string;
  readonly version: number;
  readonly standing: AiringStanding;
}

/** Of each edition of the stories in use, the standing that says what becomes of it. */
async function listDecisive(
  ctx: Pick<ServiceContext, "db" | "now">,
  storyIds: readonly string[],
): Promise<DecisiveStanding[]> {
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
  return editions.flatMap((edition) => {
    const ordered = versions
      .filter((version) => version.edition_id === edition.id)
      .flatMap(({ id, version }) =>
        rows
          .filter((row) => row.edition_version_id === id)
          .map((row) => ({ version, standing: standings.get(row.sha256) })),
      );
    const decisive = ordered.find(({ standing }) => standing !== undefined && isDecisive(standing));
    if (decisive?.standing === undefined) return [];
    const { version, standing } = decisive;
    return [{ storyId: edition.story_id, language: edition.language, version, standing }];
  });
}

/** Whether this document, rather than an older one, says what becomes of its edition. */
function isDecisive(standing: AiringStanding): boolean {
  return standing.state !== "waiting" && standing.state !== "rejected";
}
