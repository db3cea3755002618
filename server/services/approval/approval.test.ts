import { afterAll, beforeAll, expect, test } from "vitest";
import { judgeAiring } from "../../../schemas/trust/airing-approval.ts";
import { putReadyAsset, submitPicture } from "../../../tests/support/content-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { sha256Hex } from "../../sha256.ts";
import { loadReference } from "../reference/load-reference.ts";
import { addEditionVersion } from "../stories/add-edition-version.ts";
import { createStory } from "../stories/create-story.ts";
import { getStory } from "../stories/list-stories.ts";
import { currentRoot } from "../trust/current-root.ts";
import { endApprover } from "../trust/end-approver.ts";
import { withdrawAiring } from "../withdrawals/withdraw-airing.ts";
import { approveAiring } from "./approve-airing.ts";
import { getAiring, listWaitingAirings } from "./get-airing.ts";
import { listApprovedAirings } from "./list-approved-airings.ts";
import { readAiringBundle } from "./read-airing-bundle.ts";
import { rejectAiring } from "./reject-airing.ts";
import { submitForApproval } from "./submit-for-approval.ts";

type Person = Awaited<ReturnType<TestContext["asPerson"]>>;
let world: TestContext;
let editor: Person;
let first: Person;
let second: Person;

beforeAll(async () => {
  world = await createTestContext();
  await loadReference(world.ctx);
  editor = await world.asPerson(["editor"]);
  first = await world.asPerson(["editor", "approver"]);
  second = await world.asPerson(["approver"]);
});
afterAll(() => world.close());

const judge = async (airingSha256: string, bundle: Awaited<ReturnType<typeof readAiringBundle>>) =>
  judgeAiring(bundle, airingSha256, null, (await currentRoot(world.ctx)).document, sha256Hex);

test("two distinct persons make an item approved, and a player judging the bundle agrees", async () => {
  const { airingSha256, storyId } = await submitPicture(first, "hai người duyệt");
  const hinted: string[] = [];
  const unwatch = world.ctx.bus.watch("airing-approved", (detail) => hinted.push(detail.airingSha256));
  expect((await getAiring(second, { airingSha256 })).state).toBe("waiting");
  expect((await judge(airingSha256, await readAiringBundle(world.ctx, airingSha256))).ok).toBe(false);
  expect(await approveAiring(first, { airingSha256 })).toEqual({ state: "waiting", approvals: 1, needed: 2 });
  expect(hinted).toEqual([]);
  expect((await judge(airingSha256, await readAiringBundle(world.ctx, airingSha256))).ok).toBe(false);
  expect((await listApprovedAirings(world.ctx, [storyId])).size).toBe(0);
  await expect(approveAiring(first, { airingSha256 })).rejects.toMatchObject({ messageKey: "approval.already-yours" });
  expect(await approveAiring(second, { airingSha256 })).toEqual({ state: "approved", approvals: 2, needed: 2 });
  unwatch();
  expect(hinted).toEqual([airingSha256]);
  expect(await judge(airingSha256, await readAiringBundle(world.ctx, airingSha256))).toMatchObject({ ok: true });
  expect((await listApprovedAirings(world.ctx, [storyId])).get(storyId)?.[0]?.airingSha256).toBe(airingSha256);
  const third = await world.asPerson(["approver"]);
  await expect(approveAiring(third, { airingSha256 })).rejects.toMatchObject({ code: "conflict" });
});

test("only a person with the approver role approves", async () => {
  const { airingSha256 } = await submitPicture(editor, "không có quyền");
  const administrator = await world.asPerson(["administrator"]);
  await expect(approveAiring(editor, { airingSha256 })).rejects.toMatchObject({ code: "not-allowed" });
  await expect(approveAiring(administrator, { airingSha256 })).rejects.toMatchObject({ code: "not-allowed" });
  await expect(approveAiring(world.ctx, { airingSha256 })).rejects.toMatchObject({ code: "not-signed-in" });
  await expect(approveAiring({ ...world.ctx, actor: { kind: "anonymous" } }, { airingSha256 })).rejects.toMatchObject({
    code: "not-signed-in",
  });
  expect((await getAiring(editor, { airingSha256 })).approvals).toEqual([]);
});

test("two approvals sent at the same instant both count once, and the same person's two count as one", async () => {
  const { airingSha256 } = await submitPicture(editor, "cùng lúc");
  const results = await Promise.allSettled([first, first, second].map((one) => approveAiring(one, { airingSha256 })));
  expect(results.filter((result) => result.status === "fulfilled").length).toBe(2);
  const seen = await getAiring(editor, { airingSha256 });
  expect(seen.approvals.map((approval) => approval.personId).sort()).toEqual(
    [first.actor.personId, second.actor.personId].sort(),
  );
});

