import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlayRecord } from "../../../schemas/play-record.ts";
import { CHAIN_START_SHA256, followChain } from "../../../schemas/trust/record-chain.ts";
import { makeDraft } from "../../../tests/support/showing-draft.ts";
import { emptyOutbox, type OutboxEvent, type OutboxState, stepOutbox } from "./outbox.ts";
import { decodeLine, encodeLine, type OutboxLine } from "./outbox-line.ts";
import { outcomeOf, qualifies } from "./showing.ts";

const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const draft = makeDraft;

function feed(state: OutboxState, events: readonly OutboxEvent[]): { state: OutboxState; lines: OutboxLine[] } {
  const lines: OutboxLine[] = [];
  let next = state;
  for (const event of events) {
    const step = stepOutbox(next, event, hash);
    next = step.state;
    lines.push(...step.lines);
  }
  return { state: next, lines };
}

function recover(lines: readonly OutboxLine[], boot: number) {
  const read = feed(
    emptyOutbox(7),
    lines.map((line): OutboxEvent => ({ type: "recovered", line })),
  );
  return feed(read.state, [{ type: "boot", boot }]);
}

const recordsOf = (lines: readonly OutboxLine[]): PlayRecord[] =>
  lines.flatMap((line) => (line.t === "closed" ? [line.record] : []));

describe("the outbox", () => {
  it("counts without a gap, chains every record, and closes every qualified showing once over any crashes", () => {
    const act = fc.record({
      kind: fc.constantFrom("qualify", "progress", "close", "crash"),
      ms: fc.integer({ min: 2_000, max: 9_000 }),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        let disk: OutboxLine[] = [];
        let boot = 1;
        let { state } = recover(disk, boot);
        let open: string | undefined;
        let opened = 0;
        for (const { kind, ms } of acts) {
          const events: OutboxEvent[] = [];
          if (kind === "qualify" && open === undefined) {
            opened += 1;
            open = `showing-${opened}`;
            events.push({ type: "qualified", showing: open, draft: draft({ startedMonoMs: opened }), shownMs: 2_000 });
          }
          if (kind === "progress" && open !== undefined) events.push({ type: "progress", showing: open, shownMs: ms });
          if (kind === "close" && open !== undefined) {
            events.push({ type: "closed", showing: open, draft: draft(), shownMs: ms, outcome: "cut" });
            open = undefined;
          }
          const step = feed(state, events);
          state = step.state;
          disk = [...disk, ...step.lines];
          if (kind === "crash") {
            boot += 1;
            const again = recover(disk, boot);
            state = again.state;
            disk = [...disk, ...again.lines];
            open = undefined;
          }
        }
        const records = recordsOf(disk);
        expect(records).toHaveLength(opened - (open === undefined ? 0 : 1));
        expect(followChain(CHAIN_START_SHA256, records, hash)).toBeDefined();
        for (const { boot: ofBoot } of records) {
          const seqs = records.filter((record) => record.boot === ofBoot).map(({ seq }) => seq);
          expect(seqs).toEqual(seqs.map((_, index) => index + 1));
        }
      }),
      { numRuns: process.env.TEST_TIER === "long" ? 20_000 : 300 },
    );
  });

  it("makes an interrupted record of what a crash left open, at its last logged progress", () => {
    const before = feed(recover([], 3).state, [
      { type: "qualified", showing: "s", draft: draft(), shownMs: 2_000 },
      { type: "progress", showing: "s", shownMs: 7_000 },
    ]);
    const [record, ...others] = recordsOf(recover(before.lines, 4).lines);
    expect(record).toMatchObject({ boot: 3, seq: 1, shownMs: 7_000, outcome: "interrupted" });
    expect(others).toEqual([]);
  });

  it("does not close a showing a second time whose record can no longer be read", () => {
    const { lines } = feed(recover([], 1).state, [
      { type: "qualified", showing: "s", draft: draft(), shownMs: 2_000 },
      { type: "closed", showing: "s", draft: draft(), shownMs: 9_900, outcome: "completed" },
      { type: "closed", showing: "t", draft: draft({ startedMonoMs: 10_000 }), shownMs: 9_900, outcome: "completed" },
    ]);
    const damaged = lines.filter((line) => line.t !== "closed" || line.showing !== "s");
    expect(recordsOf(recover(damaged, 2).lines)).toEqual([]);
  });

  it("goes on after the server's mark when its own log is gone, and only then", () => {
    const mark = { boot: 5, seq: 9, headSha256: "c".repeat(64) };
    const close: OutboxEvent = { type: "closed", showing: "s", draft: draft(), shownMs: 3_000, outcome: "cut" };
    const adopted = feed(recover([], 6).state, [{ type: "adopt", mark }, close]);
    expect(recordsOf(adopted.lines)[0]).toMatchObject({ boot: 6, seq: 1, prevSha256: mark.headSha256 });
    const kept = feed(recover([], 6).state, [close, { type: "adopt", mark }, { ...close, showing: "t" }]);
    expect(followChain(CHAIN_START_SHA256, recordsOf(kept.lines), hash)).toBeDefined();
  });

  it("finds every changed bit of a line", () => {
    const line: OutboxLine = { t: "progress", showing: "s", shownMs: 7_000 };
    const text = encodeLine(line, crc32).slice(0, -1);
    expect(decodeLine(text, crc32)).toEqual(line);
    for (let bit = 0; bit < text.length * 7; bit += 1) {
      const bytes = Buffer.from(text);
      bytes.writeUInt8((bytes[Math.floor(bit / 7)] ?? 0) ^ (1 << (bit % 7)), Math.floor(bit / 7));
      expect(decodeLine(bytes.toString("latin1"), crc32)).toBeUndefined();
    }
  });
});

describe("a showing", () => {
  it("is completed from 95 % of its slot on, and counts from two seconds on", () => {
    expect(outcomeOf(9_500, 10_000, "cut")).toBe("completed");
    expect(outcomeOf(9_499, 10_000, "cut")).toBe("cut");
    expect(outcomeOf(9_499, 10_000, "interrupted")).toBe("interrupted");
    expect(qualifies(2_000)).toBe(true);
    expect(qualifies(1_999)).toBe(false);
  });
});
