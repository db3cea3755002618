import { afterEach, beforeEach, expect, test } from "vitest";
import { openFirstRoot, openNextRoot } from "../../../schemas/trust/root-of-trust.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { findRootVersion } from "../../db/repos/root-documents.ts";
import { withTransaction } from "../../db/transaction.ts";
import { newId } from "../../new-id.ts";
import { addApprover, addApproverIn } from "./add-approver.ts";
import { currentRoot } from "./current-root.ts";
import { endApprover } from "./end-approver.ts";
import { ensureRoot } from "./ensure-root.ts";
import { createKeyCabinet } from "./file-key-cabinet.ts";

let house: TestContext;
beforeEach(async () => {
  house = await createTestContext();
});
afterEach(() => house.close());

test("a player that pinned the first root can follow every later one, step by step", async () => {
  const { ctx } = house;
  await house.asPerson(["approver"]);
  await house.asPerson(["approver"]);
  const newest = (await currentRoot(ctx)).document;
  expect(newest.version).toBe(3);
  let pinned = (await readRoot(1)).document;
  for (const version of [2, 3]) {
    const opened = await openNextRoot((await readRoot(version)).envelope, pinned);
    if (!opened.ok) throw new Error(opened.reason);
    pinned = opened.document;
  }
  expect(pinned).toEqual(newest);
});

test("asking again for what already stands makes no new version", async () => {
  const { ctx } = house;
  const person = await house.asPerson(["approver"]);
  const before = (await currentRoot(ctx)).document.version;
  await addApprover(ctx, person.actor.personId);
  await ensureRoot(ctx);
  await endApprover(ctx, newId(ctx.now()));
  expect((await currentRoot(ctx)).document.version).toBe(before);
});

test("an approver's term ends at the moment it is ended, and a second term begins after it", async () => {
  const { ctx, clock } = house;
  const person = await house.asPerson(["approver"]);
  const startedAtMs = clock.now();
  clock.advance(1_000);
  await endApprover(ctx, person.actor.personId);
  const endedAtMs = clock.now();
  clock.advance(1_000);
  const { approvers } = await addApprover(ctx, person.actor.personId);
  expect(approvers.map(({ fromMs, untilMs }) => ({ fromMs, untilMs }))).toEqual([
    { fromMs: startedAtMs, untilMs: endedAtMs },
    { fromMs: clock.now(), untilMs: null },
  ]);
});

test("a rolled back transaction leaves no root behind and no hint is given", async () => {
  const { ctx } = house;
  const person = await house.asPerson([]);
  const hinted: number[] = [];
  ctx.bus.watch("root-changed", ({ version }) => hinted.push(version));
  await expect(
    withTransaction(ctx.db, async (tx) => {
      await addApproverIn(tx, ctx, person.actor.personId);
      throw new Error("something else went wrong");
    }),
  ).rejects.toThrow("something else");
  expect((await currentRoot(ctx)).document.version).toBe(1);
  expect(hinted).toEqual([]);
});

test("another root key than the one that players pinned stops the start", async () => {
  const { ctx, dir } = house;
  await expect(ensureRoot({ ...ctx, keys: createKeyCabinet(`${dir}/other-keys`) })).rejects.toThrow(/restore keys/);
  expect((await currentRoot(ctx)).document.version).toBe(1);
});

async function readRoot(version: number) {
  const envelope = await findRootVersion(house.ctx.db, version);
  if (envelope === undefined) throw new Error(`no root ${version}`);
  const opened = await openFirstRoot(envelope);
  if (!opened.ok) throw new Error(opened.reason);
  return { envelope, document: opened.document };
}
