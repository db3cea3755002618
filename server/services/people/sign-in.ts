import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { findPersonByLogin } from "../../db/repos/people.ts";
import { deleteFailures } from "../../db/repos/sign-in.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { loginLimitKey, takeLoginAttempt } from "./login-limit.ts";
import { verifyPassword } from "./password.ts";
import type { Person } from "./person.ts";
import { getPerson } from "./read-person.ts";
import { openSession } from "./sessions.ts";
import { createTurns } from "./turns.ts";

/** Each takes a commit, then a thread of the four that also read the disk, and 32 MiB. Anyone may ask for one. */
const turns = createTurns({ atOnce: 2, waiting: 200 });

export const SignInInput = z.object({ login: z.string().max(100), password: z.string().max(400) });
export type SignInInput = z.infer<typeof SignInInput> & { remoteAddress: string };

/**
 * Opens a session for the right login and password. Whether the login exists cannot be told from the answer or its
 * time. Throws `not-signed-in`, `too-many-attempts` after five tries in 15 minutes from one address, or `unavailable` in
 * a flood of them.
 */
export function signIn(ctx: ServiceContext, input: SignInInput): Promise<{ sessionToken: string; person: Person }> {
  return turns(() => signInNow(ctx, input));
}

async function signInNow(ctx: ServiceContext, input: SignInInput): Promise<{ sessionToken: string; person: Person }> {
  const login = input.login.trim().toLowerCase();
  const limitKey = loginLimitKey(login, input.remoteAddress);
  await withTransaction(ctx.db, (tx) => takeLoginAttempt(tx, limitKey, ctx.now()));
  const known = await findPersonByLogin(ctx.db, login);
  const isRight = await verifyPassword(input.password, known?.password_hash ?? null);
  return withTransaction(ctx.db, async (tx) => {
    // Read again: between the check of the password and here the account may have been disabled.
    const person = known && isRight ? await getPerson(tx, known.id) : undefined;
    if (person?.state !== "active") {
      throw new DomainError("not-signed-in", "people.wrong-login", {}, { remoteAddress: input.remoteAddress });
    }
    await deleteFailures(tx, limitKey);
    const sessionToken = await openSession(tx, person.id, ctx.now());
    const asPerson = { ...ctx, actor: { kind: "person", personId: person.id, roles: new Set(person.roles) } as const };
    await recordAudit(tx, asPerson, { action: "sign-in", noun: "person", nounId: person.id });
    return { sessionToken, person };
  });
}
