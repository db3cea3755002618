import { describe, expect, test } from "vitest";
import type { ShowingRow } from "../../db/repos/completeness.ts";
import type { PresenceRow } from "../players/presence.ts";
import { JOIN_MS, joinShowings, lostSpan, toldStretch } from "./stretches.ts";

const row = (seq: number, startedAtMs: number, shownMs: number, change: Partial<ShowingRow> = {}): ShowingRow => ({
  ...{ player: 1, boot: 3, seq, started_at_ms: startedAtMs, started_mono_ms: startedAtMs, shown_ms: shownMs },
  panel: "on",
  ...change,
});

describe("showings as stretches", () => {
  test("are one where one follows the other at once, and two where something may have been in between", () => {
    expect(joinShowings([row(1, 0, 10_000), row(2, 10_000 + JOIN_MS, 5_000)])).toEqual([
      { fromMs: 0, toMs: 16_000, panel: "on" },
    ]);
    const apart = [
      [row(1, 0, 10_000), row(2, 10_001 + JOIN_MS, 5_000)],
      // A record between them is not there.
      [row(1, 0, 10_000), row(3, 10_500, 5_000)],
      [row(1, 0, 10_000), row(2, 10_500, 5_000, { boot: 4 })],
      [row(1, 0, 10_000), row(2, 10_500, 5_000, { player: 2 })],
    ];
    for (const rows of apart) {
      expect(joinShowings(rows).map(({ fromMs, toMs }) => toMs - fromMs)).toEqual([10_000, 5_000]);
    }
  });

  test("keep each panel state apart; the instants between belong to what was still on the glass", () => {
    expect(joinShowings([row(1, 0, 10_000, { panel: "unknown" }), row(2, 10_400, 5_000)])).toEqual([
      { fromMs: 0, toMs: 10_400, panel: "unknown" },
      { fromMs: 10_400, toMs: 15_400, panel: "on" },
    ]);
  });
});

describe("what a player told", () => {
  const told: PresenceRow = {
    ...{ player: 1, from_ms: 1_000, to_ms: 9_000, boot: 1, panel: "on", playing_revision: 1, held_revision: 1 },
    ...{ is_slate: 0, has_stage: 1, has_troubles: 0, mode: "all", head_boot: 0, head_seq: 0 },
  };

  test("is a fault only where it said that it cannot, and no manifest only where it held none", () => {
    expect(toldStretch(told, 20_000)).toMatchObject({ isAble: true, hasManifest: true });
    expect(toldStretch({ ...told, is_slate: 1 }, 20_000)).toMatchObject({ isAble: true, hasManifest: true });
    expect(toldStretch({ ...told, is_slate: 1, held_revision: 0 }, 20_000)).toMatchObject({
      ...{ isAble: true, hasManifest: false },
    });
    expect(toldStretch({ ...told, is_slate: 1, has_troubles: 1 }, 20_000)).toMatchObject({ isAble: false });
    expect(toldStretch({ ...told, has_troubles: 1 }, 20_000)).toMatchObject({ isAble: true });
    expect(toldStretch({ ...told, has_stage: 0 }, 20_000)).toMatchObject({ isAble: false });
    expect(toldStretch({ ...told, mode: "slate" }, 20_000)).toMatchObject({ isAble: false });
  });

  test("counts only as far as it is settled", () => {
    expect(toldStretch(told, 5_000)).toMatchObject({ fromMs: 1_000, toMs: 5_000 });
    expect(toldStretch(told, 1_000)).toBeUndefined();
  });

  test("of lost records covers what lies between those on both sides, and nothing where one side is not there", () => {
    const before = { started_at_ms: 0, shown_ms: 10 };
    expect(lostSpan(before, { started_at_ms: 50 })).toEqual([10, 50]);
    expect(lostSpan(before, { started_at_ms: 10 })).toBeUndefined();
    expect(lostSpan(undefined, { started_at_ms: 50 })).toBeUndefined();
    expect(lostSpan(before, undefined)).toBeUndefined();
  });
});
