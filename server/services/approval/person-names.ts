import type { ServiceContext } from "../../context.ts";
import { findPersonRow } from "../../db/repos/people.ts";

/** Display names by person id; an unknown id is absent. */
export async function personNames(
  ctx: Pick<ServiceContext, "db">,
  personIds: readonly (string | null)[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const id of new Set(personIds)) {
    const row = id === null ? undefined : await findPersonRow(ctx.db, id);
    if (row !== undefined) names.set(row.id, row.display_name);
  }
  return names;
}
