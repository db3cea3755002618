import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeCodedPicture } from "../../tests/support/coded-media.ts";
import { createTestContext, type TestContext } from "../../tests/support/server-context.ts";
import { getAsset } from "../services/assets/get-asset.ts";
import { uploadAsset } from "../services/assets/upload-asset.ts";
import { startRenditionQueue } from "./rendition-queue.ts";

let world: TestContext;
beforeEach(async () => {
  world = await createTestContext();
});
afterEach(() => world.close());

const uploadPicture = async (code: number) => {
  const bytes = await makeCodedPicture(code, { widthPx: 320, heightPx: 180 });
  return (await uploadAsset(world.ctx, Readable.from([bytes]), { fileName: `${code}.png` })).assetSha256;
};
const isReady = (assetSha256: string) =>
  vi.waitFor(async () => expect((await getAsset(world.ctx, { assetSha256 })).state).toBe("ready"), {
    timeout: 30_000,
    interval: 50,
  });

test("takes up what was queued or half done before it started, then each upload as it comes, and stops cleanly", async () => {
  const queued = await uploadPicture(1);
  const halfDone = await uploadPicture(2);
  await world.ctx.db.updateTable("assets").set({ state: "processing" }).where("sha256", "=", halfDone).execute();
  const queue = await startRenditionQueue(world.ctx);
  await isReady(queued);
  await isReady(halfDone);
  const later = await Promise.all([uploadPicture(3), uploadPicture(4)]);
  for (const assetSha256 of later) await isReady(assetSha256);
  await queue.stop();
  const after = await uploadPicture(5);
  expect((await getAsset(world.ctx, { assetSha256: after })).state).toBe("queued");
  expect(world.logged.filter((line) => line.level !== "info")).toEqual([]);
});
