import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as storeModule from "../../player/agent/ports/store.ts";
import { CHUNK_BYTES, type MediaStore } from "../../player/agent/ports/store.ts";
import { roomForMedia } from "../../player/agent/ports/store-room.ts";
import { ScrubShell } from "../../player/agent/shells/scrub-shell.ts";
import type { ManifestAsset } from "../../schemas/manifest.ts";
import { importBroken } from "../support/broken-build.ts";

const CASES = process.env.TEST_TIER === "long" ? 10_000 : 1_000;
const SIZES = [1, 4_096, 40_000, CHUNK_BYTES, CHUNK_BYTES + 1, 300_000, 2 * CHUNK_BYTES + 77];

const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

interface Kept {
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly asset: ManifestAsset;
}

type StoreModule = Pick<typeof storeModule, "openMediaStore" | "ChangedBytesError">;

/** A store of its own with a file of each size in it. */
interface Shelf {
  readonly dataDir: string;
  readonly store: MediaStore;
  readonly files: readonly Kept[];
  /** What the store has told of since this was last emptied. */
  readonly lost: string[];
  readonly ChangedBytesError: StoreModule["ChangedBytesError"];
}

const pathOf = ({ dataDir }: Shelf, sha256: string) => join(dataDir, "media", sha256.slice(0, 2), sha256);

async function put(store: MediaStore, bytes: Buffer): Promise<string> {
  const sha256 = sha256Of(bytes);
  const path = join(store.tmpDir, `${sha256}.part`);
  await writeFile(path, bytes);
  await store.adopt(path, sha256);
  return sha256;
}

async function keep(store: MediaStore, bytes: Buffer): Promise<Kept> {
  const hashes: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    hashes.push(
      createHash("sha256")
        .update(bytes.subarray(at, at + CHUNK_BYTES))
        .digest(),
    );
  }
  const chunkListSha256 = await put(store, Buffer.concat(hashes));
  const asset = { sizeBytes: bytes.length, mediaType: "video/mp4", chunkListSha256 };
  return { bytes, sha256: await put(store, bytes), asset };
}

async function fillShelf({ openMediaStore, ChangedBytesError }: StoreModule): Promise<Shelf> {
  const dataDir = await mkdtemp(join(tmpdir(), "cotmoc-rot-"));
  const lost: string[] = [];
  const store = await openMediaStore(dataDir, (sha256) => lost.push(sha256));
  const files: Kept[] = [];
  for (const size of SIZES) files.push(await keep(store, randomBytes(size)));
  return { dataDir, store, files, lost, ChangedBytesError };
}

let shelf: Shelf;
beforeAll(async () => {
  shelf = await fillShelf(storeModule);
});
afterAll(() => rm(shelf.dataDir, { recursive: true, force: true }));

const damage = fc.record({
  kind: fc.constantFrom("flip", "truncate", "extend", "zero-block", "zero-all", "swap"),
  file: fc.nat({ max: SIZES.length - 1 }),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  bit: fc.nat({ max: 7 }),
});

function spoil(kept: Kept, { kind, at, bit }: { kind: string; at: number; bit: number }): Buffer {
  const bytes = Buffer.from(kept.bytes);
  const place = Math.floor(at * bytes.length);
  switch (kind) {
    case "flip":
      bytes.writeUInt8(bytes.readUInt8(place) ^ (1 << bit), place);
      return bytes;
    case "truncate":
      return bytes.subarray(0, place);
    case "extend":
      return Buffer.concat([bytes, randomBytes(1 + bit)]);
    case "zero-block":
      return bytes.fill(0, place - (place % 4_096), Math.min(bytes.length, place - (place % 4_096) + 4_096));
    case "zero-all":
      return bytes.fill(0);
    default:
      return randomBytes(bytes.length);
  }
}

/** What the store gives out of a file, up to where it stops. */
async function readOut(from: Shelf, { sha256, asset }: Kept): Promise<{ given: Buffer; isWhole: boolean }> {
  const { store, ChangedBytesError } = from;
  const given: Buffer[] = [];
  try {
    const list = await store.chunkList(asset);
    for await (const chunk of store.readChunks(sha256, list, 0, list.count - 1)) given.push(Buffer.from(chunk));
    return { given: Buffer.concat(given), isWhole: true };
  } catch (error) {
    if (!(error instanceof ChangedBytesError)) throw error;
    return { given: Buffer.concat(given), isWhole: false };
  }
}

const atOnce = async () => undefined;

