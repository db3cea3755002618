import type { ServiceContext } from "../../context.ts";
import { listWaitingAirings } from "../../services/approval/get-airing.ts";
import type { Person } from "../../services/people/person.ts";

/** How many items this person could sign now (at most 50 are looked at); 0 for who does not approve. */
export async function countWaitingForMe(ctx: ServiceContext, person: Person | null): Promise<number> {
  if (person === null || !person.roles.includes("approver")) return 0;
  const { items } = await listWaitingAirings(ctx, { limit: 50 });
  return items.filter((item) => item.own === "may-approve").length;
}
