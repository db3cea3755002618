import type { Actor, ServiceContext } from "../../context.ts";
import { type AiringRow, findAiringRow, listAiringsOfVersions } from "../../db/repos/airing-documents.ts";
import { listRoles } from "../../db/repos/people.ts";
import { findEditionVersion, listEditionVersions } from "../../db/repos/stories.ts";
import type { Transaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { findLockOnStory, refuseLockedStory } from "../schedule/refuse-locked.ts";

/** A version of an edition as far as it may take another's place. */
interface Displacing {
  readonly edition_id: string;
  readonly story_id: string;
}

/**
 * A newer document of an edition takes the place of the one on air, with its length, dates and sites. Errors:
 * `not-allowed` where it could do so in an entry locked above the actor; an edition in a further language may come in.
 */
export async function refuseDisplaced(
  tx: Transaction,
  ctx: Pick<ServiceContext, "actor">,
  version: Displacing,
  sha256: string,
): Promise<void> {
  if (await mayDisplace(tx, version, sha256)) await refuseLockedStory(tx, ctx, version.story_id);
}

/**
 * The same for a document that was submitted before the lock was set: what its submitter could not submit now, nobody
 * approves. Errors: `not-allowed`, naming the entry; somebody of its level may submit the document again as it is.
 */
export async function refuseOvertaken(tx: Transaction, row: AiringRow): Promise<void> {
  const version = await findEditionVersion(tx, row.edition_version_id);
  const lock = version && (await findOvertaking(tx, version, row.sha256));
  if (lock !== undefined) throw new DomainError("not-allowed", "approval.submitted-before-lock", { name: lock.name });
}

/** The locked entry for which the document's submitter could not submit it now. */
export async function findOvertaking(
  tx: Transaction,
  version: Displacing,
  sha256: string,
): Promise<{ readonly name: string } | undefined> {
  const row = await findAiringRow(tx, sha256);
  if (row === undefined || !(await mayDisplace(tx, version, sha256))) return undefined;
  return findLockOnStory(tx, { actor: await submitterOf(tx, row.submitted_by) }, version.story_id);
}

async function mayDisplace(tx: Transaction, version: Displacing, sha256: string): Promise<boolean> {
  const versionIds = (await listEditionVersions(tx, [version.edition_id])).map(({ id }) => id);
  const known = (await listAiringsOfVersions(tx, versionIds)).filter((row) => row.rejected_at_ms === null);
  return known.some((row) => row.sha256 !== sha256);
}

/** Who submitted, with the roles of now. */
async function submitterOf(tx: Transaction, personId: string | null): Promise<Actor> {
  if (personId === null) return { kind: "system", reason: "submitted" };
  return { kind: "person", personId, roles: new Set((await listRoles(tx, [personId])).get(personId) ?? []) };
}
