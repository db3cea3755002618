import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import type { ServiceContext } from "../../context.ts";
import { verifyAudit } from "../audit/verify-audit.ts";
import { endTraffic, enterTraffic, type TrafficLine } from "./enter-traffic.ts";
import { listTargetViews, listTrafficViews, readIndicators } from "./read-indicators.ts";
import { INDICATORS } from "./registry.ts";
import { endTarget, setTarget } from "./set-target.ts";

let house: TestContext;
let editor: ServiceContext;
let siteId: string;

beforeEach(async () => {
  house = await createTestContext();
  editor = await house.asPerson(["editor"]);
  ({ siteId } = await addScreen(house.ctx));
});
afterEach(() => house.close());

const line = (change: Partial<TrafficLine> = {}): TrafficLine => ({
  ...{ site: "cửa khẩu thử", fromDate: "2026-10-01", toDate: "2026-10-31", people: 1_200, source: "trạm kiểm soát" },
  ...change,
});

const rowsNow = async () =>
  (await listTrafficViews(editor)).rows.map(({ fromDate, toDate, people }) => [fromDate, toDate, people]);

describe("the traffic of a site", () => {
  test("is found by name, gate or id, replaced by the same days, and refused where it overlaps", async () => {
    await enterTraffic(editor, { lines: [line()] });
    house.clock.advance(1_000);
    await enterTraffic(editor, { lines: [line({ site: siteId, people: 1_300 })] });
    expect(await rowsNow()).toEqual([["2026-10-01", "2026-10-31", 1_300]]);
    await expect(enterTraffic(editor, { lines: [line({ toDate: "2026-10-30" })] })).rejects.toMatchObject({
      code: "conflict",
      messageKey: "indicators.overlap",
    });
    expect(await house.ctx.db.selectFrom("gate_traffic").selectAll().execute()).toHaveLength(2);
    expect(await verifyAudit(house.ctx.db)).toMatchObject({ ok: true });
  });

  test("is taken whole or not at all, and the line that is wrong is named", async () => {
    const bad: [Partial<TrafficLine>, string][] = [
      [{ site: "nơi không có" }, "indicators.no-site"],
      [{ fromDate: "2026-11-02", toDate: "2026-11-01" }, "indicators.bad-days"],
      [{ people: -1 }, "indicators.bad-line"],
      [{ people: 1.5 }, "indicators.bad-line"],
      [{ source: " " }, "indicators.bad-line"],
      [{ fromDate: "2026-13-01" }, "indicators.bad-line"],
    ];
    for (const [change, messageKey] of bad) {
      const lines = [line({ fromDate: "2026-12-01", toDate: "2026-12-31" }), line(change)];
      await expect(enterTraffic(editor, { lines })).rejects.toMatchObject({ messageKey, parameters: { line: 2 } });
    }
    expect(await rowsNow()).toEqual([]);
  });

  test("is found for neither of two sites of one name, and may be taken away", async () => {
    await enterTraffic(editor, { lines: [line()] });
    const [row] = (await listTrafficViews(editor)).rows;
    await endTraffic(editor, { trafficId: row?.trafficId ?? "" });
    expect(await rowsNow()).toEqual([]);
    await addScreen(house.ctx);
    await expect(enterTraffic(editor, { lines: [line()] })).rejects.toMatchObject({ messageKey: "indicators.no-site" });
  });

  test("is nobody's business but that of people with a role", async () => {
    const nobody = await house.asPerson([]);
    await expect(enterTraffic(nobody, { lines: [line()] })).rejects.toMatchObject({ code: "not-allowed" });
    await expect(
      setTarget(nobody, { subject: "indicator", code: "uptime", period: "2026", value: 9 }),
    ).rejects.toMatchObject({
      code: "not-allowed",
    });
  });
});

describe("a target", () => {
  const target = { subject: "indicator", code: "completion", period: "2026-10" } as const;

  test("is replaced by a later one of the same period, and stands beside the figure until it is taken away", async () => {
    await setTarget(editor, { ...target, value: 98.5 });
    house.clock.advance(1_000);
    await setTarget(editor, { ...target, value: 97 });
    await setTarget(editor, { subject: "programme", code: "GNBV-2125", period: "2026-10", value: 500 });
    const views = await listTargetViews(editor);
    expect(views.map(({ code, cell }) => [code, cell])).toEqual([
      ["completion", { kind: "share", ppm: 970_000 }],
      ["GNBV-2125", { kind: "number", value: 500, digits: 0 }],
    ]);
    await endTarget(editor, { targetId: views[0]?.targetId ?? "" });
    expect((await listTargetViews(editor)).map(({ code }) => code)).toEqual(["GNBV-2125"]);
  });

  test("must be of something that is known, in a period that is one, and possible", async () => {
    for (const value of [0, -1, 100.1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(setTarget(editor, { ...target, value })).rejects.toMatchObject({ code: "bad-input" });
    }
    await expect(setTarget(editor, { ...target, period: "2026-13", value: 1 })).rejects.toMatchObject({
      code: "bad-input",
    });
    for (const code of ["nothing", "NSTW"]) {
      const unknown = { subject: code === "NSTW" ? "programme" : "indicator", code, period: "2026", value: 1 } as const;
      await expect(setTarget(editor, unknown)).rejects.toMatchObject({ messageKey: "indicators.no-subject" });
    }
  });
});

describe("the indicators of a period", () => {
  test("explain themselves one by one, and none is a figure where nothing was measured", async () => {
    await setTarget(editor, { subject: "indicator", code: "completion", period: "2026-10", value: 98 });
    const { figures, formulas } = await readIndicators(editor, { period: "2026-10" });
    expect(formulas.rows).toHaveLength(INDICATORS.length);
    expect(formulas.rows.flatMap(({ cells }) => cells.map(({ kind }) => kind))).not.toContain("blank");
    const at = (key: string) => figures.columns.findIndex((column) => column.key === key);
    for (const { cells } of figures.rows) {
      for (const key of ["measured", "estimated"]) {
        expect(["blank", "unknown", "no-source"]).toContain(cells[at(key)]?.kind);
      }
      expect([cells[at("measured")]?.kind, cells[at("estimated")]?.kind]).toContain("blank");
    }
    const completion = figures.rows[1]?.cells;
    expect(completion?.[at("target")]).toEqual({ kind: "share", ppm: 980_000 });
    expect(completion?.[at("reached")]).toEqual({ kind: "unknown", why: "chưa có số thực hiện" });
  });
});
