import type { ServiceContext } from "../../context.ts";
import { listPersonRows, listRoles } from "../../db/repos/people.ts";
import type { Person } from "./person.ts";
import { toPerson } from "./read-person.ts";
import { requireRole } from "./require-role.ts";

/** A department has tens of people; past this the list ends. */
const MAX_PEOPLE = 1_000;

/** Everyone with an account, disabled ones included, oldest account first. Administrators only. */
export async function listPeople(ctx: ServiceContext): Promise<Person[]> {
  requireRole(ctx, "administrator");
  const rows = await listPersonRows(ctx.db, MAX_PEOPLE);
  const roles = await listRoles(
    ctx.db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => toPerson(row, roles.get(row.id) ?? []));
}
