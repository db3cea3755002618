import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PlayRow } from "../repos/play-log.ts";
import { ARCHIVED_COLUMNS, ARCHIVED_NAMES, archivedLine, ROWS_IN_GROUP, rowOfLine } from "./archived-columns.ts";
import { encodeRows } from "./encode-rows.ts";
import { ArchiveDamaged, PartFile } from "./part-file.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "cotmoc-parquet-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString("hex"));
/** What a hostile player may have said is archived as it was said. */
const text = fc.oneof(
  fc.constantFrom("", "vi", "Tiếng Việt", "ខ្មែរ", "\u0000", "a'b\\n"),
  fc.string({ unit: "grapheme" }),
);
const integer = fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constantFrom(0, -1, Number.MAX_SAFE_INTEGER, 8.64e15));
const kinds = { integer, text, hash, "hash-before": hash } as const;
const row = fc.record(
  Object.fromEntries(ARCHIVED_NAMES.map((name) => [name, kinds[ARCHIVED_COLUMNS[name]] as fc.Arbitrary<unknown>])),
) as fc.Arbitrary<unknown> as fc.Arbitrary<PlayRow>;

async function readBack(rows: readonly PlayRow[]): Promise<PlayRow[]> {
  const bytes = encodeRows(rows);
  expect(Buffer.from(encodeRows(rows)).equals(bytes)).toBe(true);
  const path = join(dir, "one.parquet");
  await writeFile(path, bytes);
  const file = await PartFile.open(path, createHash("sha256").update(bytes).digest("hex"));
  const read: PlayRow[] = [];
  for (const group of file.groups) read.push(...(await file.readGroup(group)));
  return read;
}

test("records come back as they were, whatever they say, linked or not; the same ones give the same bytes", async () => {
  const some = fc.array(fc.tuple(row, fc.boolean()), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(some, async (drawn) => {
      const rows: PlayRow[] = [];
      for (const [one, isLinked] of drawn) {
        const before = rows.at(-1);
        const { player, boot, screen_id, sha256 } = before ?? one;
        rows.push(isLinked && before !== undefined ? { ...one, player, boot, screen_id, prev_sha256: sha256 } : one);
      }
      expect(await readBack(rows)).toEqual(rows);
      expect(rows.map((one) => rowOfLine(archivedLine(one)))).toEqual(rows);
    }),
    { numRuns: process.env.TEST_TIER === "long" ? 2_000 : 60 },
  );
});

test("each group of rows is read by itself, and its first row says what is before it", async () => {
  const [one] = fc.sample(row, 1);
  if (one === undefined) throw new Error("No row.");
  const rows: PlayRow[] = [];
  for (let seq = 1; seq <= 2 * ROWS_IN_GROUP + 10; seq += 1) {
    const sha256 = createHash("sha256").update(String(seq)).digest("hex");
    rows.push({ ...one, seq, sha256, prev_sha256: rows.at(-1)?.sha256 ?? one.prev_sha256 });
  }
  expect(await readBack(rows)).toEqual(rows);
  const file = await PartFile.open(join(dir, "one.parquet"), await sumOf(rows));
  expect(file.groups).toHaveLength(3);
  const [, second] = file.groups;
  if (second === undefined) throw new Error("There is no second group.");
  expect(await file.readGroup(second)).toEqual(rows.slice(second.fromRow, second.toRow));
});

async function sumOf(rows: readonly PlayRow[]): Promise<string> {
  return createHash("sha256").update(encodeRows(rows)).digest("hex");
}

test("what is no record is not written, and a file that is another, cut short or gone is refused by its name", async () => {
  const [one] = fc.sample(row, 1);
  if (one === undefined) throw new Error("No row.");
  expect(() => encodeRows([{ ...one, sha256: "h1.1" }])).toThrow(/SHA-256/);
  expect(() => encodeRows([{ ...one, seq: 1.5 }])).toThrow();
  const sum = await sumOf([one]);
  const path = join(dir, "other.parquet");
  await expect(PartFile.open(path, sum)).rejects.toThrow(ArchiveDamaged);
  await writeFile(path, encodeRows([one]).slice(0, -1));
  await expect(PartFile.open(path, sum)).rejects.toThrow(/other\.parquet/);
  await writeFile(path, encodeRows([one]));
  const file = await PartFile.open(path, sum);
  // Changed after it was looked through: the page itself says so.
  const bytes = Buffer.from(encodeRows([one]));
  bytes[40] = (bytes[40] ?? 0) ^ 0xff;
  await writeFile(path, bytes);
  await expect(file.readGroup({ fromRow: 0, toRow: 1 })).rejects.toThrow(/other\.parquet/);
});
