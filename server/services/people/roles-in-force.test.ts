import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { asActor, type ServiceContext } from "../../context.ts";
import type { Role } from "../../db/tables.ts";
import { acceptLink } from "./accept-link.ts";
import { changeRoles } from "./change-roles.ts";
import { createPerson } from "./create-person.ts";
import { disablePerson } from "./disable-person.ts";
import { INFLUENCE_MS } from "./distinct-persons.ts";
import { resetPerson } from "./reset-person.ts";
import { findSignedInPerson } from "./sessions.ts";
import { signIn } from "./sign-in.ts";
import { unlockPerson } from "./unlock-person.ts";

const PASSWORD = "a long enough password";
const HOUR_MS = 3_600_000;

let house: TestContext;
let anonymous: ServiceContext;
let administrator: ServiceContext & { actor: { kind: "person"; personId: string } };
beforeEach(async () => {
  house = await createTestContext();
  anonymous = asActor(house.ctx, { kind: "anonymous" });
  administrator = await house.asPerson(["administrator"]);
});
afterEach(() => house.close());

async function accepted(token: string): Promise<string> {
  return (await acceptLink(anonymous, { token, password: PASSWORD })).sessionToken;
}

async function rolesOf(sessionToken: string): Promise<readonly Role[] | undefined> {
  return (await findSignedInPerson(house.ctx, sessionToken))?.roles;
}

/** A new session: an old one ends before seven days are over. */
async function signedIn(login: string): Promise<string> {
  return (await signIn(anonymous, { login, password: PASSWORD, remoteAddress: "192.0.2.1" })).sessionToken;
}

test("an account made by an administrator speaks for the ministry only seven days after its link was used", async () => {
  const { inviteToken } = await createPerson(administrator, {
    login: "new",
    displayName: "N",
    roles: ["ministry-editor", "approver"],
  });
  house.clock.advance(6 * 24 * HOUR_MS);
  expect(await rolesOf(await accepted(inviteToken))).toEqual(["approver", "editor"]);
  house.clock.advance(INFLUENCE_MS - HOUR_MS);
  expect(await rolesOf(await signedIn("new"))).toEqual(["approver", "editor"]);
  house.clock.advance(HOUR_MS);
  expect(await rolesOf(await signedIn("new"))).toEqual(["approver", "ministry-editor"]);
});

test("a reset, an unlocking or a role that an administrator gives rests the voice above the gates for seven days", async () => {
  const { personId, inviteToken } = await createPerson(administrator, {
    login: "known",
    displayName: "K",
    roles: ["province-editor"],
  });
  await accepted(inviteToken);
  const later = async () => {
    house.clock.advance(INFLUENCE_MS);
    return rolesOf(await signedIn("known"));
  };
  expect(await later()).toEqual(["province-editor"]);

  const { token } = await resetPerson(administrator, { personId });
  expect(await rolesOf(await accepted(token))).toEqual(["editor"]);
  expect(await later()).toEqual(["province-editor"]);

  await disablePerson(administrator, { personId });
  await unlockPerson(administrator, { personId });
  expect(await rolesOf(await signedIn("known"))).toEqual(["editor"]);
  expect(await later()).toEqual(["province-editor"]);

  await changeRoles(administrator, { personId, roles: ["province-editor", "ministry-editor"] });
  expect(await rolesOf(await signedIn("known"))).toEqual(["editor", "province-editor"]);
  expect(await later()).toEqual(["ministry-editor", "province-editor"]);
});

test("what the installation made is in force at once, and roles that speak for no one above never rest", async () => {
  const { personId, inviteToken } = await createPerson(administrator, {
    login: "plain",
    displayName: "P",
    roles: ["editor", "administrator"],
  });
  const session = await accepted(inviteToken);
  expect(await rolesOf(session)).toEqual(["administrator", "editor"]);
  await house.ctx.db.deleteFrom("person_influences").execute();
  const { granted_at_ms } = await house.ctx.db
    .selectFrom("person_roles")
    .select("granted_at_ms")
    .where("person_id", "=", personId)
    .executeTakeFirstOrThrow();
  await house.ctx.db
    .insertInto("person_roles")
    .values({ person_id: personId, role: "ministry-editor", granted_by: null, granted_at_ms })
    .execute();
  expect(await rolesOf(session)).toContain("ministry-editor");
});
