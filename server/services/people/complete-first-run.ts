import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { saveSetting } from "../../db/repos/settings.ts";
import type { Role } from "../../db/tables.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { hintRoot } from "../trust/hint-root.ts";
import { FIRST_ADMINISTRATOR } from "./add-second-person.ts";
import { findOpenLink, takeLink } from "./one-time-links.ts";
import { isFirstRun } from "./open-first-run-link.ts";
import { checkNewPassword, hashPassword } from "./password.ts";
import type { Person } from "./person.ts";
import { getPerson } from "./read-person.ts";
import { DisplayName, registerPerson } from "./register-person.ts";
import { openSession } from "./sessions.ts";

export const CompleteFirstRunInput = z.object({
  token: z.string().max(100),
  login: z.string().max(100),
  displayName: DisplayName,
  password: z.string().max(400),
  /** An administrator approves nothing unless this was chosen. */
  alsoApproves: z.boolean(),
});
export type CompleteFirstRunInput = z.infer<typeof CompleteFirstRunInput>;

/**
 * Makes the first administrator, made by the installation and held by nobody, and signs them in. Uses the link up; of
 * two at once one succeeds. Throws `expired`, `conflict` or `bad-input`; after `bad-input` the link is still good.
 */
export async function completeFirstRun(
  ctx: ServiceContext,
  input: CompleteFirstRunInput,
): Promise<{ sessionToken: string; person: Person }> {
  const link = await findOpenLink(ctx.db, input.token, ctx.now());
  if (link.purpose !== "first-run") throw new DomainError("expired", "people.link-spent");
  checkNewPassword(input.password, input.login.trim().toLowerCase());
  const passwordHash = await hashPassword(input.password);
  const roles: Role[] = ["administrator", "editor", ...(input.alsoApproves ? (["approver"] as const) : [])];
  const asInstallation = { ...ctx, actor: { kind: "system", reason: "first-run" } as const };
  const result = await withTransaction(ctx.db, async (tx) => {
    await takeLink(tx, input.token, ["first-run"], ctx.now());
    if (!(await isFirstRun({ db: tx }))) throw new DomainError("conflict", "people.first-run-done");
    const { login, displayName } = input;
    const personId = await registerPerson(tx, asInstallation, {
      login,
      displayName,
      roles,
      createdBy: null,
      passwordHash,
    });
    await saveSetting(tx, FIRST_ADMINISTRATOR, personId);
    await recordAudit(tx, asInstallation, {
      action: "complete-first-run",
      noun: "person",
      nounId: personId,
      detail: { roles },
    });
    const sessionToken = await openSession(tx, personId, ctx.now());
    return { sessionToken, person: await getPerson(tx, personId) };
  });
  if (input.alsoApproves) await hintRoot(ctx);
  return result;
}
