import { afterEach, beforeEach, expect, test } from "vitest";
import { submitPicture } from "../../../tests/support/content-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { asActor, type ServiceContext } from "../../context.ts";
import { approveAiring } from "../approval/approve-airing.ts";
import { getAiring } from "../approval/get-airing.ts";
import { acceptLink } from "./accept-link.ts";
import { createPerson } from "./create-person.ts";
import { canApproveTogether, INFLUENCE_MS } from "./distinct-persons.ts";
import { resetPerson } from "./reset-person.ts";

const DAY_MS = 24 * 3_600_000;
const PASSWORD = "a long enough password";

let house: TestContext;
let anonymous: ServiceContext;
beforeEach(async () => {
  house = await createTestContext();
  anonymous = asActor(house.ctx, { kind: "anonymous" });
});
afterEach(() => house.close());

test("seven days count from the day on which the invitation was used, also when the clock moves while it is written", async () => {
  const maker = await house.asPerson(["administrator", "approver"]);
  // A real clock goes on between one line of a verb and the next.
  const now = () => {
    house.clock.advance(1);
    return house.clock.now();
  };
  const moving = { ...maker, now };
  const { personId, inviteToken } = await createPerson(moving, { login: "new", displayName: "N", roles: ["approver"] });
  house.clock.advance(6 * DAY_MS);
  await acceptLink({ ...anonymous, now }, { token: inviteToken, password: PASSWORD });
  house.clock.advance(6 * DAY_MS);
  expect(await canApproveTogether(house.ctx, maker.actor.personId, personId)).toBe(false);
  house.clock.advance(DAY_MS);
  expect(await canApproveTogether(house.ctx, maker.actor.personId, personId)).toBe(true);
});

test("who held an account when it approved an item cannot be its other half, however long they wait", async () => {
  const { ctx, clock } = house;
  const holder = await house.asPerson(["administrator", "approver"]);
  const held = await house.asPerson(["approver"]);
  const independent = await house.asPerson(["approver"]);
  const { token } = await resetPerson(holder, { personId: held.actor.personId });
  await acceptLink(anonymous, { token, password: PASSWORD });
  const { airingSha256 } = await submitPicture(ctx, "chờ đủ bảy ngày");
  await approveAiring(held, { airingSha256 });
  clock.advance(INFLUENCE_MS + DAY_MS);
  expect(await canApproveTogether(ctx, holder.actor.personId, held.actor.personId)).toBe(true);
  expect((await getAiring(holder, { airingSha256 })).own).toBe("not-distinct");
  await expect(approveAiring(holder, { airingSha256 })).rejects.toMatchObject({ messageKey: "approval.not-distinct" });
  expect((await approveAiring(independent, { airingSha256 })).state).toBe("approved");
});

test("an item waits in words for another person when the only other approver held the account that approved", async () => {
  const { ctx, clock } = house;
  const holder = await house.asPerson(["administrator", "approver"]);
  const held = await house.asPerson(["approver"]);
  const { token } = await resetPerson(holder, { personId: held.actor.personId });
  await acceptLink(anonymous, { token, password: PASSWORD });
  const { airingSha256 } = await submitPicture(ctx, "người kia từng giữ tài khoản");
  await approveAiring(held, { airingSha256 });
  clock.advance(INFLUENCE_MS + DAY_MS);
  const { waiting } = await getAiring(held, { airingSha256 });
  expect(waiting?.blocked?.key).toBe("approval.too-close");
});