test("whoever made the other's account cannot be the second half until seven days have passed", async () => {
  const maker = await world.asPerson(["approver"]);
  const made = await world.asPerson(["approver"]);
  await world.ctx.db
    .insertInto("person_influences")
    .values({
      person_id: made.actor.personId,
      by_person_id: maker.actor.personId,
      kind: "created",
      at_ms: world.clock.now(),
    })
    .execute();
  const { airingSha256 } = await submitPicture(editor, "bảy ngày");
  await approveAiring(maker, { airingSha256 });
  expect((await getAiring(made, { airingSha256 })).own).toBe("not-distinct");
  await expect(approveAiring(made, { airingSha256 })).rejects.toMatchObject({ messageKey: "approval.not-distinct" });
  expect((await getAiring(editor, { airingSha256 })).state).toBe("waiting");
  world.clock.advance(7 * 86_400_000);
  expect(await approveAiring(made, { airingSha256 })).toMatchObject({ state: "approved" });
});

test("a rejected item cannot be approved; its next version can, and says nothing of the old one", async () => {
  const { airingSha256, storyId } = await submitPicture(editor, "trả lại");
  await approveAiring(first, { airingSha256 });
  await expect(rejectAiring(editor, { airingSha256, reason: "sai" })).rejects.toMatchObject({ code: "not-allowed" });
  await rejectAiring(second, { airingSha256, reason: "Chữ tràn" });
  await expect(approveAiring(second, { airingSha256 })).rejects.toMatchObject({ messageKey: "approval.rejected" });
  await expect(rejectAiring(second, { airingSha256, reason: "lại" })).rejects.toMatchObject({ code: "conflict" });
  expect(await getAiring(editor, { airingSha256 })).toMatchObject({
    state: "rejected",
    rejection: { reason: "Chữ tràn", by: { personId: second.actor.personId } },
  });
  const again = await submitPicture(editor, "trả lại", { storyId });
  expect(again.airingSha256).not.toBe(airingSha256);
  expect((await getAiring(editor, { airingSha256: again.airingSha256 })).approvals).toEqual([]);
  const story = await getStory(editor, { storyId });
  expect(story.editions[0]).toMatchObject({ state: "waiting", version: 2, approvals: 0 });
});

test("any change is a new version with its own document: approvals of the old one stay behind", async () => {
  const old = await submitPicture(editor, "đổi một chữ");
  await approveAiring(first, { airingSha256: old.airingSha256 });
  await approveAiring(second, { airingSha256: old.airingSha256 });
  const { assetSha256 } = await putReadyAsset(editor, "đổi một chữ");
  const { editionVersionId, version } = await addEditionVersion(editor, {
    kind: "image",
    storyId: old.storyId,
    language: "vi",
    title: "đổi một chữ!",
    assetSha256,
  });
  expect(version).toBe(2);
  const { airingSha256 } = await submitForApproval(editor, { editionVersionId });
  expect(airingSha256).not.toBe(old.airingSha256);
  expect((await getAiring(editor, { airingSha256 })).state).toBe("waiting");
  const onAir = (await listApprovedAirings(world.ctx, [old.storyId])).get(old.storyId);
  expect(onAir?.map((airing) => airing.version)).toEqual([1]);
  await approveAiring(first, { airingSha256 });
  await approveAiring(second, { airingSha256 });
  const now = (await listApprovedAirings(world.ctx, [old.storyId])).get(old.storyId);
  expect(now?.map((airing) => airing.version)).toEqual([2]);
  await withdrawAiring(editor, { airingSha256, reason: "sai giờ" });
  expect((await listApprovedAirings(world.ctx, [old.storyId])).size).toBe(0);
});

test("submitting is idempotent and approves nothing; a version past its time cannot be submitted or approved", async () => {
  const { editionVersionId, airingSha256 } = await submitPicture(editor, "trình hai lần");
  expect(await submitForApproval(editor, { editionVersionId })).toEqual({ airingSha256 });
  expect((await getAiring(editor, { airingSha256 })).approvals).toEqual([]);
  const short = await submitPicture(editor, "ngắn hạn", { notAfterMs: world.clock.now() + 1_000 });
  world.clock.advance(1_000);
  await expect(approveAiring(first, { airingSha256: short.airingSha256 })).rejects.toMatchObject({ code: "expired" });
  await expect(submitForApproval(editor, { editionVersionId: short.editionVersionId })).rejects.toMatchObject({
    code: "expired",
  });
  expect((await getAiring(editor, { airingSha256: short.airingSha256 })).state).toBe("expired");
});

