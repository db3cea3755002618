import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { asActor, type ServiceContext } from "../../context.ts";
import { verifyAudit } from "../audit/verify-audit.ts";
import { currentRoot } from "../trust/current-root.ts";
import { acceptLink } from "./accept-link.ts";
import { addSecondPerson, mayAddSecondPerson } from "./add-second-person.ts";
import { changeRoles } from "./change-roles.ts";
import { completeFirstRun } from "./complete-first-run.ts";
import { createPerson } from "./create-person.ts";
import { disablePerson } from "./disable-person.ts";
import { canApproveTogether, INFLUENCE_MS } from "./distinct-persons.ts";
import { listPeople } from "./list-people.ts";
import { openFirstRunLink } from "./open-first-run-link.ts";
import type { Person } from "./person.ts";
import { resetPerson } from "./reset-person.ts";
import { findSignedInPerson } from "./sessions.ts";
import { unlockPerson } from "./unlock-person.ts";

const PASSWORD = "a long enough password";

let house: TestContext;
let anonymous: ServiceContext;
beforeEach(async () => {
  house = await createTestContext();
  anonymous = asActor(house.ctx, { kind: "anonymous" });
});
afterEach(() => house.close());

function as(person: Person): ServiceContext {
  return asActor(house.ctx, { kind: "person", personId: person.id, roles: new Set(person.roles) });
}

async function firstAdministrator(alsoApproves = false): Promise<{ admin: ServiceContext; person: Person }> {
  const { token } = await openFirstRunLink(house.ctx);
  const input = { token, login: "first", displayName: "First", password: PASSWORD, alsoApproves };
  const { person } = await completeFirstRun(anonymous, input);
  return { admin: as(person), person };
}

async function invited(admin: ServiceContext, login: string, roles: Person["roles"]): Promise<Person> {
  const { inviteToken } = await createPerson(admin, { login, displayName: login, roles });
  return (await acceptLink(anonymous, { token: inviteToken, password: PASSWORD })).person;
}

async function approversInOffice(): Promise<string[]> {
  const { approvers } = (await currentRoot(house.ctx)).document;
  return approvers.filter((approver) => approver.untilMs === null).map((approver) => approver.personId);
}

test("of two that use the first-run link at the same moment one becomes administrator and nobody after them", async () => {
  const { token } = await openFirstRunLink(house.ctx);
  const attempt = (login: string) =>
    completeFirstRun(anonymous, { token, login, displayName: login, password: PASSWORD, alsoApproves: false });
  const results = await Promise.allSettled([attempt("one"), attempt("two")]);
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  expect(results.find((result) => result.status === "rejected")).toMatchObject({ reason: { code: "expired" } });
  await expect(attempt("three")).rejects.toMatchObject({ code: "expired" });
  await expect(openFirstRunLink(house.ctx)).rejects.toMatchObject({ code: "conflict" });
});

test("the first-run link dies after 30 minutes, a newer one ends it, and a refused password leaves it good", async () => {
  const old = await openFirstRunLink(house.ctx);
  const { token } = await openFirstRunLink(house.ctx);
  const input = { login: "first", displayName: "First", password: PASSWORD, alsoApproves: false };
  await expect(completeFirstRun(anonymous, { ...input, token: old.token })).rejects.toMatchObject({ code: "expired" });
  const short = completeFirstRun(anonymous, { ...input, token, password: "too short" });
  await expect(short).rejects.toMatchObject({ code: "bad-input", messageKey: "people.password-too-short" });
  house.clock.advance(30 * 60_000);
  await expect(completeFirstRun(anonymous, { ...input, token })).rejects.toMatchObject({ code: "expired" });
});

test("only the installation itself can open a first-run link", async () => {
  const admin = await house.asPerson(["administrator"]);
  for (const ctx of [anonymous, admin]) {
    await expect(openFirstRunLink(ctx)).rejects.toMatchObject({ code: "not-allowed" });
  }
});

test("an administrator approves nothing unless that was chosen at the first run", async () => {
  const { person } = await firstAdministrator();
  expect(person.roles).not.toContain("approver");
  expect(await approversInOffice()).toEqual([]);
});

test("the first administrator and the second person can approve together from the first day, and that works once", async () => {
  const { admin, person } = await firstAdministrator(true);
  const input = { login: "second", displayName: "Second", roles: ["editor", "approver"] as const };
  expect(await mayAddSecondPerson(admin)).toBe(true);
  const { personId } = await addSecondPerson(admin, { ...input, roles: [...input.roles] });
  expect(await canApproveTogether(house.ctx, person.id, personId)).toBe(true);
  expect((await approversInOffice()).sort()).toEqual([person.id, personId].sort());
  const third = addSecondPerson(admin, { login: "third", displayName: "Third", roles: ["approver"] });
  await expect(third).rejects.toMatchObject({ code: "conflict" });
  expect(await listPeople(admin)).toHaveLength(2);
});

