import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ReportDocument } from "../../schemas/report-document.ts";
import { insertAnchors } from "../../server/db/repos/play-log.ts";
import { ingestBatch } from "../../server/services/ledger/ingest-batch.ts";
import { listReference } from "../../server/services/reference/list-reference.ts";
import { openReport } from "../../server/services/reports/open-report.ts";
import { readReport } from "../../server/services/reports/read-report.ts";
import { addPlayer, batchOf, deviceLog, type Showing } from "../support/play-device.ts";
import { addScreen } from "../support/screen-factory.ts";
import { createTestContext, type TestContext } from "../support/server-context.ts";
import { makeSigner } from "../support/trust.ts";

const MINUTE_MS = 60_000;
const YEAR_MS = 365 * 86_400_000;

let house: TestContext;
beforeEach(async () => {
  house = await createTestContext();
});
afterEach(() => house.close());

/** A gate whose province was joined to another on 1 July 2025, and what the province was called before and after. */
async function findMovedGate() {
  const provinces = await listReference(house.ctx.db, "province");
  // Of those that were renamed at other times there are several rows.
  const nameOf = ({ scheme, code }: { scheme: string; code: string }) => {
    const [row, ...more] = provinces.filter((one) => one.scheme === scheme && one.code === code);
    return more.length > 0 ? undefined : row;
  };
  for (const { id, province, provinceBefore2025 } of await listReference(house.ctx.db, "gate")) {
    const [before, after] = [nameOf(provinceBefore2025), nameOf(province)];
    if (before === undefined || after === undefined || before.nameVi === after.nameVi) continue;
    const fullName = (row: typeof before) => (row.fullNameVi ?? row.nameVi).normalize("NFC");
    return { gateId: id, before: fullName(before), after: fullName(after) };
  }
  throw new Error("No gate changed its province.");
}

/** A screen at that gate, in use from January 2025 on. */
async function openGate() {
  const { gateId } = await findMovedGate();
  house.clock.set(Date.parse("2025-01-01T00:00:00Z"));
  const { screenId } = await addScreen(house.ctx, { gateId });
  const signer = await makeSigner();
  const player = await addPlayer(house.ctx, signer, screenId);
  return async (showings: readonly Showing[]) => {
    const log = deviceLog(player.number, [showings]);
    await ingestBatch(house.ctx, player, await batchOf(log, 0, log.length, signer));
    return player;
  };
}

async function reportOn(kind: "month" | "quarter" | "year", period: string): Promise<ReportDocument> {
  const editor = await house.asPerson(["editor"]);
  const { id } = await openReport(editor, { kind, period, programme: null });
  return (await readReport(editor, { reportId: id })).document;
}

function cellsOf({ tables }: ReportDocument, tableId: string, level: "row" | "total", key: string) {
  const table = tables.find(({ id }) => id === tableId);
  const at = table?.columns.findIndex((column) => column.key === key) ?? -1;
  return (table?.rows ?? []).filter((row) => row.level === level).map(({ cells }) => cells[at]);
}
const playedIn = (document: ReportDocument) =>
  ["played", "minutes"].map((key) => cellsOf(document, "B3", "total", key)[0]);
const number = (value: number, digits = 0) => ({ kind: "number", value, digits });

describe("a report and the calendar", () => {
  it("counts a play over midnight at a month's end in the month it began, and its airtime on both sides", async () => {
    const play = await openGate();
    house.clock.set(Date.parse("2026-12-01T00:00:00Z"));
    const length = { shownMs: 3 * MINUTE_MS, plannedMs: 3 * MINUTE_MS, panel: "on" as const };
    // One minute before midnight at the border, and a whole one on each side.
    const lastMinute = Date.parse("2026-10-31T16:59:00Z");
    await play([
      { ...length, startedWallMs: lastMinute - 10 * MINUTE_MS },
      { ...length, startedWallMs: lastMinute },
      { ...length, startedWallMs: lastMinute + 10 * MINUTE_MS },
    ]);
    expect(playedIn(await reportOn("month", "2026-10"))).toEqual([number(2), number(40, 1)]);
    expect(playedIn(await reportOn("month", "2026-11"))).toEqual([number(1), number(50, 1)]);
    expect(playedIn(await reportOn("quarter", "2026-Q4"))).toEqual([number(3), number(90, 1)]);
  });

  it("names a place that changed its province on 1 July 2025 with both names in a year over it, and with one on each side", async () => {
    await openGate();
    const { before, after } = await findMovedGate();
    house.clock.set(Date.parse("2026-01-02T00:00:00Z"));
    const placeIn = async (kind: "quarter" | "year", period: string) => {
      const [cell] = cellsOf(await reportOn(kind, period), "B1", "row", "commune");
      return cell?.kind === "text" ? cell.text : cell?.kind;
    };
    expect(await placeIn("quarter", "2025-Q2")).toBe(before);
    const now = await placeIn("quarter", "2025-Q3");
    expect(now?.endsWith(after)).toBe(true);
    expect(now).not.toContain(before);
    expect(await placeIn("year", "2025")).toContain(`${before} (đến 30/06/2025), ${after} (từ 01/07/2025)`);
  });

  it("puts the plays of a device whose clock is three years wrong where they were, by the server's contacts", async () => {
    const play = await openGate();
    const startMs = Date.parse("2026-10-10T03:00:00Z");
    house.clock.set(startMs + 60 * MINUTE_MS);
    const signer = await makeSigner();
    const { screenId } = await addScreen(house.ctx);
    const player = await addPlayer(house.ctx, signer, screenId);
    const contacts = [0, 30, 60].map((minutes) => ({
      ...{ boot: 1, monoMs: minutes * MINUTE_MS, utcMs: startMs + minutes * MINUTE_MS, uncertaintyMs: 20 },
    }));
    await insertAnchors(house.ctx.db, player.number, contacts);
    const wrong = (minutes: number): Showing => ({
      ...{ startedMonoMs: minutes * MINUTE_MS, startedWallMs: startMs - 3 * YEAR_MS + minutes * MINUTE_MS },
      ...{ clock: "anchored", panel: "on", shownMs: MINUTE_MS, plannedMs: MINUTE_MS },
    });
    const log = deviceLog(player.number, [[wrong(5), wrong(20), wrong(40)]]);
    await ingestBatch(house.ctx, player, await batchOf(log, 0, log.length, signer));
    // One that never met the server is where its own clock says, and says so.
    await play([{ ...wrong(50), clock: "wall-only" }]);

    expect(playedIn(await reportOn("month", "2026-10"))).toEqual([number(3), number(30, 1)]);
    const rows = await house.ctx.db.selectFrom("play_records").select(["started_at_ms", "clock"]).execute();
    const at = (minutes: number) => startMs + minutes * MINUTE_MS;
    expect(rows.filter(({ clock }) => clock === "anchored").map((row) => row.started_at_ms)).toEqual(
      [5, 20, 40].map(at),
    );
    expect(rows.filter(({ clock }) => clock === "wall-only").map((row) => row.started_at_ms)).toEqual([
      at(50) - 3 * YEAR_MS,
    ]);
    expect(playedIn(await reportOn("month", "2023-10"))[0]).toEqual(number(1));
  });
});