test("a picture that is still processing holds its version back", async () => {
  const { assetSha256 } = await putReadyAsset(editor, "đang xử lý");
  const { storyId } = await createStory(editor, { title: "đang xử lý" });
  const { editionVersionId } = await addEditionVersion(editor, {
    kind: "image",
    storyId,
    language: "vi",
    title: "đang xử lý",
    assetSha256,
  });
  const set = (state: "processing" | "ready") =>
    world.ctx.db
      .updateTable("assets")
      .set({ state, progress_ppm: 420_000 })
      .where("sha256", "=", assetSha256)
      .execute();
  await set("processing");
  await expect(submitForApproval(editor, { editionVersionId })).rejects.toMatchObject({
    messageKey: "approval.asset-not-ready",
    parameters: { percent: 42 },
  });
  await set("ready");
  await submitForApproval(editor, { editionVersionId });
});

test("a changed byte in a stored document or approval is never approved, by server or player", async () => {
  for (const what of ["document", "envelope"] as const) {
    const { airingSha256, storyId } = await submitPicture(editor, `đổi byte ${what}`);
    await approveAiring(first, { airingSha256 });
    await approveAiring(second, { airingSha256 });
    const { db } = world.ctx;
    if (what === "document") {
      const { document } = await readAiringBundle(world.ctx, airingSha256);
      const changed = document.replace("đổi byte", "đổi bytE");
      expect(changed).not.toBe(document);
      await db.updateTable("airing_documents").set({ document: changed }).where("sha256", "=", airingSha256).execute();
    } else {
      const [row] = await db.selectFrom("approvals").selectAll().where("airing_sha256", "=", airingSha256).execute();
      const envelope_json = (row?.envelope_json ?? "").replace(/"signature":"(.)/, (whole, letter: string) =>
        whole.replace(/.$/, letter === "A" ? "B" : "A"),
      );
      expect(envelope_json).not.toBe(row?.envelope_json);
      await db
        .updateTable("approvals")
        .set({ envelope_json })
        .where("airing_sha256", "=", airingSha256)
        .where("person_id", "=", row?.person_id ?? "")
        .execute();
    }
    expect((await judge(airingSha256, await readAiringBundle(world.ctx, airingSha256))).ok).toBe(false);
    expect((await getAiring(editor, { airingSha256 })).state).toBe("damaged");
    expect((await listApprovedAirings(world.ctx, [storyId])).size).toBe(0);
  }
});

test("who left the office cannot approve any more, but what they signed before still counts", async () => {
  const leaving = await world.asPerson(["approver"]);
  const before = await submitPicture(editor, "trước khi thôi");
  await approveAiring(leaving, { airingSha256: before.airingSha256 });
  world.clock.advance(1);
  await endApprover(world.ctx, leaving.actor.personId);
  world.clock.advance(1);
  const after = await submitPicture(editor, "sau khi thôi");
  await expect(approveAiring(leaving, { airingSha256: after.airingSha256 })).rejects.toMatchObject({
    messageKey: "approval.not-in-office",
  });
  expect(await approveAiring(second, { airingSha256: before.airingSha256 })).toMatchObject({ state: "approved" });
});

test("with one approver an item stops at waiting for a second person, and says why", async () => {
  const lonely = await createTestContext();
  try {
    await loadReference(lonely.ctx);
    const writer = await lonely.asPerson(["editor"]);
    const { airingSha256 } = await submitPicture(writer, "một mình");
    expect((await getAiring(writer, { airingSha256 })).waiting?.blocked?.key).toBe("approval.no-approver");
    const only = await lonely.asPerson(["approver"]);
    expect((await getAiring(writer, { airingSha256 })).waiting?.blocked?.key).toBe("approval.only-one-approver");
    await approveAiring(only, { airingSha256 });
    const [waiting] = (await listWaitingAirings(writer)).items;
    expect(waiting).toMatchObject({ state: "waiting", waiting: { have: 1, needed: 2 } });
    expect(waiting?.waiting?.blocked?.key).toBe("approval.no-other-approver");
    const close = await lonely.asPerson(["approver"]);
    await lonely.ctx.db
      .insertInto("person_influences")
      .values({
        person_id: only.actor.personId,
        by_person_id: close.actor.personId,
        kind: "reset",
        at_ms: lonely.clock.now(),
      })
      .execute();
    expect((await getAiring(writer, { airingSha256 })).waiting?.blocked).toMatchObject({ key: "approval.too-close" });
    await lonely.asPerson(["approver"]);
    expect((await getAiring(writer, { airingSha256 })).waiting).toEqual({ have: 1, needed: 2, blocked: null });
  } finally {
    await lonely.close();
  }
});
