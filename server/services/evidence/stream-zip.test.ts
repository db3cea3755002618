import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Archive } from "../../../scripts/verify/read-archive.ts";
import { type ArchivedFile, streamZip } from "./stream-zip.ts";
import { ZIP_LIMITS, type ZipLimits } from "./zip-records.ts";

const IS_LONG = process.env.TEST_TIER === "long";
const MANY = IS_LONG ? 65_540 : 260;

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "cotmoc-zip-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function* madeOf(count: number): AsyncGenerator<ArchivedFile> {
  for (let index = 0; index < count; index += 1) yield { name: `tệp ${index}.txt`, content: textOf(index) };
}
const textOf = (index: number) => [`nội dung ${index}\n`, "x".repeat(index % 50)];

async function pack(count: number, limits?: ZipLimits): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of streamZip(madeOf(count), limits)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function readBack(archive: Buffer): Promise<Map<string, string>> {
  const path = join(dir, "one.zip");
  await writeFile(path, archive);
  const opened = await Archive.open(path);
  const files = new Map<string, string>();
  for (const name of opened.names) {
    const pieces: Buffer[] = [];
    for await (const piece of opened.read(name)) pieces.push(piece);
    files.set(name, Buffer.concat(pieces).toString());
  }
  await opened.close();
  return files;
}

test.each([
  ["a small one", ZIP_LIMITS, false],
  ["one that begins to be too long", { ...ZIP_LIMITS, bytes: 2_000 }, true],
  ["one of too many files", { ...ZIP_LIMITS, members: 30 }, true],
] as const)("an archive, %s, gives every file back, to the verifier and to others", async (_, limits, isWide) => {
  const archive = await pack(60, limits);
  expect(archive.includes(Buffer.from("PK\u0006\u0006", "latin1"))).toBe(isWide);
  const wanted = new Map(Array.from({ length: 60 }, (_, index) => [`tệp ${index}.txt`, textOf(index).join("")]));
  expect(await readBack(archive)).toEqual(wanted);
  const others = Object.entries(unzipSync(archive)).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]);
  expect(new Map(others as [string, string][])).toEqual(wanted);
  expect((await pack(60, limits)).equals(archive)).toBe(true);
});

test(`an archive holds more files than its first fields can count (${MANY})`, async () => {
  const names = await readNames(await pack(MANY, IS_LONG ? ZIP_LIMITS : { ...ZIP_LIMITS, members: 255 }));
  expect([names.length, names.at(-1)]).toEqual([MANY, `tệp ${MANY - 1}.txt`]);
});

async function readNames(archive: Buffer): Promise<string[]> {
  const path = join(dir, "many.zip");
  await writeFile(path, archive);
  const opened = await Archive.open(path);
  await opened.close();
  return opened.names;
}