/** Changes one file after the other: the store gives out no changed byte, and finds every change by reading or scrub. */
async function checkEveryChange(on: Shelf, cases: number): Promise<void> {
  const { store, lost } = on;
  let count = 0;
  const property = fc.asyncProperty(damage, async (one) => {
    const kept = on.files[one.file];
    if (kept === undefined) throw new Error("no file");
    const spoilt = spoil(kept, one);
    if (spoilt.equals(kept.bytes)) return;
    count += 1;
    await writeFile(pathOf(on, kept.sha256), spoilt);
    lost.length = 0;
    if (count % 2 === 0) {
      const { given, isWhole } = await readOut(on, kept);
      expect(kept.bytes.subarray(0, given.length).equals(given), "given out as they were").toBe(true);
      // What was added behind the end is never read; the length and the scrub find it.
      expect(isWhole, "given out as they were").toBe(one.kind === "extend");
      if (isWhole) expect(await store.has(kept.sha256, kept.asset.sizeBytes)).toBe(false);
    }
    if (lost.length === 0) expect(await store.verify(kept.sha256, atOnce), "found by the scrub").toBe(false);
    expect(lost).toEqual([kept.sha256]);
    expect(await store.has(kept.sha256, kept.asset.sizeBytes)).toBe(false);
    await writeFile(pathOf(on, kept.sha256), kept.bytes);
  });
  // A failure is a failure: nobody needs the smallest one.
  await fc.assert(property, { numRuns: cases, endOnFailure: true });
  expect(count).toBeGreaterThan(cases * 0.9);
}

/** The store with one thing left out. */
const BROKEN = [
  {
    what: "gave out what it did not check",
    from: "if (!chunkList.matches(index, chunk)) {",
    to: "if (chunkList.count === 0) {",
    found: "given out as they were",
  },
  {
    what: "read without comparing in its scrub",
    from: "if ((await hashOf(file, pace)) === sha256) return true;",
    to: "if ((await hashOf(file, pace)) !== '') return true;",
    found: "found by the scrub",
  },
] as const;

describe("the media store", () => {
  it(`gives out no changed byte and finds every change (${CASES}): by reading it, and by the scrub`, async () => {
    await checkEveryChange(shelf, CASES);
    for (const kept of shelf.files) {
      expect((await readOut(shelf, kept)).given.equals(kept.bytes)).toBe(true);
      await put(shelf.store, kept.bytes);
    }
    expect(await readdir(join(shelf.dataDir, "quarantine"))).toEqual([]);
  });

  it.each(BROKEN)("would be found out if it $what", async ({ from, to, found }) => {
    const file = "player/agent/ports/store.ts";
    const broken = await fillShelf(await importBroken<StoreModule>(file, [{ file, from, to }]));
    try {
      await expect(checkEveryChange(broken, 100)).rejects.toHaveProperty(
        "cause.message",
        expect.stringContaining(found),
      );
    } finally {
      await rm(broken.dataDir, { recursive: true, force: true });
    }
  });

  it("is walked once a day: every rotten file is told of, chunk lists too, and a restart goes on where it was", async () => {
    const { store, files, dataDir, lost } = shelf;
    let nowMs = 1_000 * 86_400_000;
    const events: [string, unknown][] = [];
    const visited: string[] = [];
    const seeing: Pick<MediaStore, "list" | "verify"> = {
      list: () => store.list(),
      verify: (sha256, pace) => {
        visited.push(sha256);
        return store.verify(sha256, pace);
      },
    };
    const make = (bytesPerSecond: number) =>
      new ScrubShell({
        store: seeing,
        dataDir,
        wall: () => nowMs,
        report: (event, detail) => events.push([event, detail]),
        bytesPerSecond,
      });
    const [first, second] = files;
    if (first === undefined || second === undefined) throw new Error("no file");
    await writeFile(pathOf(shelf, first.sha256), "rotten");
    await writeFile(pathOf(shelf, second.asset.chunkListSha256), "rotten");
    lost.length = 0;
    const fast = make(1e12);
    await fast.scrub();
    expect(new Set(lost)).toEqual(new Set([first.sha256, second.asset.chunkListSha256]));
    expect(events).toEqual([["scrubbed", { rotten: 2 }]]);
    const all = (await store.list()).length + 2;
    expect(visited).toHaveLength(all);
    nowMs += 3_600_000;
    await fast.scrub();
    expect(visited).toHaveLength(all);
    nowMs += 86_400_000;
    await writeFile(join(dataDir, "scrub"), JSON.stringify({ finishedAtMs: nowMs, after: (await store.list())[4] }));
    visited.length = 0;
    await make(1e12).scrub();
    expect(visited).toEqual((await store.list()).slice(5));
    await put(store, first.bytes);
  });

  it("keeps 200 MB, a fifth of the disk and the log's own space free of media", () => {
    const disk = { diskBytes: 32e9, freeBytes: 30e9, mediaBytes: 1e9, reservedBytes: 0 };
    expect(roomForMedia(disk)).toBe(24.6e9);
    expect(roomForMedia({ ...disk, freeBytes: 1e9, mediaBytes: 20e9, reservedBytes: 256e6 })).toBe(544e6);
    expect(roomForMedia({ ...disk, freeBytes: 400e6, mediaBytes: 20e9, reservedBytes: 256e6 })).toBeLessThan(0);
    expect(roomForMedia({ ...disk, mediaBytes: 26e9 })).toBeLessThan(0);
  });

  it("takes nothing more where there is no room, and keeps what it has", async () => {
    const { store } = shelf;
    await expect(store.ensureRoom(1e15)).rejects.toThrow("room");
    store.setReserved(() => 1e15);
    await expect(store.ensureRoom(1)).rejects.toThrow("room");
    store.setReserved(() => 0);
    await store.ensureRoom(1);
  });
});