test("only the first administrator can name the second person", async () => {
  await firstAdministrator();
  const other = await house.asPerson(["administrator"]);
  const input = { login: "second", displayName: "Second", roles: ["approver" as const] };
  await expect(addSecondPerson(other, input)).rejects.toMatchObject({ code: "conflict" });
});

test("whoever created an account cannot approve with it until seven days after its first password was set", async () => {
  const { admin, person } = await firstAdministrator(true);
  const { personId, inviteToken } = await createPerson(admin, { login: "bb", displayName: "B", roles: ["approver"] });
  house.clock.advance(6 * 24 * 3_600_000);
  await acceptLink(anonymous, { token: inviteToken, password: PASSWORD });
  house.clock.advance(INFLUENCE_MS - 1);
  expect(await canApproveTogether(house.ctx, person.id, personId)).toBe(false);
  expect(await canApproveTogether(house.ctx, personId, person.id)).toBe(false);
  house.clock.advance(1);
  expect(await canApproveTogether(house.ctx, personId, person.id)).toBe(true);
});

test("two accounts that one administrator made, directly or through a third, cannot approve together for seven days", async () => {
  const { admin } = await firstAdministrator();
  const made = async (login: string, maker: ServiceContext) =>
    (await createPerson(maker, { login, displayName: login, roles: ["approver"] })).personId;
  const one = await made("one", admin);
  const other = await made("other", admin);
  const deputy = await createPerson(admin, { login: "deputy", displayName: "Deputy", roles: ["administrator"] });
  const asDeputy = asActor(admin, {
    kind: "person",
    personId: deputy.personId,
    roles: new Set(["administrator"]),
  });
  const throughDeputy = await made("third", asDeputy);
  expect(await canApproveTogether(house.ctx, one, other)).toBe(false);
  expect(await canApproveTogether(house.ctx, one, throughDeputy)).toBe(false);
  house.clock.advance(INFLUENCE_MS);
  expect(await canApproveTogether(house.ctx, one, other)).toBe(true);
  expect(await canApproveTogether(house.ctx, one, throughDeputy)).toBe(true);
});

test("resetting or unlocking an account parts the two again; a third person is not touched, and nobody is two", async () => {
  const { admin, person } = await firstAdministrator(true);
  const other = await house.asPerson(["approver"]);
  const otherId = other.actor.personId;
  const third = await house.asPerson(["approver"]);
  expect(await canApproveTogether(house.ctx, person.id, otherId)).toBe(true);
  await resetPerson(admin, { personId: otherId });
  expect(await canApproveTogether(house.ctx, person.id, otherId)).toBe(false);
  house.clock.advance(INFLUENCE_MS);
  expect(await canApproveTogether(house.ctx, person.id, otherId)).toBe(true);
  await disablePerson(admin, { personId: otherId });
  await unlockPerson(admin, { personId: otherId });
  expect(await canApproveTogether(house.ctx, person.id, otherId)).toBe(false);
  expect(await canApproveTogether(house.ctx, third.actor.personId, otherId)).toBe(true);
  expect(await canApproveTogether(house.ctx, otherId, otherId)).toBe(false);
});

test("disabling ends sessions, links and signing at once; unlocking gives the old roles back", async () => {
  const { admin } = await firstAdministrator();
  const { inviteToken, personId } = await createPerson(admin, { login: "b2", displayName: "B", roles: ["approver"] });
  const { sessionToken } = await acceptLink(anonymous, { token: inviteToken, password: PASSWORD });
  const { token } = await resetPerson(admin, { personId });
  expect(await findSignedInPerson(house.ctx, sessionToken)).toMatchObject({ id: personId });
  await disablePerson(admin, { personId });
  expect(await findSignedInPerson(house.ctx, sessionToken)).toBeUndefined();
  await expect(acceptLink(anonymous, { token, password: PASSWORD })).rejects.toMatchObject({ code: "expired" });
  await expect(resetPerson(admin, { personId })).rejects.toMatchObject({ code: "conflict" });
  expect(await approversInOffice()).toEqual([]);
  const unlocked = await unlockPerson(admin, { personId });
  expect(unlocked).toMatchObject({ state: "active", roles: ["approver"] });
  expect(await approversInOffice()).toEqual([personId]);
  expect(await findSignedInPerson(house.ctx, sessionToken)).toBeUndefined();
});

