import type { Database } from "../../context.ts";
import { findPersonRow, listRoles, type PersonRow } from "../../db/repos/people.ts";
import type { Role } from "../../db/tables.ts";
import { DomainError } from "../../errors.ts";
import type { Person } from "./person.ts";

/** The person with their roles as they stand now; `undefined` when the id is unknown. */
export async function findPerson(db: Database, personId: string): Promise<Person | undefined> {
  const row = await findPersonRow(db, personId);
  return row && toPerson(row, (await listRoles(db, [personId])).get(personId) ?? []);
}

/** Like `findPerson`, but throws `not-found`. */
export async function getPerson(db: Database, personId: string): Promise<Person> {
  const person = await findPerson(db, personId);
  if (person === undefined) throw new DomainError("not-found", "error.not-found", {}, { personId });
  return person;
}

export function toPerson(row: PersonRow, roles: readonly Role[]): Person {
  return {
    id: row.id,
    login: row.login,
    displayName: row.display_name,
    state: row.state,
    roles: [...roles],
    createdAtMs: row.created_at_ms,
  };
}
