import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ContentRefused } from "../refusal.ts";
import { CHUNK_BYTES, makeChunkList, storeChunkList } from "./chunk-list.ts";
import type { ContentStore } from "./content-store.ts";
import { createFileStore } from "./file-store.ts";

let dir: string;
let store: ContentStore;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "store-"));
  store = await createFileStore(dir);
});
afterEach(async () => await rm(dir, { recursive: true, force: true }));

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const filesIn = async (path: string) =>
  (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;

describe("file store", () => {
  it("names bytes by their SHA-256 under the first two digits", async () => {
    const bytes = randomBytes(70_000);
    const stored = await store.put(Readable.from([bytes]), 1e6);
    expect(stored).toEqual({ sha256: sha256(bytes), sizeBytes: 70_000 });
    expect(store.pathOf(stored.sha256)).toBe(join(dir, stored.sha256.slice(0, 2), stored.sha256));
    expect(await readFile(store.pathOf(stored.sha256))).toEqual(bytes);
    expect(await store.find(stored.sha256)).toEqual({ sizeBytes: 70_000 });
    expect(await filesIn(store.workDir)).toBe(0);
  });

  it("keeps one object for equal bytes and heals it if it had changed on disk", async () => {
    const bytes = Buffer.from("the same bytes");
    const { sha256: name } = await store.put(Readable.from([bytes]), 100);
    await writeFile(store.pathOf(name), "changed");
    expect((await store.put(Readable.from([bytes]), 100)).sha256).toBe(name);
    expect(await filesIn(dir)).toBe(1);
    expect(await readFile(store.pathOf(name))).toEqual(bytes);
  });

  it("refuses what passes the limit, stops reading and leaves nothing behind", async () => {
    let pulled = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          pulled += 1;
          yield Buffer.alloc(1_000);
        }
      })(),
    );
    const refused = await store.put(endless, 5_000).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ContentRefused);
    expect(refused).toMatchObject({ refusal: { code: "too-large" } });
    expect(pulled).toBeLessThan(100);
    expect(endless.destroyed).toBe(true);
    expect(await filesIn(dir)).toBe(0);
  });

  it("leaves nothing behind when the sender breaks off", async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from("half");
        throw new Error("connection lost");
      })(),
    );
    await expect(store.put(broken, 1_000)).rejects.toThrow("connection lost");
    expect(await filesIn(dir)).toBe(0);
  });

  it("moves a finished file in, and the old place is empty", async () => {
    const path = join(store.workDir, "made");
    await writeFile(path, "made here");
    const stored = await store.putFile(path);
    expect(stored).toEqual({ sha256: sha256(Buffer.from("made here")), sizeBytes: 9 });
    expect(await filesIn(store.workDir)).toBe(0);
    expect(await filesIn(dir)).toBe(1);
  });

  it("empties its work folder at start and keeps its objects", async () => {
    const { sha256: name } = await store.put(Readable.from([Buffer.from("kept")]), 100);
    await writeFile(join(store.workDir, "left over"), "x");
    const again = await createFileStore(dir);
    expect(await filesIn(again.workDir)).toBe(0);
    expect(await again.find(name)).toEqual({ sizeBytes: 4 });
  });

  it("answers any half-open range with exactly those bytes", async () => {
    const bytes = randomBytes(3_000);
    const { sha256: name } = await store.put(Readable.from([bytes]), 10_000);
    await fc.assert(
      fc.asyncProperty(fc.nat(3_000), fc.nat(3_000), async (one, other) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)];
        expect(await buffer(store.read(name, { start, end }))).toEqual(bytes.subarray(start, end));
      }),
      { numRuns: 40 },
    );
  });

  it("knows nothing of absent objects and lets no name lead out of the folder", async () => {
    expect(await store.find("0".repeat(64))).toBeUndefined();
    expect(() => store.pathOf("0".repeat(64))).toThrow("No stored object");
    expect(() => store.pathOf("../../etc/passwd")).toThrow();
    await expect(store.find("../x")).rejects.toThrow();
  });
});

describe("chunk list", () => {
  it("holds the SHA-256 of every 256 KiB, whatever pieces the bytes come in", async () => {
    const bytes = randomBytes(CHUNK_BYTES * 2 + 1_000);
    const wanted = Buffer.concat(
      [
        bytes.subarray(0, CHUNK_BYTES),
        bytes.subarray(CHUNK_BYTES, CHUNK_BYTES * 2),
        bytes.subarray(CHUNK_BYTES * 2),
      ].map((chunk) => createHash("sha256").update(chunk).digest()),
    );
    for (const pieceBytes of [1_000, 65_536, CHUNK_BYTES, bytes.length]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
        bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
      );
      expect(await makeChunkList(Readable.from(pieces))).toEqual(wanted);
    }
    const { sha256: name } = await store.put(Readable.from([bytes]), 1e7);
    expect(await buffer(store.read(await storeChunkList(store, name)))).toEqual(wanted);
  });
});
