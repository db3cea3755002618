import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Envelope } from "../../schemas/envelope.ts";
import { MAX_BATCH_RECORDS, type PlayRecord } from "../../schemas/play-record.ts";
import { PlayerMessage } from "../../schemas/player-socket.ts";
import { inCanonicalOrder, recordText } from "../../schemas/trust/record-chain.ts";
import { anyPlayRecord } from "../../tests/support/any-play-record.ts";
import { anyTextChange, changeText } from "../../tests/support/any-text-change.ts";
import { parseText } from "../../tests/support/parse-text.ts";
import { playerState } from "../../tests/support/player-state.ts";
import { readMessage } from "./read-message.ts";

const head: Envelope = { payload: "abcd", signatures: [{ protected: "abcd", signature: "a".repeat(86) }] };
const [sample] = fc.sample(anyPlayRecord, { numRuns: 1, seed: 1 }) as [PlayRecord];

const asSchema = (text: string): PlayerMessage | undefined => parseText(PlayerMessage, text);

describe("readMessage", () => {
  it("reads every batch as the schema does", () => {
    fc.assert(
      fc.property(fc.array(anyPlayRecord, { minLength: 1, maxLength: 5 }), (records) => {
        const message = { type: "batch", batch: { head, records } };
        expect(readMessage(JSON.stringify(message))).toEqual(message);
        expect(asSchema(JSON.stringify(message))).toEqual(message);
      }),
    );
  });

  it("reads every batch as players write it just so, and keeps how each record was written", () => {
    fc.assert(
      fc.property(fc.array(anyPlayRecord, { minLength: 1, maxLength: 5 }), (records) => {
        const message = { type: "batch", batch: { head, records: records.map(inCanonicalOrder) } };
        const texts = records.map(recordText);
        expect(readMessage(JSON.stringify(message))).toEqual({ type: "batch", batch: { head, records, texts } });
      }),
    );
  });

  it("reads a frame that a character was changed in as the schema does", () => {
    const anyRecords = fc.array(anyPlayRecord, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(anyRecords, fc.array(anyTextChange, { minLength: 1, maxLength: 2 }), (records, changes) => {
        const message = { type: "batch", batch: { head, records: records.map(inCanonicalOrder) } };
        const text = changes.reduce(changeText, JSON.stringify(message));
        const read = readMessage(text);
        const { texts, ...batch } = read?.type === "batch" ? read.batch : { texts: undefined };
        expect(read?.type === "batch" ? { type: "batch", batch } : read).toEqual(asSchema(text));
        if (texts !== undefined && read?.type === "batch") expect(texts).toEqual(read.batch.records.map(recordText));
      }),
      { numRuns: 1_000 },
    );
  });

  it("reads what is not quite a batch as the schema does", () => {
    const batches: unknown[] = [
      { type: "batch" },
      { type: "batch", batch: null },
      { type: "batch", batch: [head] },
      { type: "batch", batch: { head, records: [] } },
      { type: "batch", batch: { head, records: {} } },
      { type: "batch", batch: { head, records: [sample], more: 1 } },
      { type: "batch", batch: { head, records: [sample] }, more: 1 },
      { type: "batch", batch: { head: { ...head, more: 1 }, records: [sample] } },
      { type: "batch", batch: { head: { ...head, signatures: [] }, records: [sample] } },
      { type: "batch", batch: { head, records: [sample, { ...sample, seq: 0 }] } },
      { type: "batch", batch: { head, records: Array.from({ length: MAX_BATCH_RECORDS + 1 }, () => sample) } },
      { type: "other", batch: { head, records: [sample] } },
      [{ type: "batch", batch: { head, records: [sample] } }],
    ];
    for (const data of batches) {
      expect(asSchema(JSON.stringify(data))).toBeUndefined();
      expect(readMessage(JSON.stringify(data))).toBeUndefined();
    }
  });

  it("reads other messages as before, and nothing out of what is no JSON", () => {
    const hello = { type: "hello", answer: head, state: playerState({ wallMs: 1 }) };
    expect(readMessage(JSON.stringify(hello))).toEqual(hello);
    for (const text of ["", "{", "null", "1", '"batch"']) expect(readMessage(text)).toBeUndefined();
  });
});
