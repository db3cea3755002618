import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { asActor, type ServiceContext } from "../../context.ts";
import { acceptLink } from "./accept-link.ts";
import { createPerson } from "./create-person.ts";
import { disablePerson } from "./disable-person.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { findSignedInPerson, SESSION_IDLE_MS, SESSION_MAX_MS } from "./sessions.ts";
import { signIn } from "./sign-in.ts";
import { signOut } from "./sign-out.ts";

const LOGIN = "someone";
const PASSWORD = "mật khẩu đủ dài";

let house: TestContext;
let anonymous: ServiceContext;
let personId: string;
beforeEach(async () => {
  house = await createTestContext();
  anonymous = asActor(house.ctx, { kind: "anonymous" });
  const created = await createPerson(house.ctx, { login: LOGIN, displayName: "Someone", roles: ["editor"] });
  personId = created.personId;
  await acceptLink(anonymous, { token: created.inviteToken, password: PASSWORD });
});
afterEach(() => house.close());

function tryToSignIn(password: string, remoteAddress = "192.0.2.1", login = LOGIN) {
  return signIn(anonymous, { login, password, remoteAddress });
}

test("the right password opens a session, however its letters are composed and whatever the login's case", async () => {
  const { sessionToken, person } = await tryToSignIn(PASSWORD.normalize("NFD"), "192.0.2.1", "  SomeOne ");
  expect(person).toMatchObject({ id: personId, roles: ["editor"] });
  expect(await findSignedInPerson(house.ctx, sessionToken)).toEqual(person);
});

test("a wrong password, an unknown login, an invited and a disabled account all get the same answer", async () => {
  await createPerson(house.ctx, { login: "invited", displayName: "I", roles: [] });
  const answers = [
    await tryToSignIn("wrong password", "a").catch((error: Error) => error.message),
    await tryToSignIn(PASSWORD, "b", "nobody").catch((error: Error) => error.message),
    await tryToSignIn("", "c", "invited").catch((error: Error) => error.message),
  ];
  await disablePerson(house.ctx, { personId });
  answers.push(await tryToSignIn(PASSWORD, "d").catch((error: Error) => error.message));
  expect(new Set(answers)).toEqual(new Set(["The login name or the password is wrong."]));
});

test("after five wrong tries in 15 minutes even the right password waits, and the answer says how long", async () => {
  const attempts = Array.from({ length: 8 }, () => tryToSignIn("wrong password"));
  const codes = (await Promise.allSettled(attempts)).map((result) =>
    result.status === "rejected" ? result.reason.code : "in",
  );
  expect(codes.filter((code) => code === "not-signed-in")).toHaveLength(5);
  expect(codes.filter((code) => code === "too-many-attempts")).toHaveLength(3);
  house.clock.advance(60_000);
  await expect(tryToSignIn(PASSWORD)).rejects.toMatchObject({
    code: "too-many-attempts",
    parameters: { minutes: 14 },
  });
  await expect(tryToSignIn(PASSWORD, "198.51.100.7")).resolves.toBeDefined();
  house.clock.advance(14 * 60_000);
  await expect(tryToSignIn(PASSWORD)).resolves.toBeDefined();
});

test("signing in sets the count back", async () => {
  for (let round = 0; round < 3; round += 1) {
    for (let wrong = 0; wrong < 4; wrong += 1) await tryToSignIn("wrong password").catch(() => undefined);
    await expect(tryToSignIn(PASSWORD)).resolves.toBeDefined();
  }
});

test("a session dies 12 hours after its last use and 7 days after it began, and at sign-out", async () => {
  const idle = await tryToSignIn(PASSWORD);
  house.clock.advance(SESSION_IDLE_MS);
  expect(await findSignedInPerson(house.ctx, idle.sessionToken)).toBeUndefined();
  const used = await tryToSignIn(PASSWORD);
  for (let passed = 0; passed < SESSION_MAX_MS - SESSION_IDLE_MS; passed += SESSION_IDLE_MS / 2) {
    expect(await findSignedInPerson(house.ctx, used.sessionToken)).toBeDefined();
    house.clock.advance(SESSION_IDLE_MS / 2);
  }
  expect(await findSignedInPerson(house.ctx, used.sessionToken)).toBeDefined();
  house.clock.advance(SESSION_IDLE_MS);
  expect(await findSignedInPerson(house.ctx, used.sessionToken)).toBeUndefined();
  const { sessionToken, person } = await tryToSignIn(PASSWORD);
  const asPerson = asActor(house.ctx, { kind: "person", personId: person.id, roles: new Set(person.roles) });
  await signOut(asPerson, { sessionToken });
  expect(await findSignedInPerson(house.ctx, sessionToken)).toBeUndefined();
});

test("the database holds no token, no password and no login that was typed", async () => {
  const { sessionToken } = await tryToSignIn(PASSWORD);
  await tryToSignIn(PASSWORD, "192.0.2.1", "my-secret-in-the-wrong-field").catch(() => undefined);
  const { db } = house.ctx;
  const stored = JSON.stringify([
    await db.selectFrom("sessions").selectAll().execute(),
    await db.selectFrom("people").selectAll().execute(),
    await db.selectFrom("login_failures").selectAll().execute(),
    await db.selectFrom("one_time_links").selectAll().execute(),
  ]);
  for (const secret of [sessionToken, PASSWORD, "my-secret-in-the-wrong-field"]) expect(stored).not.toContain(secret);
});

test("a password hash carries its cost and salt, and verifies only its own password", async () => {
  const [first, second] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)]);
  expect(first).toMatch(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  expect(first).not.toBe(second);
  expect(await verifyPassword(PASSWORD, first)).toBe(true);
  expect(await verifyPassword(`${PASSWORD} `, first)).toBe(false);
  expect(await verifyPassword("", null)).toBe(false);
});
