import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Envelope } from "../../schemas/envelope.ts";
import { MAX_BATCH_RECORDS, type PlayRecord } from "../../schemas/play-record.ts";
import { PlayerMessage } from "../../schemas/player-socket.ts";
import { anyPlayRecord } from "../../tests/support/any-play-record.ts";
import { playerState } from "../../tests/support/player-state.ts";
import { readMessage } from "./read-message.ts";

const head: Envelope = { payload: "abcd", signatures: [{ protected: "abcd", signature: "a".repeat(86) }] };
const [sample] = fc.sample(anyPlayRecord, { numRuns: 1, seed: 1 }) as [PlayRecord];

function asSchema(data: unknown): PlayerMessage | undefined {
  const parsed = PlayerMessage.safeParse(JSON.parse(JSON.stringify(data)));
  return parsed.success ? parsed.data : undefined;
}

describe("readMessage", () => {
  it("reads every batch as the schema does", () => {
    fc.assert(
      fc.property(fc.array(anyPlayRecord, { minLength: 1, maxLength: 5 }), (records) => {
        const message = { type: "batch", batch: { head, records } };
        expect(readMessage(JSON.stringify(message))).toEqual(message);
        expect(asSchema(message)).toEqual(message);
      }),
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
      expect(asSchema(data)).toBeUndefined();
      expect(readMessage(JSON.stringify(data))).toBeUndefined();
    }
  });

  it("reads other messages as before, and nothing out of what is no JSON", () => {
    const hello = { type: "hello", answer: head, state: playerState({ wallMs: 1 }) };
    expect(readMessage(JSON.stringify(hello))).toEqual(hello);
    for (const text of ["", "{", "null", "1", '"batch"']) expect(readMessage(text)).toBeUndefined();
  });
});
