import { afterEach, beforeEach, expect, test } from "vitest";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { acceptLink } from "./accept-link.ts";
import { resetAdministrator } from "./reset-administrator.ts";

let house: TestContext;
beforeEach(async () => {
  house = await createTestContext();
});
afterEach(() => house.close());

test("at the machine itself an administrator gets a link that works once, with an audit line", async () => {
  const { actor } = await house.asPerson(["administrator"]);
  const { token } = await resetAdministrator(house.ctx, { login: ` PERSON-${actor.personId} ` });
  const password = "một mật khẩu đủ dài";
  const { person } = await acceptLink(house.ctx, { token, password });
  expect(person).toMatchObject({ id: actor.personId, state: "active" });
  await expect(acceptLink(house.ctx, { token, password })).rejects.toMatchObject({ code: "expired" });
  const lines = await house.ctx.db
    .selectFrom("audit_log")
    .select(["action", "actor_id", "detail_json"])
    .where("action", "=", "reset-administrator")
    .execute();
  expect(lines).toEqual([{ action: "reset-administrator", actor_id: "system:test", detail_json: "{}" }]);
});

test("anyone else is refused: other roles, the disabled, the unknown, and whoever asks from outside", async () => {
  const editor = await house.asPerson(["editor", "approver"]);
  const gone = await house.asPerson(["administrator"]);
  await house.ctx.db.updateTable("people").set({ state: "disabled" }).where("id", "=", gone.actor.personId).execute();
  const reset = (personId: string, ctx = house.ctx) => resetAdministrator(ctx, { login: `person-${personId}` });
  await expect(reset(editor.actor.personId)).rejects.toMatchObject({ code: "conflict" });
  await expect(reset(gone.actor.personId)).rejects.toMatchObject({ code: "conflict" });
  await expect(reset("nobody")).rejects.toMatchObject({ code: "not-found" });
  const { actor } = await house.asPerson(["administrator"]);
  await expect(resetAdministrator({ ...house.ctx, actor }, { login: "x" })).rejects.toMatchObject({
    code: "not-allowed",
  });
  expect(await house.ctx.db.selectFrom("one_time_links").selectAll().execute()).toEqual([]);
});
