import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyPlayRecord } from "../../tests/support/any-play-record.ts";
import { hashBytes } from "../../tests/support/trust.ts";
import type { PlayRecord } from "../play-record.ts";
import { canonicalJson } from "./canonical-json.ts";
import { CHAIN_START_SHA256, followChain, recordSha256, recordText } from "./record-chain.ts";

function makeChain(lengths: readonly number[]): PlayRecord[] {
  const records: PlayRecord[] = [];
  let prevSha256 = CHAIN_START_SHA256;
  for (const [index, shownMs] of lengths.entries()) {
    const record: PlayRecord = {
      player: 1,
      boot: 1,
      seq: index + 1,
      zone: "main",
      kind: "image",
      airingSha256: "a".repeat(64),
      editionVersionId: "01930000-0000-7000-8000-000000000002",
      language: "vi",
      entryId: "01930000-0000-7000-8000-000000000003",
      manifestRevision: 1,
      loopId: "0123456789abcdef",
      slotIndex: index,
      plannedMs: 10_000,
      shownMs,
      startedMonoMs: index * 10_000,
      startedWallMs: 1_790_000_000_000 + index * 10_000,
      clock: "anchored",
      outcome: "completed",
      joinedLate: false,
      panel: "unknown",
      prevSha256,
    };
    records.push(record);
    prevSha256 = recordSha256(record, hashBytes);
  }
  return records;
}

const chains = fc.array(fc.integer({ min: 2_000, max: 60_000 }), { minLength: 2, maxLength: 12 }).map(makeChain);

describe("the record chain", () => {
  it("gives the hash of each record when nothing was touched", () => {
    fc.assert(
      fc.property(chains, (records) => {
        const hashes = followChain(CHAIN_START_SHA256, records, hashBytes);
        expect(hashes).toEqual(records.map((record) => recordSha256(record, hashBytes)));
      }),
    );
  });

  it("breaks when a record before the last is altered, left out, doubled or moved", () => {
    fc.assert(
      fc.property(chains, fc.nat(), (records, pick) => {
        const at = pick % (records.length - 1);
        const target = records[at] as PlayRecord;
        const altered = records.with(at, { ...target, shownMs: target.shownMs + 1 });
        const missing = records.toSpliced(at, 1);
        const doubled = records.toSpliced(at, 0, target);
        const moved = records.with(at, records[at + 1] as PlayRecord).with(at + 1, target);
        for (const touched of [altered, missing, doubled, moved]) {
          expect(followChain(CHAIN_START_SHA256, touched, hashBytes)).toBeUndefined();
        }
      }),
    );
  });

  it("names each record by its canonical text, whichever of the two writers wrote it", () => {
    fc.assert(
      fc.property(anyPlayRecord, (record) => {
        expect(recordText(record)).toBe(canonicalJson(record));
      }),
      { numRuns: 500 },
    );
  });

  it("gives no text to a number that could be written in two ways", () => {
    for (const field of ["plannedMs", "shownMs", "slotIndex", "startedMonoMs", "startedWallMs"] as const) {
      const [record] = makeChain([2_000, 2_000]);
      const twofold = { ...(record as PlayRecord), [field]: -0 };
      expect(() => canonicalJson(twofold)).toThrow(TypeError);
      expect(() => recordText(twofold)).toThrow(TypeError);
    }
  });
});
