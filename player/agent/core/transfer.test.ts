import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMPTY_BUCKET, takeTokens } from "./token-bucket.ts";
import { beginTransfer, isMissing, nextStep, stepTransfer } from "./transfer.ts";
import { addTraffic, mayTransfer, NO_LIMITS, type TrafficAccount } from "./transfer-budget.ts";

const NUM_RUNS = process.env.TEST_TIER === "long" ? 20_000 : 300;

describe("a transfer in pieces", () => {
  it("asks for nothing twice that came right, for wrong pieces alone, and ends whole whatever breaks off", () => {
    const net = fc.record({
      count: fc.integer({ min: 0, max: 200 }),
      kept: fc.uniqueArray(fc.nat(199)),
      wrongOnce: fc.uniqueArray(fc.nat(199), { maxLength: 20 }),
      breaks: fc.array(fc.nat(40), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(net, ({ count, kept, wrongOnce, breaks }) => {
        const have = new Set(kept.filter((index) => index < count));
        const wrong = new Set(wrongOnce.filter((index) => index < count && !have.has(index)));
        const asked = new Map<number, number>();
        let state = beginTransfer(count, (index) => have.has(index));
        for (let turn = 0; turn < 1_000; turn += 1) {
          const step = nextStep(state);
          if (step.type !== "fetch") {
            expect(step.type).toBe("finish");
            break;
          }
          const { first, end } = step.run;
          expect(end - first).toBeLessThanOrEqual(64);
          const stopAt = first + 1 + (breaks.shift() ?? 100);
          for (let index = first; index < Math.min(end, stopAt); index += 1) {
            expect(have.has(index)).toBe(false);
            expect(isMissing(state, index)).toBe(true);
            asked.set(index, (asked.get(index) ?? 0) + 1);
            const isRight = !wrong.delete(index);
            if (isRight) have.add(index);
            state = stepTransfer(state, { index, isRight });
          }
          if (asked.get(first) === 2) expect(end).toBe(first + 1);
        }
        expect(have.size).toBe(count);
        expect([...asked.values()].every((times) => times <= 2)).toBe(true);
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it("gives up on a piece that is wrong three times, and never because of a line that breaks", () => {
    let state = beginTransfer(3, () => false);
    for (let turn = 0; turn < 3; turn += 1) {
      expect(nextStep(state).type).toBe("fetch");
      state = stepTransfer(state, { index: 1, isRight: false });
    }
    expect(nextStep(state).type).toBe("give-up");
    expect(nextStep(beginTransfer(3, () => false)).type).toBe("fetch");
  });
});

describe("the limits of a player's line", () => {
  const account: TrafficAccount = { date: "2026-11-22", dayBytes: 0, monthBytes: 0 };
  const noon = { date: "2026-11-22", minute: 720 };

  it("never let media go past nine tenths of a budget, whatever else was sent", () => {
    const sendings = fc.array(fc.record({ isMedia: fc.boolean(), bytes: fc.integer({ min: 1, max: 2_000 }) }));
    fc.assert(
      fc.property(sendings, fc.integer({ min: 1, max: 50_000 }), (all, dailyBytes) => {
        let now = account;
        let controlBytes = 0;
        for (const { isMedia, bytes } of all) {
          const wanted = { bytes, now: noon, hasNothingToShow: false };
          const passes = !isMedia || mayTransfer({ ...NO_LIMITS, dailyBytes }, now, wanted).ok;
          if (passes) now = addTraffic(now, bytes, noon.date);
          if (passes && isMedia) expect(now.dayBytes).toBeLessThanOrEqual(dailyBytes * 0.9);
          if (!isMedia) controlBytes += bytes;
        }
        expect(now.dayBytes).toBeGreaterThanOrEqual(controlBytes);
      }),
      { numRuns: NUM_RUNS },
    );
  });

  it("begin anew with the day and the month, also after a clock that was wrong by years", () => {
    const full = addTraffic(account, 900, account.date);
    expect(addTraffic(full, 1, "2026-11-23")).toEqual({ date: "2026-11-23", dayBytes: 1, monthBytes: 901 });
    expect(addTraffic(full, 1, "2026-12-01")).toEqual({ date: "2026-12-01", dayBytes: 1, monthBytes: 1 });
    const wrong = addTraffic(full, 900, "2099-01-01");
    expect(addTraffic(wrong, 1, "2026-11-22")).toEqual({ date: "2026-11-22", dayBytes: 1, monthBytes: 1 });
  });

  it("hold media to its hours, over midnight too, but for a player that has nothing to show", () => {
    const limits = { ...NO_LIMITS, hours: { fromMinute: 22 * 60, untilMinute: 5 * 60 } };
    const at = (minute: number, hasNothingToShow = false) =>
      mayTransfer(limits, account, { bytes: 1, now: { ...noon, minute }, hasNothingToShow }).ok;
    expect([0, 299, 300, 720, 1_319, 1_320, 1_439].map((minute) => at(minute))).toEqual([
      true,
      true,
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(at(720, true)).toBe(true);
    const night = { ...NO_LIMITS, hours: { fromMinute: 60, untilMinute: 120 } };
    const within = (minute: number) =>
      mayTransfer(night, account, { bytes: 1, now: { ...noon, minute }, hasNothingToShow: false }).ok;
    expect([59, 60, 119, 120].map(within)).toEqual([false, true, true, false]);
  });

  it("let through no more than the rate over any stretch, whatever the portions", () => {
    const portions = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 65_536 }), idleMs: fc.nat(5_000) }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(portions, fc.integer({ min: 4_000, max: 2_000_000 }), (all, bytesPerSecond) => {
        let bucket = EMPTY_BUCKET;
        let monoMs = 5;
        const passed: { atMs: number; bytes: number }[] = [];
        for (const { bytes, idleMs } of all) {
          monoMs += idleMs;
          const taken = takeTokens(bucket, bytes, { bytesPerSecond, monoMs });
          bucket = taken.bucket;
          // A portion counts as passed when its wait is over.
          monoMs += taken.waitMs;
          passed.push({ atMs: monoMs, bytes });
        }
        for (const [index, start] of passed.entries()) {
          let bytes = 0;
          for (const { atMs, bytes: portion } of passed.slice(index + 1)) {
            bytes += portion;
            const allowed = bytesPerSecond * ((atMs - start.atMs) / 1_000 + 0.25) + 1;
            expect(bytes).toBeLessThanOrEqual(allowed);
          }
        }
      }),
      { numRuns: NUM_RUNS },
    );
  });
});
