import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ManifestAsset } from "../../../schemas/manifest.ts";
import { hashBytes, makeAiring } from "../../../tests/support/trust.ts";
import { CHUNK_BYTES, type MediaStore, openMediaStore } from "../ports/store.ts";
import { readFirstShowing } from "./first-showing.ts";
import type { ProgramMessage } from "./stage-page.ts";

const NOW_MS = 1_000_000;

let directory: string;
let store: MediaStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "first-showing-"));
  store = await openMediaStore(directory, () => undefined);
});
afterEach(() => rm(directory, { recursive: true }));

const pathOf = (sha256: string): string => join(directory, "media", sha256.slice(0, 2), sha256);

/** Puts bytes into the store as they are kept there, with the list of their pieces. */
async function keep(bytes: Buffer, mediaType: string): Promise<ManifestAsset> {
  const hashes: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    hashes.push(Buffer.from(hashBytes(bytes.subarray(at, at + CHUNK_BYTES)), "hex"));
  }
  const list = Buffer.concat(hashes);
  for (const file of [bytes, list]) {
    await mkdir(dirname(pathOf(hashBytes(file))), { recursive: true });
    await writeFile(pathOf(hashBytes(file)), file);
  }
  return { sizeBytes: bytes.length, mediaType, chunkListSha256: hashBytes(list) };
}

interface Planned {
  readonly kind?: "image" | "video";
  readonly bytes?: Buffer;
  readonly startsAtMs?: number;
  readonly endsAtMs?: number;
}

/** A program of one slot whose file is kept, and what of it the page gets. */
async function plan({ kind = "image", bytes = randomBytes(300_000), startsAtMs, endsAtMs }: Planned = {}) {
  const mediaType = kind === "image" ? "image/webp" : "video/mp4";
  const sha256 = hashBytes(bytes);
  const asset = await keep(bytes, mediaType);
  const main = { role: "main", sha256, mediaType, sizeBytes: bytes.length, widthPx: 1, heightPx: 1 } as const;
  const airing = makeAiring({ kind, renditions: [{ ...main, durationMs: null, pipelineVersion: 1 }] });
  const times = { startsAtMs: startsAtMs ?? NOW_MS - 5_300, endsAtMs: endsAtMs ?? NOW_MS + 4_000 };
  const slot = { key: "1-0", airingSha256: sha256, airing, urls: { [sha256]: `/media/${sha256}` }, ...times };
  const program: ProgramMessage = { type: "program", agentTimeMs: NOW_MS, slots: [slot] };
  const read = (findAsset: (asked: string) => ManifestAsset | undefined = () => asset) =>
    readFirstShowing(program, { findAsset, store });
  return { sha256, bytes, asset, read };
}

describe("what is due comes along with the page", () => {
  it("a picture whole, byte for byte what was approved", async () => {
    const { bytes, sha256, read } = await plan();
    const { kind, html } = (await read()) ?? {};
    expect(kind).toBe("image");
    expect(html).toContain(`data-sha256="${sha256}"`);
    const [, base64 = ""] = /src="data:image\/webp;base64,([^"]*)"/.exec(html ?? "") ?? [];
    expect(Buffer.from(base64, "base64").equals(bytes)).toBe(true);
  });

  it("a clip by its address, from the beginning of the group the plan stands in", async () => {
    const entryOf = async (lateMs: number) => {
      const { sha256, read } = await plan({ kind: "video", startsAtMs: NOW_MS - lateMs });
      return (await read())?.html.split(`/media/${sha256}`)[1]?.split('"')[0];
    };
    expect(await entryOf(5_300)).toBe("#t=4");
    expect(await entryOf(1_999)).toBe("");
  });

  it("never one whose bytes changed on the disk", async () => {
    const { asset, sha256, bytes, read } = await plan();
    const rotten = Buffer.from(bytes);
    rotten[CHUNK_BYTES + 7] = (rotten[CHUNK_BYTES + 7] ?? 0) ^ 1;
    await writeFile(pathOf(sha256), rotten);
    expect(await read()).toBeUndefined();
    // It went into quarantine: whoever asks for it now hears so.
    await expect(store.readChunks(sha256, await store.chunkList(asset), 0, 0).next()).rejects.toThrow();
  });

  it("never one that may not be shown, nor one withdrawn while it was read", async () => {
    const { asset, read } = await plan();
    expect(await read(() => undefined)).toBeUndefined();
    let asked = 0;
    const withdrawnLater = (): ManifestAsset | undefined => {
      asked += 1;
      return asked === 1 ? asset : undefined;
    };
    expect(await read(withdrawnLater)).toBeUndefined();
    expect(asked).toBe(2);
  });

  it("never one whose time has not come or is over", async () => {
    expect(await (await plan({ startsAtMs: NOW_MS + 1 })).read()).toBeUndefined();
    expect(await (await plan({ endsAtMs: NOW_MS })).read()).toBeUndefined();
  });

  it("no picture that would make the page itself late", async () => {
    expect(await (await plan({ bytes: randomBytes(1_048_577) })).read()).toBeUndefined();
    expect(await (await plan({ bytes: randomBytes(1_048_576) })).read()).toBeDefined();
  });
});
