import { afterAll, beforeAll, expect, test } from "vitest";
import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import { Withdrawals } from "../../../schemas/manifest.ts";
import { keysOfRole } from "../../../schemas/trust/root-of-trust.ts";
import { openSignedDocument } from "../../../schemas/trust/signed-document.ts";
import { approvePicture } from "../../../tests/support/content-factory.ts";
import { createEditorialDesk, type EditorialDesk } from "../../../tests/support/editorial-desk.ts";
import { getAiring } from "../approval/get-airing.ts";
import { listStories } from "../stories/list-stories.ts";
import { currentRoot } from "../trust/current-root.ts";
import { currentWithdrawals } from "./current-withdrawals.ts";
import { withdrawAiring } from "./withdraw-airing.ts";

let world: EditorialDesk["world"];
let editor: EditorialDesk["editor"];
let approvers: EditorialDesk["approvers"];

beforeAll(async () => {
  ({ world, editor, approvers } = await createEditorialDesk());
});
afterAll(() => world.close());

test("each withdrawal makes the next signed list, which only grows; a second one of the same item makes none", async () => {
  expect(await currentWithdrawals(world.ctx)).toEqual({ version: 0, document: null, envelope: null });
  const hinted: number[] = [];
  const unwatch = world.ctx.bus.watch("withdrawals-changed", ({ version }) => hinted.push(version));
  const one = await approvePicture(editor, approvers, "một");
  const two = await approvePicture(editor, approvers, "hai");
  expect(await withdrawAiring(editor, { airingSha256: one.airingSha256, reason: "sai" })).toEqual({ version: 1 });
  expect(await withdrawAiring(editor, { airingSha256: two.airingSha256, reason: "sai" })).toEqual({ version: 2 });
  expect(await withdrawAiring(editor, { airingSha256: one.airingSha256, reason: "nữa" })).toEqual({ version: 1 });
  unwatch();
  expect(hinted).toEqual([1, 2]);
  const { document, envelope, version } = await currentWithdrawals(world.ctx);
  expect(version).toBe(2);
  expect(document?.entries.map((entry) => entry.airingSha256)).toEqual([one.airingSha256, two.airingSha256]);
  if (envelope === null) throw new Error("the list must be signed");
  const { document: root } = await currentRoot(world.ctx);
  const opened = await openSignedDocument(
    envelope,
    DOCUMENT_TYPES.withdrawals,
    Withdrawals,
    keysOfRole(root, "scheduler"),
    root.roles.scheduler.threshold,
  );
  expect(opened).toEqual({ ok: true, document });
});

test("a withdrawn item says so everywhere, and only who handles content withdraws", async () => {
  const { airingSha256, storyId } = await approvePicture(editor, approvers, "gỡ");
  const administrator = await world.asPerson(["administrator"]);
  await expect(withdrawAiring(administrator, { airingSha256, reason: "x" })).rejects.toMatchObject({
    code: "not-allowed",
  });
  await expect(withdrawAiring(editor, { airingSha256: "0".repeat(64), reason: "x" })).rejects.toMatchObject({
    code: "not-found",
  });
  expect((await getAiring(editor, { airingSha256 })).state).toBe("approved");
  await withdrawAiring(editor, { airingSha256, reason: "Sai giờ mở cửa" });
  expect(await getAiring(editor, { airingSha256 })).toMatchObject({
    state: "withdrawn",
    withdrawal: { reason: "Sai giờ mở cửa", by: { personId: editor.actor.personId } },
  });
  const story = (await listStories(editor)).items.find((one) => one.storyId === storyId);
  expect(story?.editions[0]).toMatchObject({ state: "withdrawn", approvedVersion: null });
});

test("withdrawals sent at once each get a version of their own", async () => {
  const items = [];
  for (const label of ["a", "b", "c", "d"]) items.push(await approvePicture(editor, approvers, `cùng lúc ${label}`));
  const before = (await currentWithdrawals(world.ctx)).version;
  const versions = await Promise.all(
    items.map(async ({ airingSha256 }) => (await withdrawAiring(editor, { airingSha256, reason: "x" })).version),
  );
  expect(versions.sort()).toEqual([1, 2, 3, 4].map((step) => before + step));
  expect((await currentWithdrawals(world.ctx)).document?.entries.length).toBe(before + 4);
});
