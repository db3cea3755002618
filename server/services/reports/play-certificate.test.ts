import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createReportWorld, type ReportWorld } from "../../../tests/support/report-world.ts";
import { playCertificate } from "./play-certificate.ts";

const BEGAN_MS = Date.parse("2026-10-05T16:59:55Z");
let world: ReportWorld;
let clusterId: string;

beforeAll(async () => {
  world = await createReportWorld(2);
  world.house.clock.set(BEGAN_MS + 3 * 86_400_000);
  for (const screen of world.screens) {
    const plays = [0, 10_000, 20_000].map((afterMs, index) => {
      const { id = "", language = "" } = world.versions[index] ?? {};
      return {
        editionVersionId: id,
        language,
        startedWallMs: BEGAN_MS + afterMs,
        startedMonoMs: afterMs,
        panel: "on" as const,
      };
    });
    await world.play(screen, plays);
  }
  clusterId = world.screens[0]?.clusterId ?? "";
});
afterAll(() => world.close());

const ask = (fromDate: string, toDate: string) => playCertificate(world.editor, { clusterId, fromDate, toDate });

describe("the play certificate of a cluster", () => {
  test("has a line for each record of its screens on its days, with the day by the border's clock and the record's hash", async () => {
    const [before, after] = [await ask("2026-10-05", "2026-10-05"), await ask("2026-10-06", "2026-10-06")];
    expect(before.tables[0]?.rows).toHaveLength(1);
    expect(after.tables[0]?.rows).toHaveLength(2);
    const [line] = after.tables[0]?.rows ?? [];
    const stored = await world.house.ctx.db
      .selectFrom("play_records")
      .selectAll()
      .orderBy("player")
      .orderBy("seq")
      .execute();
    expect(line?.cells[0]).toEqual({ kind: "date", date: "2026-10-06" });
    expect(line?.cells[1]).toEqual({ kind: "text", text: "00:00:05" });
    expect(line?.cells.at(-1)).toEqual({ kind: "text", text: stored[1]?.sha256.slice(0, 16) });
    expect(after.kind).toBe("certificate");
  });

  test("is the same to the byte when it is asked again, and refused for days that make no sense or a cluster of no screen", async () => {
    const first = JSON.stringify(await ask("2026-10-05", "2026-10-06"));
    world.house.clock.advance(3_600_000);
    expect(JSON.stringify(await ask("2026-10-05", "2026-10-06"))).toBe(first);
    await expect(ask("2026-10-06", "2026-10-05")).rejects.toMatchObject({ code: "bad-input" });
    const nowhere = { clusterId: "01930000-0000-7000-8000-000000000001", fromDate: "2026-10-05", toDate: "2026-10-05" };
    await expect(playCertificate(world.editor, nowhere)).rejects.toMatchObject({ code: "not-found" });
  });
});
