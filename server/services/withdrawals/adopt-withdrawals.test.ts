import { afterAll, beforeAll, expect, test } from "vitest";
import { DOCUMENT_TYPES, type Envelope } from "../../../schemas/envelope.ts";
import type { Withdrawal } from "../../../schemas/manifest.ts";
import { signDocument } from "../../../schemas/trust/envelope.ts";
import { standingWithdrawals } from "../../../schemas/trust/withdrawal-standing.ts";
import { approvePicture } from "../../../tests/support/content-factory.ts";
import { createEditorialDesk, type EditorialDesk } from "../../../tests/support/editorial-desk.ts";
import { addPlayer } from "../../../tests/support/play-device.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { makeSigner } from "../../../tests/support/trust.ts";
import { getAiring } from "../approval/get-airing.ts";
import { currentRoot } from "../trust/current-root.ts";
import { adoptWithdrawals } from "./adopt-withdrawals.ts";
import { currentWithdrawals } from "./current-withdrawals.ts";
import { liftWithdrawal } from "./lift-withdrawal.ts";
import { withdrawAiring } from "./withdraw-airing.ts";

let world: EditorialDesk["world"];
let editor: EditorialDesk["editor"];
let approvers: EditorialDesk["approvers"];
let player: number;

beforeAll(async () => {
  ({ world, editor, approvers } = await createEditorialDesk());
  const { screenId } = await addScreen(world.ctx);
  player = (await addPlayer(world.ctx, await makeSigner(), screenId)).number;
});
afterAll(() => world.close());

/** A list that this server signed before it was restored. */
async function lostList(entries: readonly Withdrawal[], version: number): Promise<Envelope> {
  const document = { type: "withdrawals", version, entries };
  return signDocument(document, DOCUMENT_TYPES.withdrawals, [await world.ctx.keys.schedulerSigner()]);
}

async function entriesNow(): Promise<Withdrawal[]> {
  return (await currentWithdrawals(world.ctx)).document?.entries ?? [];
}

test("what only players know is in the next list, above theirs, and stays in every list after it", async () => {
  const { airingSha256 } = await approvePicture(editor, approvers, "đã biết");
  const known: Withdrawal = { airingSha256, renditionSha256: null, withdrawnAtMs: 5_000 };
  const unknown: Withdrawal = { airingSha256: "b".repeat(64), renditionSha256: null, withdrawnAtMs: 6_000 };
  const rendition: Withdrawal = { airingSha256: null, renditionSha256: "c".repeat(64), withdrawnAtMs: 7_000 };
  const list = await lostList([known, unknown, rendition], 40);
  const hinted: number[] = [];
  const unwatch = world.ctx.bus.watch("withdrawals-changed", ({ version }) => hinted.push(version));
  const { adopted, version } = await adoptWithdrawals(world.ctx, { player, list });
  expect(adopted).toBe(3);
  expect(version).toBeGreaterThan(40);
  expect(await adoptWithdrawals(world.ctx, { player, list })).toEqual({ adopted: 0, version: null });
  unwatch();
  expect(hinted).toEqual([version]);
  expect(await entriesNow()).toEqual(expect.arrayContaining([known, unknown, rendition]));
  expect((await getAiring(editor, { airingSha256 })).state).toBe("withdrawn");

  const other = await approvePicture(editor, approvers, "gỡ tiếp");
  await withdrawAiring(editor, { airingSha256: other.airingSha256, reason: "sai" });
  expect(await entriesNow()).toEqual(expect.arrayContaining([known, unknown, rendition]));
  expect(await entriesNow()).toHaveLength(4);
  for (const approver of approvers) await liftWithdrawal(approver, { airingSha256 });
  expect((await getAiring(editor, { airingSha256 })).state).toBe("approved");
});

test("a lifting that was lost counts again by the approvers' own signatures, and by nothing less", async () => {
  const { airingSha256 } = await approvePicture(editor, approvers, "được phát lại");
  await withdrawAiring(editor, { airingSha256, reason: "sai" });
  const before = (await entriesNow()).find((entry) => entry.airingSha256 === airingSha256);
  for (const approver of approvers) await liftWithdrawal(approver, { airingSha256 });
  const { document } = await currentWithdrawals(world.ctx);
  const lifted = document?.entries.find((entry) => entry.airingSha256 === airingSha256);
  if (before === undefined || lifted === undefined) throw new Error("no such entry");
  // As a restore leaves it: withdrawn, and nothing known of the lifting.
  await world.ctx.db.deleteFrom("withdrawal_lifts").execute();
  await world.ctx.db
    .updateTable("withdrawals")
    .set({ lifted_in_version: null })
    .where("airing_sha256", "=", airingSha256)
    .execute();
  expect((await getAiring(editor, { airingSha256 })).state).toBe("withdrawn");

  const half = { ...lifted, lifts: lifted.lifts?.slice(0, 1) ?? [] };
  expect((await adoptWithdrawals(world.ctx, { player, list: await lostList([half], 500) })).adopted).toBe(0);
  expect((await adoptWithdrawals(world.ctx, { player, list: await lostList([lifted], 501) })).adopted).toBe(1);
  expect((await getAiring(editor, { airingSha256 })).state).toBe("approved");
  const { document: root } = await currentRoot(world.ctx);
  const standing = await standingWithdrawals(await entriesNow(), root);
  expect(standing.map((entry) => entry.airingSha256)).not.toContain(airingSha256);
});

test("a list that this server's own key did not sign changes nothing", async () => {
  const before = await currentWithdrawals(world.ctx);
  const entries = [{ airingSha256: "d".repeat(64), renditionSha256: null, withdrawnAtMs: 1 }];
  const document = { type: "withdrawals", version: 900, entries };
  const forged = await signDocument(document, DOCUMENT_TYPES.withdrawals, [await makeSigner()]);
  const retyped = await signDocument(document, DOCUMENT_TYPES.status, [await world.ctx.keys.schedulerSigner()]);
  for (const list of [forged, retyped]) {
    await expect(adoptWithdrawals(world.ctx, { player, list })).rejects.toMatchObject({ code: "bad-input" });
  }
  expect(await currentWithdrawals(world.ctx)).toEqual(before);
});
