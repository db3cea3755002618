import { mkdtemp, open, readdir, readFile, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MediaServer, type ServedFile } from "../../../tests/support/media-server.ts";
import { downloadMedia, type TransferGate } from "./download.ts";
import { createServerLink } from "./network.ts";
import { openServerLines } from "./server-agent.ts";
import { CHUNK_BYTES, type MediaStore, openMediaStore } from "./store.ts";

const OPEN: TransferGate = { mayTransfer: () => true, pace: async () => undefined };

let dataDir: string;
let server: MediaServer;
let store: MediaStore;
let stop: AbortController;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "cotmoc-download-"));
  server = await MediaServer.start();
  store = await openMediaStore(dataDir, () => undefined);
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

function download({ sha256, asset }: ServedFile, gate: TransferGate = OPEN) {
  const lines = openServerLines(server.url, { proxy: null, trust: null, onOpen: () => undefined });
  const link = createServerLink(server.url, stop.signal, lines);
  link.setToken("t".repeat(32));
  return downloadMedia(store, link, gate, { sha256, asset });
}

const pathOf = ({ sha256 }: ServedFile) => join(dataDir, "media", sha256.slice(0, 2), sha256);
const partOf = ({ sha256 }: ServedFile) => join(store.tmpDir, `${sha256}.part`);
const asksFor = ({ sha256 }: ServedFile) =>
  server.asked.filter((ask) => ask.sha256 === sha256).map(({ range }) => range);

describe("a download", () => {
  it("has its name only when every byte is right, and nothing is left beside it", async () => {
    for (const sizeBytes of [0, 1, CHUNK_BYTES, CHUNK_BYTES * 3 + 17]) {
      const file = server.add(sizeBytes);
      expect(await download(file)).toBe("have");
      expect((await readFile(pathOf(file))).equals(file.bytes)).toBe(true);
    }
    expect(await readdir(store.tmpDir)).toEqual([]);
  });

  it("asks for a wrong piece again alone, and gives up on one that stays wrong, with nothing of it stored", async () => {
    const file = server.add(CHUNK_BYTES * 5 + 9);
    let isSpoiled = false;
    server.spoil = (bytes, fromByte, sha256) => {
      if (isSpoiled || sha256 !== file.sha256) return bytes;
      isSpoiled = true;
      return flip(bytes, CHUNK_BYTES * 2 + 5 - fromByte);
    };
    expect(await download(file)).toBe("have");
    expect(asksFor(file)).toEqual([undefined, `bytes=${CHUNK_BYTES * 2}-${CHUNK_BYTES * 3 - 1}`]);
    const bad = server.add(CHUNK_BYTES * 3);
    server.spoil = (bytes, fromByte, sha256) =>
      sha256 === bad.sha256 && fromByte <= CHUNK_BYTES ? flip(bytes, CHUNK_BYTES - fromByte) : bytes;
    expect(await download(bad)).toBe("refused");
    expect(asksFor(bad)).toHaveLength(3);
    await expect(readFile(pathOf(bad))).rejects.toThrow("ENOENT");
  });

  it("goes on after each break with what is right on the disk, and believes none of it unread", async () => {
    const file = server.add(CHUNK_BYTES * 8 + 100);
    server.breakAfterBytes = CHUNK_BYTES * 2 + 50_000;
    expect(await download(file)).toBe("have");
    expect(asksFor(file)).toEqual(
      [undefined, 2, 4, 6].map((piece) => (piece && `bytes=${piece * CHUNK_BYTES}-`) as string),
    );

    const later = server.add(CHUNK_BYTES * 6);
    server.breakAfterBytes = 0;
    expect(await download(later)).toBe("unreachable");
    server.breakAfterBytes = undefined;
    // As after a power cut: four pieces came, one of them rotted, the last is half there.
    const part = await open(partOf(later), "w");
    await part.write(flip(later.bytes.subarray(0, CHUNK_BYTES * 3 + 100), CHUNK_BYTES + 1));
    await part.close();
    expect(await download(later)).toBe("have");
    expect(asksFor(later)).toEqual([`bytes=${CHUNK_BYTES}-${CHUNK_BYTES * 2 - 1}`, `bytes=${CHUNK_BYTES * 3}-`]);
    expect((await readFile(pathOf(later))).equals(later.bytes)).toBe(true);
  });

  it("takes a file from a server that knows no ranges, and keeps no more of a longer part than belongs to it", async () => {
    const file = server.add(CHUNK_BYTES * 4);
    server.breakAfterBytes = CHUNK_BYTES * 2;
    await download(file, { mayTransfer: () => server.asked.length < 2, pace: async () => undefined });
    server.breakAfterBytes = undefined;
    server.knowsRanges = false;
    await truncate(partOf(file), CHUNK_BYTES * 9);
    expect(await download(file)).toBe("have");
    expect((await readFile(pathOf(file))).equals(file.bytes)).toBe(true);
  });

  it("does not begin, or go on, where its limits say no, and is paced by what came", async () => {
    const file = server.add(CHUNK_BYTES * 70);
    let allowed = 0;
    const gate = (most: number): TransferGate => ({ mayTransfer: () => allowed++ < most, pace: async () => undefined });
    expect(await download(file, gate(0))).toBe("unreachable");
    expect(server.asked).toEqual([]);
    allowed = 0;
    // The list of pieces, then the first 16 MiB, then no more.
    expect(await download(file, gate(2))).toBe("unreachable");
    expect(asksFor(file)).toEqual([`bytes=0-${CHUNK_BYTES * 64 - 1}`]);
    let paced = 0;
    const pace = async (bytes: number) => {
      paced += bytes;
    };
    expect(await download(file, { mayTransfer: () => true, pace })).toBe("have");
    expect(asksFor(file).slice(1)).toEqual([`bytes=${CHUNK_BYTES * 64}-`]);
    expect(paced).toBe(CHUNK_BYTES * 6);
  });

  it("takes no page of a captive portal for a file, nor for the server's no", async () => {
    const file = server.add(CHUNK_BYTES * 2);
    const pages: { status: number; headers: Record<string, string> }[] = [
      { status: 200, headers: { "content-type": "text/html; charset=utf-8" } },
      { status: 302, headers: { location: "http://portal.test/login" } },
      { status: 511, headers: { "content-type": "text/html" } },
      { status: 403, headers: { "content-type": "text/html" } },
      { status: 502, headers: { "content-type": "text/html" } },
    ];
    for (const { status, headers } of pages) {
      server.instead = (response) => void response.writeHead(status, headers).end("<html>Please sign in");
      expect(await download(file)).toBe("unreachable");
    }
    server.instead = (response) =>
      void response.writeHead(404, { "content-type": "application/problem+json" }).end("{}");
    expect(await download(file)).toBe("refused");
    server.instead = undefined;
    expect(await download(file)).toBe("have");
  });
});

function flip(bytes: Buffer, at: number): Buffer {
  const spoiled = Buffer.from(bytes);
  if (at >= 0 && at < spoiled.length) spoiled[at] = (spoiled[at] ?? 0) ^ 1;
  return spoiled;
}