test("the last active administrator can neither be disabled nor lose the role, also when two try at once", async () => {
  const { admin, person } = await firstAdministrator();
  await expect(disablePerson(admin, { personId: person.id })).rejects.toMatchObject({ code: "conflict" });
  const other = await invited(admin, "other", ["administrator"]);
  const results = await Promise.allSettled([
    disablePerson(as(other), { personId: person.id }),
    changeRoles(admin, { personId: other.id, roles: ["editor"] }),
  ]);
  expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
  // An invited administrator who has set no password cannot take over.
  const people = await listPeople(house.ctx);
  const last = people.find((one) => one.state === "active" && one.roles.includes("administrator"));
  if (last === undefined) throw new Error("no administrator is left");
  await createPerson(house.ctx, { login: "late", displayName: "Late", roles: ["administrator"] });
  await expect(disablePerson(house.ctx, { personId: last.id })).rejects.toMatchObject({ code: "conflict" });
});

test("roles act at once, make and end approvers, and nobody makes themselves one", async () => {
  const { admin, person } = await firstAdministrator();
  const other = await invited(admin, "other", ["editor"]);
  const changed = await changeRoles(admin, { personId: other.id, roles: ["approver"] });
  expect(changed.roles).toEqual(["approver"]);
  expect(await approversInOffice()).toEqual([other.id]);
  await changeRoles(admin, { personId: other.id, roles: [] });
  expect(await approversInOffice()).toEqual([]);
  const self = changeRoles(admin, { personId: person.id, roles: ["administrator", "approver"] });
  await expect(self).rejects.toMatchObject({ code: "not-allowed" });
});

test("only administrators see and change accounts", async () => {
  const { person } = await firstAdministrator();
  const editor = await house.asPerson(["editor", "approver"]);
  const personId = person.id;
  for (const ctx of [editor, anonymous]) {
    const attempts = [
      listPeople(ctx),
      createPerson(ctx, { login: "x1", displayName: "X", roles: ["administrator"] }),
      changeRoles(ctx, { personId, roles: [] }),
      disablePerson(ctx, { personId }),
      unlockPerson(ctx, { personId }),
      resetPerson(ctx, { personId }),
      addSecondPerson(ctx, { login: "x2", displayName: "X", roles: [] }),
    ];
    const code = ctx === editor ? "not-allowed" : "not-signed-in";
    for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code });
  }
  expect(await listPeople(house.ctx)).toHaveLength(2);
});

test("a reset link sets a new password once and ends every session of the person", async () => {
  const { admin } = await firstAdministrator();
  const { inviteToken, personId } = await createPerson(admin, { login: "bo", displayName: "B", roles: [] });
  const first = await acceptLink(anonymous, { token: inviteToken, password: PASSWORD });
  const { token } = await resetPerson(admin, { personId });
  const results = await Promise.allSettled([
    acceptLink(anonymous, { token, password: "another long password" }),
    acceptLink(anonymous, { token, password: "yet another password" }),
  ]);
  expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await findSignedInPerson(house.ctx, first.sessionToken)).toBeUndefined();
});

test("a login is taken once whatever its case, and a bad one is refused", async () => {
  const { admin } = await firstAdministrator();
  await expect(createPerson(admin, { login: " FIRST ", displayName: "X", roles: [] })).rejects.toMatchObject({
    code: "conflict",
  });
  for (const login of ["", "a", "có dấu", "-x", "a b", "x".repeat(41)]) {
    await expect(createPerson(admin, { login, displayName: "X", roles: [] })).rejects.toMatchObject({
      code: "bad-input",
    });
  }
});

test("everything done to an account is in the audit log, and no token or password is", async () => {
  const { admin } = await firstAdministrator();
  const other = await invited(admin, "other", ["approver"]);
  const { token } = await resetPerson(admin, { personId: other.id });
  await disablePerson(admin, { personId: other.id });
  await unlockPerson(admin, { personId: other.id });
  const rows = await house.ctx.db.selectFrom("audit_log").selectAll().orderBy("seq").execute();
  expect(rows.map((row) => row.action)).toEqual(
    expect.arrayContaining([
      "complete-first-run",
      "create-person",
      "accept-invite",
      "reset-person",
      "disable-person",
      "unlock-person",
    ]),
  );
  expect(JSON.stringify(rows)).not.toContain(token);
  expect(JSON.stringify(rows)).not.toContain(PASSWORD);
  expect(await verifyAudit(house.ctx.db)).toMatchObject({ ok: true });
});
