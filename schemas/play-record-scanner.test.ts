import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyPlayRecord } from "../tests/support/any-play-record.ts";
import { anyTextChange, changeText } from "../tests/support/any-text-change.ts";
import { parseText } from "../tests/support/parse-text.ts";
import { PlayRecord } from "./play-record.ts";
import { PlayRecordScanner } from "./play-record-scanner.ts";
import { inCanonicalOrder, recordText } from "./trust/record-chain.ts";

/** As the schema would read it, if it is the canonical text of what it says. */
function asSchema(text: string): PlayRecord | undefined {
  const parsed = parseText(PlayRecord, text);
  return parsed !== undefined && recordText(parsed) === text ? parsed : undefined;
}

describe("the scanner of play records", () => {
  it("reads every canonical record, wherever it stands, as it was written", () => {
    const scanner = new PlayRecordScanner();
    fc.assert(
      fc.property(fc.array(anyPlayRecord, { minLength: 1, maxLength: 4 }), fc.string(), (records, before) => {
        const text = `${before}${records.map(recordText).join(",")}]`;
        let at = before.length;
        for (const record of records) {
          const scanned = scanner.scan(text, at);
          expect(scanned).toEqual({ record, text: recordText(record), end: at + recordText(record).length });
          at = (scanned?.end ?? 0) + 1;
        }
      }),
    );
  });

  it("reads nothing out of a text that the schema would not read so, also when its beginning is known", () => {
    fc.assert(
      fc.property(anyPlayRecord, fc.array(anyTextChange, { minLength: 1, maxLength: 2 }), (record, changes) => {
        const scanner = new PlayRecordScanner();
        // Three times: from the third on it is what was expected to come next.
        for (const _ of [1, 2, 3]) expect(scanner.scan(recordText(record), 0)?.record).toEqual(record);
        const text = changes.reduce(changeText, recordText(record));
        const scanned = scanner.scan(text, 0);
        if (scanned !== undefined) expect(scanned.text).toBe(text.slice(0, scanned.end));
        expect(scanned?.end === text.length ? scanned.record : undefined).toEqual(asSchema(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it("reads what goes round in turn, and what breaks the turn, by what stands there alone", () => {
    const order = fc.array(fc.nat(5), { minLength: 1, maxLength: 60 });
    const some = fc.array(anyPlayRecord, { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(some, order, (records, turns) => {
        const scanner = new PlayRecordScanner();
        for (const [index, turn] of [...turns, ...turns].entries()) {
          const record = records[turn];
          if (record === undefined) throw new Error("There are six.");
          const said = { ...record, seq: index + 1 };
          expect(scanner.scan(recordText(said), 0)?.record).toEqual(said);
        }
      }),
    );
  });

  it("leaves a record with its members in another order, with white space or without an end to others", () => {
    const [record] = fc.sample(anyPlayRecord, { numRuns: 1, seed: 3 });
    if (record === undefined) throw new Error("nothing drawn");
    const text = recordText(record);
    const { zone, ...others } = inCanonicalOrder(record);
    for (const other of [
      JSON.stringify({ zone, ...others }),
      JSON.stringify(record, null, 1),
      text.slice(0, -1),
      ` ${text}`,
      text.replace('"boot":', '"boot":1,"boot":'),
      "",
    ])
      expect(new PlayRecordScanner().scan(other, 0)).toBeUndefined();
    expect(new PlayRecordScanner().scan(text, 0)?.record).toEqual(record);
  });

  it("knows beginnings by what stands in them, however many come", () => {
    const scanner = new PlayRecordScanner();
    const [record] = fc.sample(anyPlayRecord, { numRuns: 1, seed: 4 });
    if (record === undefined) throw new Error("nothing drawn");
    for (let boot = 1; boot <= 25_000; boot += 1) scanner.scan(recordText({ ...record, boot }), 0);
    for (const boot of [1, 14_999, 25_000]) {
      expect(scanner.scan(recordText({ ...record, boot }), 0)?.record.boot).toBe(boot);
    }
  });
});
