import { afterAll, beforeAll, expect, test } from "vitest";
import { standingWithdrawals } from "../../../schemas/trust/withdrawal-standing.ts";
import { approvePicture } from "../../../tests/support/content-factory.ts";
import { createEditorialDesk, type EditorialDesk } from "../../../tests/support/editorial-desk.ts";
import { getAiring } from "../approval/get-airing.ts";
import { currentRoot } from "../trust/current-root.ts";
import { currentWithdrawals } from "./current-withdrawals.ts";
import { liftWithdrawal } from "./lift-withdrawal.ts";
import { withdrawAiring } from "./withdraw-airing.ts";

let world: EditorialDesk["world"];
let editor: EditorialDesk["editor"];
let approvers: EditorialDesk["approvers"];

beforeAll(async () => {
  ({ world, editor, approvers } = await createEditorialDesk());
});
afterAll(() => world.close());

async function withdrawnPicture(label: string): Promise<string> {
  const { airingSha256 } = await approvePicture(editor, approvers, label);
  await withdrawAiring(editor, { airingSha256, reason: "sai" });
  return airingSha256;
}

/** What a player holding the newest list would keep from the glass. */
async function keptAway(): Promise<(string | null)[]> {
  const { document } = await currentWithdrawals(world.ctx);
  const { document: root } = await currentRoot(world.ctx);
  return (await standingWithdrawals(document?.entries ?? [], root)).map((entry) => entry.airingSha256);
}

test("a withdrawn item airs again only with the yes of two distinct approvers, and players check both", async () => {
  const airingSha256 = await withdrawnPicture("một");
  const before = (await currentWithdrawals(world.ctx)).version;
  const hinted: number[] = [];
  const unwatch = world.ctx.bus.watch("withdrawals-changed", ({ version }) => hinted.push(version));
  expect(await liftWithdrawal(approvers[0], { airingSha256 })).toEqual({ lifts: 1, needed: 2, version: null });
  expect(await keptAway()).toContain(airingSha256);
  expect((await getAiring(editor, { airingSha256 })).state).toBe("withdrawn");
  expect(await liftWithdrawal(approvers[1], { airingSha256 })).toEqual({ lifts: 2, needed: 2, version: before + 1 });
  unwatch();
  expect(hinted).toEqual([before + 1]);
  expect(await keptAway()).not.toContain(airingSha256);
  expect((await getAiring(editor, { airingSha256 })).state).toBe("approved");
  const { document } = await currentWithdrawals(world.ctx);
  expect(document?.entries.filter((entry) => entry.airingSha256 === airingSha256)).toHaveLength(1);
});

test("one person's yes counts once, and only approvers are asked", async () => {
  const airingSha256 = await withdrawnPicture("hai");
  const administrator = await world.asPerson(["administrator"]);
  for (const person of [editor, administrator]) {
    await expect(liftWithdrawal(person, { airingSha256 })).rejects.toMatchObject({ code: "not-allowed" });
  }
  await liftWithdrawal(approvers[0], { airingSha256 });
  await expect(liftWithdrawal(approvers[0], { airingSha256 })).rejects.toMatchObject({ code: "conflict" });
  expect(await keptAway()).toContain(airingSha256);
});

test("an item withdrawn again stays away: what lifted the first withdrawal does not lift the second", async () => {
  const airingSha256 = await withdrawnPicture("ba");
  for (const approver of approvers) await liftWithdrawal(approver, { airingSha256 });
  await expect(liftWithdrawal(approvers[0], { airingSha256 })).rejects.toMatchObject({ code: "conflict" });
  const { version } = await withdrawAiring(editor, { airingSha256, reason: "lại sai" });
  expect(version).toBe((await currentWithdrawals(world.ctx)).version);
  expect(await keptAway()).toContain(airingSha256);
  expect((await getAiring(editor, { airingSha256 })).state).toBe("withdrawn");
  await liftWithdrawal(approvers[0], { airingSha256 });
  expect(await keptAway()).toContain(airingSha256);
});

test("what was never withdrawn cannot be lifted", async () => {
  await expect(liftWithdrawal(approvers[0], { airingSha256: "0".repeat(64) })).rejects.toMatchObject({
    code: "not-found",
  });
});
