import type { Insertable, Selectable, Updateable } from "kysely";
import type { Database } from "../../context.ts";
import type { Role, Tables } from "../tables.ts";

export type PersonRow = Selectable<Tables["people"]>;
export type InfluenceKind = Tables["person_influences"]["kind"];

export async function insertPerson(db: Database, row: Insertable<Tables["people"]>): Promise<void> {
  await db.insertInto("people").values(row).execute();
}

export async function updatePerson(db: Database, id: string, change: Updateable<Tables["people"]>): Promise<void> {
  await db.updateTable("people").set(change).where("id", "=", id).execute();
}

export function findPersonRow(db: Database, id: string): Promise<PersonRow | undefined> {
  return db.selectFrom("people").selectAll().where("id", "=", id).executeTakeFirst();
}

export function findPersonByLogin(db: Database, login: string): Promise<PersonRow | undefined> {
  return db.selectFrom("people").selectAll().where("login", "=", login).executeTakeFirst();
}

/** At most `limit` people, oldest account first. */
export function listPersonRows(db: Database, limit: number): Promise<PersonRow[]> {
  return db.selectFrom("people").selectAll().orderBy("created_at_ms").orderBy("id").limit(limit).execute();
}

/** Roles by person id; a person without roles is absent. */
export async function listRoles(db: Database, personIds: readonly string[]): Promise<Map<string, Role[]>> {
  const roles = new Map<string, Role[]>();
  if (personIds.length === 0) return roles;
  const rows = await db
    .selectFrom("person_roles")
    .select(["person_id", "role"])
    .where("person_id", "in", [...personIds])
    .orderBy("role")
    .execute();
  for (const { person_id, role } of rows) roles.set(person_id, [...(roles.get(person_id) ?? []), role]);
  return roles;
}

/** Each role of the person, with who gave it and when. */
export function listRoleGrants(db: Database, personId: string): Promise<Selectable<Tables["person_roles"]>[]> {
  return db.selectFrom("person_roles").selectAll().where("person_id", "=", personId).execute();
}

export async function insertRole(db: Database, row: Insertable<Tables["person_roles"]>): Promise<void> {
  await db.insertInto("person_roles").values(row).execute();
}

export async function deleteRole(db: Database, personId: string, role: Role): Promise<void> {
  await db.deleteFrom("person_roles").where("person_id", "=", personId).where("role", "=", role).execute();
}

/** How many people can sign in as administrators now, `exceptPersonId` left out. */
export async function countAdministrators(db: Database, exceptPersonId: string | null): Promise<number> {
  let query = db
    .selectFrom("people")
    .innerJoin("person_roles", "person_roles.person_id", "people.id")
    .select((expression) => expression.cast<number>(expression.fn.countAll(), "bigint").as("count"))
    .where("person_roles.role", "=", "administrator")
    .where("people.state", "=", "active")
    .where("people.password_hash", "is not", null);
  if (exceptPersonId !== null) query = query.where("people.id", "!=", exceptPersonId);
  return (await query.executeTakeFirstOrThrow()).count;
}

export async function insertInfluence(db: Database, row: Insertable<Tables["person_influences"]>): Promise<void> {
  await db.insertInto("person_influences").values(row).execute();
}

/** Who has had the person's account in hand since `sinceMs`, that instant included. */
export function listInfluencesOn(
  db: Database,
  personId: string,
  sinceMs: number,
): Promise<Selectable<Tables["person_influences"]>[]> {
  return db
    .selectFrom("person_influences")
    .selectAll()
    .where("person_id", "=", personId)
    .where("at_ms", ">=", sinceMs)
    .execute();
}

/** Whether anyone who can sign in has approved anything. */
export async function hasApprovalBySignedInPerson(db: Database): Promise<boolean> {
  const row = await db
    .selectFrom("approvals")
    .innerJoin("people", "people.id", "approvals.person_id")
    .select("people.id")
    .where("people.password_hash", "is not", null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
