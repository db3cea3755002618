import type { ServiceContext } from "../../context.ts";
import { type AiringRow, listAiringsOfVersions } from "../../db/repos/airing-documents.ts";
import { type EditionRow, type EditionVersionRow, listEditions, listEditionVersions } from "../../db/repos/stories.ts";
import { type AiringStanding, type AiringState, airingStandings } from "../approval/airing-standing.ts";

/** How a story stands in one language: that of its newest version. `draft`: not submitted yet. */
export interface EditionState {
  readonly language: string;
  readonly state: "draft" | AiringState;
  /** Of `needed`, while it waits. */
  readonly approvals: number;
  readonly needed: number;
  readonly editionVersionId: string;
  readonly version: number;
  readonly airingSha256: string | null;
  /** The version that may air now, which can be an older one. */
  readonly approvedVersion: number | null;
}

/** Editions of some stories with every version, newest first, and every airing document made of each. */
export interface StoryParts {
  readonly editions: readonly EditionRow[];
  readonly versions: readonly EditionVersionRow[];
  readonly airings: readonly AiringRow[];
  readonly standings: ReadonlyMap<string, AiringStanding>;
}

/** Everything that belongs to these stories. */
export async function readStoryParts(
  ctx: Pick<ServiceContext, "db" | "now">,
  storyIds: readonly string[],
): Promise<StoryParts> {
  const editions = await listEditions(ctx.db, storyIds);
  const versions = await listEditionVersions(
    ctx.db,
    editions.map((edition) => edition.id),
  );
  const airings = await listAiringsOfVersions(
    ctx.db,
    versions.map((version) => version.id),
  );
  return { editions, versions, airings, standings: await airingStandings(ctx, airings) };
}

/** The state of each edition of a story, in the order in which they were made. */
export function editionStates(parts: StoryParts, storyId: string): EditionState[] {
  return parts.editions
    .filter((edition) => edition.story_id === storyId)
    .flatMap((edition) => {
      const versions = parts.versions.filter((version) => version.edition_id === edition.id);
      const [newest] = versions;
      if (newest === undefined) return [];
      const standing = standingsOfVersion(parts, newest.id)[0];
      const approved = versions.find((version) =>
        standingsOfVersion(parts, version.id).some((one) => one.state === "approved"),
      );
      return {
        language: edition.language,
        state: standing?.state ?? "draft",
        approvals: standing?.approvals.length ?? 0,
        needed: standing?.needed ?? 2,
        editionVersionId: newest.id,
        version: newest.version,
        airingSha256: standing?.airingSha256 ?? null,
        approvedVersion: approved?.version ?? null,
      };
    });
}

/** Standings of a version's airing documents, newest first. */
export function standingsOfVersion(parts: StoryParts, editionVersionId: string): AiringStanding[] {
  return parts.airings
    .filter((airing) => airing.edition_version_id === editionVersionId)
    .flatMap((airing) => parts.standings.get(airing.sha256) ?? []);
}
