import type { ServiceContext } from "../../context.ts";
import { DomainError } from "../../errors.ts";
import { canApproveTogether } from "../people/distinct-persons.ts";
import { personNames } from "./person-names.ts";

/**
 * Refuses a yes of this person beside those already given by someone it is not distinct from: whoever made, reset or
 * unlocked an account could speak with its voice for 7 days. Errors: `not-allowed`.
 */
export async function refuseTooClose(
  ctx: Pick<ServiceContext, "db" | "now">,
  given: readonly { readonly personId: string; readonly atMs: number }[],
  personId: string,
): Promise<void> {
  for (const yes of given) {
    if (await canApproveTogether(ctx, yes.personId, personId, yes.atMs)) continue;
    const name = (await personNames(ctx, [yes.personId])).get(yes.personId) ?? "";
    throw new DomainError("not-allowed", "approval.not-distinct", { name }, { personId, with: yes.personId });
  }
}
