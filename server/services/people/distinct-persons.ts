import type { ServiceContext } from "../../context.ts";
import type { InfluenceKind } from "../../db/repos/people.ts";
import { insertInfluence, listInfluencesOn } from "../../db/repos/people.ts";
import type { Transaction } from "../../db/transaction.ts";

/** For so long, whoever held an account in hand cannot be the other half of an approval with it. */
export const INFLUENCE_MS = 7 * 24 * 3_600_000;

/**
 * Whether two people may be the two halves of one approval: they are two, and within seven days no single person could
 * have spoken with both voices, by having created, reset or unlocked the accounts, directly or through accounts held in
 * the same way. When `a` has approved already, `voicedAtMs` says when: the seven days before that voice count too, or one
 * given with a borrowed account would pass once its holder had waited. Inside a transaction pass `{ ...ctx, db: tx }`.
 */
export async function canApproveTogether(
  ctx: Pick<ServiceContext, "db" | "now">,
  a: string,
  b: string,
  voicedAtMs: number = ctx.now(),
): Promise<boolean> {
  const handsOnA = await handsOn(ctx, a, Math.min(voicedAtMs, ctx.now()));
  const handsOnB = await handsOn(ctx, b, ctx.now());
  return [...handsOnA].every((hand) => !handsOnB.has(hand));
}

/** The person, and everyone who held the account from seven days before `atMs` on, or held one of those who did. */
async function handsOn(ctx: Pick<ServiceContext, "db">, personId: string, atMs: number): Promise<Set<string>> {
  const hands = new Set([personId]);
  for (const hand of hands) {
    const influences = await listInfluencesOn(ctx.db, hand, atMs - INFLUENCE_MS + 1);
    for (const { by_person_id } of influences) hands.add(by_person_id);
  }
  return hands;
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
