import type { AiringDocument } from "../../../schemas/airing-document.ts";
import type { ServiceContext } from "../../context.ts";
import { findStory, listEditionVersionsByIds, type StoryRow } from "../../db/repos/stories.ts";
import type { AiringStanding, AiringState } from "./airing-standing.ts";
import type { Waiting, WaitingExplainer } from "./explain-waiting.ts";
import { personNames } from "./person-names.ts";

interface NamedPerson {
  readonly personId: string;
  readonly name: string;
}

/** One airing document with everything that decides about it. */
export interface AiringView {
  readonly airingSha256: string;
  readonly state: AiringState;
  readonly editionVersionId: string;
  readonly version: number;
  readonly storyId: string;
  readonly storyTitle: string;
  /** Exactly what will air; null when the stored bytes are damaged. */
  readonly document: AiringDocument | null;
  readonly programmes: readonly string[];
  readonly submittedAtMs: number;
  readonly submittedBy: NamedPerson | null;
  readonly approvals: readonly (NamedPerson & { readonly keyId: string; readonly approvedAtMs: number })[];
  readonly needed: number;
  readonly rejection: { readonly by: NamedPerson | null; readonly atMs: number; readonly reason: string } | null;
  readonly withdrawal: { readonly by: NamedPerson | null; readonly atMs: number; readonly reason: string } | null;
  /** null unless it waits. */
  readonly waiting: Waiting | null;
}

/** The views of these standings, in their order. */
export async function airingViews(
  ctx: Pick<ServiceContext, "db">,
  standings: readonly AiringStanding[],
  explainer: WaitingExplainer,
): Promise<AiringView[]> {
  const versions = await listEditionVersionsByIds(
    ctx.db,
    standings.map((standing) => standing.row.edition_version_id),
  );
  const names = await personNames(ctx, standings.flatMap(personsIn));
  const stories = new Map<string, StoryRow | undefined>();
  const views: AiringView[] = [];
  for (const standing of standings) {
    const version = versions.find((row) => row.id === standing.row.edition_version_id);
    if (version === undefined) throw new Error(`The airing document ${standing.airingSha256} has no edition version.`);
    if (!stories.has(version.story_id)) stories.set(version.story_id, await findStory(ctx.db, version.story_id));
    views.push({
      airingSha256: standing.airingSha256,
      state: standing.state,
      editionVersionId: version.id,
      version: version.version,
      storyId: version.story_id,
      storyTitle: stories.get(version.story_id)?.title ?? "",
      document: standing.document,
      programmes: version.programmes,
      ...decisions(standing, names),
      waiting: standing.state === "waiting" ? await explainer.explain(standing) : null,
    });
  }
  return views;
}

function decisions(standing: AiringStanding, names: ReadonlyMap<string, string>) {
  const { row, withdrawal } = standing;
  const person = (personId: string | null) =>
    personId === null ? null : { personId, name: names.get(personId) ?? "" };
  return {
    submittedAtMs: row.submitted_at_ms,
    submittedBy: person(row.submitted_by),
    approvals: standing.approvals.map((approval) => ({
      personId: approval.person_id,
      name: names.get(approval.person_id) ?? "",
      keyId: approval.key_id,
      approvedAtMs: approval.approved_at_ms,
    })),
    needed: standing.needed,
    rejection:
      row.rejected_at_ms === null
        ? null
        : { by: person(row.rejected_by), atMs: row.rejected_at_ms, reason: row.rejection_reason ?? "" },
    withdrawal:
      withdrawal === null
        ? null
        : { by: person(withdrawal.byPersonId), atMs: withdrawal.atMs, reason: withdrawal.reason },
  };
}

function personsIn(standing: AiringStanding): (string | null)[] {
  return [
    standing.row.submitted_by,
    standing.row.rejected_by,
    standing.withdrawal?.byPersonId ?? null,
    ...standing.approvals.map((approval) => approval.person_id),
  ];
}
