import { expect } from "vitest";
import type { Database } from "../../server/context.ts";
import {
  countAdministrators,
  deleteRole,
  findPersonByLogin,
  findPersonRow,
  insertInfluence,
  insertPerson,
  insertRole,
  listInfluencesOn,
  listPersonRows,
  listRoles,
  updatePerson,
} from "../../server/db/repos/people.ts";

export async function addPersonRow(db: Database, id: string, createdBy: string | null = null): Promise<void> {
  await insertPerson(db, {
    id,
    login: `login-${id}`,
    display_name: "Người thử",
    password_hash: "scrypt$…",
    state: "active",
    created_by: createdBy,
    created_at_ms: 1_800_000_000_000,
    updated_at_ms: 1_800_000_000_000,
  });
}

export const peopleContract = {
  name: "people keep their rows, roles and influences",
  async run(db: Database): Promise<void> {
    await addPersonRow(db, "a");
    await addPersonRow(db, "b", "a");
    const row = await findPersonRow(db, "a");
    expect(row).toMatchObject({ display_name: "Người thử", created_at_ms: 1_800_000_000_000, created_by: null });
    expect(await findPersonByLogin(db, "login-b")).toMatchObject({ created_by: "a" });
    expect(await findPersonByLogin(db, "LOGIN-B")).toBeUndefined();
    await expect(addPersonRow(db, "a")).rejects.toThrow();
    await expect(addPersonRow(db, "c", "nobody")).rejects.toThrow();
    expect((await listPersonRows(db, 1)).map((person) => person.id)).toEqual(["a"]);

    for (const role of ["editor", "administrator"] as const) {
      await insertRole(db, { person_id: "a", role, granted_by: null, granted_at_ms: 1 });
    }
    await insertRole(db, { person_id: "b", role: "administrator", granted_by: "a", granted_at_ms: 1 });
    expect(await listRoles(db, ["a", "b"])).toEqual(
      new Map([
        ["a", ["administrator", "editor"]],
        ["b", ["administrator"]],
      ]),
    );
    expect([await countAdministrators(db, null), await countAdministrators(db, "a")]).toEqual([2, 1]);
    await updatePerson(db, "b", { state: "disabled" });
    expect(await countAdministrators(db, "a")).toBe(0);
    await deleteRole(db, "a", "administrator");
    expect(await countAdministrators(db, null)).toBe(0);

    await insertInfluence(db, { person_id: "b", by_person_id: "a", kind: "created", at_ms: 10 });
    await insertInfluence(db, { person_id: "b", by_person_id: "a", kind: "reset", at_ms: 20 });
    expect(await listInfluencesOn(db, "b", 20)).toHaveLength(1);
    expect(await listInfluencesOn(db, "a", 0)).toEqual([]);
  },
};
