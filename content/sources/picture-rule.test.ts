import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { feedFile } from "../../tests/support/feed-server.ts";
import { judgePicture } from "./picture-rule.ts";

let workDir: string;
beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), "cot-moc-pictures-"));
});
afterAll(() => rm(workDir, { recursive: true, force: true }));

interface PictureSample {
  file: string;
  expect: { ok: boolean; why?: string; w?: number; h?: number };
}
const samples: PictureSample[] = JSON.parse(feedFile("index.json").toString()).entries;

describe("pictures from a source", () => {
  it.each(samples.filter(({ file }) => file.startsWith("images/")))(
    "judges $file by its bytes alone",
    async (sample) => {
      const verdict = await judgePicture(feedFile(sample.file), workDir);
      if (sample.expect.ok) expect(verdict.kind).toBe("picture");
      else expect(verdict).toEqual({ kind: "refused", reason: sample.expect.why });
      if (sample.expect.w !== undefined) {
        expect(verdict).toMatchObject({ widthPx: sample.expect.w, heightPx: sample.expect.h });
      }
      expect(await readdir(workDir)).toEqual([]);
    },
  );

  it("refuses nothing at all and half a picture", async () => {
    expect(await judgePicture(Buffer.alloc(0), workDir)).toEqual({ kind: "refused", reason: "not-an-image" });
    const half = feedFile("images/photo-a.jpeg").subarray(0, 40_000);
    expect(await judgePicture(half, workDir)).toEqual({ kind: "refused", reason: "damaged" });
  });
});
