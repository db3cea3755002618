import type { ServiceContext } from "../../context.ts";
import type { InfluenceKind } from "../../db/repos/people.ts";
import { findLatestInfluenceBetween, insertInfluence, listInfluencesOn } from "../../db/repos/people.ts";
import type { Transaction } from "../../db/transaction.ts";

/** For so long, whoever held an account in hand cannot be the other half of an approval with it. */
export const INFLUENCE_MS = 7 * 24 * 3_600_000;

/**
 * Whether two people may be the two halves of one approval: they are two, and neither has created, reset or unlocked the
 * other's account within seven days. Inside a transaction pass `{ ...ctx, db: tx }`.
 */
export async function canApproveTogether(
  ctx: Pick<ServiceContext, "db" | "now">,
  a: string,
  b: string,
): Promise<boolean> {
  if (a === b) return false;
  const influencedAtMs = await findLatestInfluenceBetween(ctx.db, a, b);
  return influencedAtMs === undefined || ctx.now() - influencedAtMs >= INFLUENCE_MS;
}

/** Notes that the actor had the person's account in hand. The installation itself holds no one. */
export async function noteInfluence(
  tx: Transaction,
  ctx: ServiceContext,
  personId: string,
  kind: InfluenceKind,
): Promise<void> {
  if (ctx.actor.kind !== "person" || ctx.actor.personId === personId) return;
  await insertInfluence(tx, { person_id: personId, by_person_id: ctx.actor.personId, kind, at_ms: ctx.now() });
}

/**
 * Dates the influence of whoever issued a link anew when the link is used: until then they could have used it themselves,
 * so seven days from its issue would be none at all.
 */
export async function renewInfluences(
  tx: Transaction,
  ctx: ServiceContext,
  personId: string,
  sinceMs: number,
): Promise<void> {
  for (const { by_person_id, kind } of await listInfluencesOn(tx, personId, sinceMs)) {
    await insertInfluence(tx, { person_id: personId, by_person_id, kind, at_ms: ctx.now() });
  }
}
