import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyPlayRecord } from "../tests/support/any-play-record.ts";
import { PlayRecord } from "./play-record.ts";
import { isPlayRecord } from "./play-record-reader.ts";

const asRead = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What a broken or hostile player may put in the place of a field's value. */
const wrong = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, "", " ", "on", "cut", "image", "unknown", "a".repeat(64), [], {}, [1]),
  fc.constantFrom<unknown>(0, -0, -1, 1, 1.5, 1e16, -1e16, 2 ** 53, 34_560_000_000, 34_560_000_001, 1e300),
  fc.constantFrom<unknown>(
    "vi\n",
    "VI",
    "vi-VN",
    "zh-Hans-CN",
    "main\n",
    `${"a".repeat(64)}\n`,
    "A".repeat(64),
    "toString",
  ),
  fc.constantFrom<unknown>("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
  fc.constantFrom<unknown>("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "01930000-0000-9000-8000-000000000001"),
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.uuid(),
);
const fields = Object.keys(PlayRecord.shape);
const brokenRecord = fc
  .tuple(anyPlayRecord, fc.constantFrom(...fields, "__proto__", "constructor", "other"), wrong, fc.boolean())
  .map(([record, field, value, isLeftOut]) => {
    const entries = Object.entries(record).filter(([name]) => name !== field);
    return Object.fromEntries(isLeftOut ? entries : [...entries, [field, value]]);
  });

describe("isPlayRecord", () => {
  it("accepts what the schema accepts, and what it accepts the schema leaves as it is", () => {
    fc.assert(
      fc.property(anyPlayRecord, (record) => {
        expect(isPlayRecord(asRead(record))).toBe(true);
        expect(PlayRecord.parse(asRead(record))).toEqual(record);
      }),
      { numRuns: 500 },
    );
  });

  it("says the same as the schema of a record with one thing wrong in it", () => {
    let refused = 0;
    fc.assert(
      fc.property(brokenRecord, (record) => {
        const isGood = PlayRecord.safeParse(asRead(record)).success;
        expect(isPlayRecord(asRead(record))).toBe(isGood);
        refused += isGood ? 0 : 1;
      }),
      { numRuns: 5_000 },
    );
    expect(refused).toBeGreaterThan(1_000);
  });

  it("refuses what is no record at all, as the schema does", () => {
    for (const value of [null, 0, "", "record", true, [], [[]], {}, { player: 1 }]) {
      expect(isPlayRecord(value)).toBe(false);
      expect(PlayRecord.safeParse(value).success).toBe(false);
    }
    const hostile = JSON.parse(`{"__proto__": {"player": 1}, "boot": 1}`) as unknown;
    expect(isPlayRecord(hostile)).toBe(false);
  });
});
