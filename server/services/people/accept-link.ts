import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { updatePerson } from "../../db/repos/people.ts";
import { deleteSessionsOf } from "../../db/repos/sign-in.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { renewInfluences } from "./distinct-persons.ts";
import { findOpenLink, takeLink } from "./one-time-links.ts";
import { checkNewPassword, hashPassword } from "./password.ts";
import type { Person } from "./person.ts";
import { getPerson } from "./read-person.ts";
import { openSession } from "./sessions.ts";

export const AcceptLinkInput = z.object({ token: z.string().max(100), password: z.string().max(400) });
export type AcceptLinkInput = z.infer<typeof AcceptLinkInput>;

/**
 * Sets the password of the person whom an invitation or reset link was made for, ends their other sessions and signs
 * them in. Uses the link up; of two at once one succeeds. Throws `expired`, or `bad-input` and then the link is still good.
 */
export async function acceptLink(
  ctx: ServiceContext,
  input: AcceptLinkInput,
): Promise<{ sessionToken: string; person: Person }> {
  const { person_id } = await findOpenLink(ctx.db, input.token, ctx.now());
  if (person_id === null) throw new DomainError("expired", "people.link-spent");
  checkNewPassword(input.password, (await getPerson(ctx.db, person_id)).login);
  const passwordHash = await hashPassword(input.password);
  return withTransaction(ctx.db, async (tx) => {
    const nowMs = ctx.now();
    const link = await takeLink(tx, input.token, ["invite", "reset"], nowMs);
    await updatePerson(tx, person_id, { password_hash: passwordHash, state: "active", updated_at_ms: nowMs });
    await deleteSessionsOf(tx, person_id);
    await renewInfluences(tx, ctx, person_id, link.created_at_ms);
    const sessionToken = await openSession(tx, person_id, nowMs);
    const person = await getPerson(tx, person_id);
    const asPerson = { ...ctx, actor: { kind: "person", personId: person_id, roles: new Set(person.roles) } as const };
    await recordAudit(tx, asPerson, { action: `accept-${link.purpose}`, noun: "person", nounId: person_id });
    return { sessionToken, person };
  });
}
