import { stat, utimes } from "node:fs/promises";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { importBroken } from "../../../tests/support/broken-build.ts";
import { putReadyAsset, submitPicture } from "../../../tests/support/content-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { listNamedMedia } from "../../db/repos/named-media.ts";
import { readLastSweep } from "./media-sweep.ts";
import { sweepMedia } from "./sweep-media.ts";

const DAY_MS = 86_400_000;

let house: TestContext;
beforeEach(async () => {
  house = await createTestContext();
});
afterEach(() => house.close());

/** Lets every file in the store have been written when the clock stood as it does now. */
async function dateFiles(hashes: readonly string[]): Promise<void> {
  const at = new Date(house.clock.now());
  for (const sha256 of hashes) await utimes(house.ctx.store.pathOf(sha256), at, at);
}

const exists = async (sha256: string) => (await house.ctx.store.find(sha256)) !== undefined;

/** A picture in content that is retired, one that nobody used, and a file that no row names. */
async function fillStore() {
  const editor = await house.asPerson(["editor"]);
  const { storyId } = await submitPicture(editor, "đã dùng");
  const used = (await listNamedMedia(house.ctx.db)).map(({ sha256 }) => sha256);
  await house.ctx.db.updateTable("stories").set({ retired_at_ms: 1 }).where("id", "=", storyId).execute();
  const unused = await putReadyAsset(house.ctx, "không ai dùng");
  const { sha256: orphan } = await house.ctx.store.put(Readable.from([Buffer.from("mồ côi")]), 1_000);
  const named = (await listNamedMedia(house.ctx.db)).map(({ sha256 }) => sha256);
  await dateFiles([...named, orphan]);
  return { used, unused: named.filter((sha256) => !used.includes(sha256)), asset: unused.assetSha256, orphan };
}

describe("the sweep of media", () => {
  it("removes what nothing names after 30 days, and never what was in content, retired or not", async () => {
    const { used, unused, asset, orphan } = await fillStore();
    house.clock.advance(29 * DAY_MS);
    const early = await sweepMedia(house.ctx);
    expect(early).toMatchObject({ removedFiles: 0, waitingFiles: 1 });
    expect(await exists(orphan)).toBe(true);

    house.clock.advance(2 * DAY_MS);
    const { removedFiles, removedBytes, waitingFiles } = await sweepMedia(house.ctx);
    expect([removedFiles, waitingFiles]).toEqual([unused.length + 1, 0]);
    expect(removedBytes).toBeGreaterThan(1_000);
    for (const sha256 of [...unused, orphan]) expect(await exists(sha256)).toBe(false);
    for (const sha256 of used) expect(await exists(sha256)).toBe(true);
    const left = await house.ctx.db.selectFrom("assets").select("sha256").execute();
    expect(left.map(({ sha256 }) => sha256)).not.toContain(asset);
    expect((await readLastSweep(house.ctx.db))?.removedFiles).toBe(removedFiles);
    const lines = await house.ctx.db
      .selectFrom("audit_log")
      .select("action")
      .where("action", "=", "sweep-media")
      .execute();
    expect(lines).toHaveLength(1);
  });

  it("leaves bytes that were sent again, and uploads that somebody still works on", async () => {
    const { orphan } = await fillStore();
    house.clock.advance(31 * DAY_MS);
    await dateFiles([orphan]);
    await house.ctx.db.updateTable("assets").set({ state: "processing" }).execute();
    expect((await sweepMedia(house.ctx)).removedFiles).toBe(0);
    expect((await stat(house.ctx.store.pathOf(orphan))).size).toBeGreaterThan(0);
  });

  it("that forgot to ask what content names would be found out", async () => {
    const { used } = await fillStore();
    const broken = await importBroken<{ sweepMedia: typeof sweepMedia }>("server/services/assets/sweep-media.ts", [
      {
        file: "server/services/assets/sweep-media.ts",
        from: "if (needed.has(sha256)) continue;",
        to: "",
      },
    ]);
    house.clock.advance(31 * DAY_MS);
    await broken.sweepMedia(house.ctx);
    expect(await Promise.all(used.map(exists))).toContain(false);
  });
});
