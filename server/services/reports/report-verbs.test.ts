import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReportDocument } from "../../../schemas/report-document.ts";
import type { Showing } from "../../../tests/support/play-device.ts";
import { createReportWorld, type ReportWorld } from "../../../tests/support/report-world.ts";
import { findReport, type ReportRow } from "../../db/repos/reports.ts";
import {
  lockReport,
  markReportSent,
  setReportDays,
  signReport,
  writeReportCell,
  writeReportText,
} from "./change-report.ts";
import { saveLetterhead } from "./letterhead.ts";
import { correctReport, openReport } from "./open-report.ts";
import { composeDraft, documentOf } from "./report-view.ts";

const SUBJECT = { kind: "month", programme: null } as const;
const LETTERHEAD = {
  ...{ parentAgency: "Cơ quan cấp trên", agency: "Đơn vị mẫu", symbol: "ĐVM", place: "Nơi mẫu" },
  ...{ addressees: [], recipients: [], draftingUnit: "PTT", signerTitles: ["GIÁM ĐỐC"] },
};

let world: ReportWorld;
let october: ReportRow;
let november: ReportRow;

beforeAll(async () => {
  world = await createReportWorld(1);
  await saveLetterhead(world.administrator, { ...LETTERHEAD, fromDate: "2026-01-01" });
  await saveLetterhead(world.administrator, { ...LETTERHEAD, agency: "Đơn vị tên mới", fromDate: "2026-11-10" });
});
afterAll(() => world.close());

async function playAt(...instants: string[]): Promise<void> {
  const [screen] = world.screens;
  const [version] = world.versions;
  if (screen === undefined || version === undefined) throw new Error("nothing to play");
  const showings = instants.map((at, index): Showing => {
    const own = { editionVersionId: version.id, language: version.language, panel: "on" as const };
    return { ...own, startedWallMs: Date.parse(at), startedMonoMs: index * 60_000 };
  });
  await world.play(screen, showings);
}

const place = (row: ReportRow) => ({ reportId: row.id, expectedVersion: row.version });
const document = (row: ReportRow): Promise<ReportDocument> => documentOf(world.house.ctx, row);

function figure({ tables }: ReportDocument, name: string, column = "played"): unknown {
  const table = tables.find(({ id }) => id === "B2");
  const row = table?.rows.find(({ cells }) => cells.some((cell) => cell.kind === "text" && cell.text === name));
  const cell = row?.cells[table?.columns.findIndex(({ key }) => key === column) ?? -1];
  return cell?.kind === "number" ? cell.value : cell?.kind;
}

describe("a report on a period", () => {
  test("is opened once, and cannot be locked before its last day is over", async () => {
    world.house.clock.set(Date.parse("2026-10-20T00:00:00Z"));
    await playAt("2026-10-05T02:00:00Z", "2026-10-06T02:00:00Z");
    october = await openReport(world.editor, { ...SUBJECT, period: "2026-10" });
    expect((await openReport(world.editor, { ...SUBJECT, period: "2026-10" })).id).toBe(october.id);
    await expect(lockReport(world.editor, place(october))).rejects.toMatchObject({ messageKey: "reports.not-over" });
    await expect(openReport(world.editor, { ...SUBJECT, period: "2026-Q4" })).rejects.toMatchObject({
      code: "bad-input",
    });
    await expect(
      openReport({ ...world.editor, actor: { kind: "anonymous" } }, { ...SUBJECT, period: "2026-09" }),
    ).rejects.toMatchObject({ code: "not-signed-in" });
  });

  test("keeps its figures from the lock on, to the byte, whatever comes in and whatever is retired later", async () => {
    world.house.clock.set(Date.parse("2026-11-02T03:00:00Z"));
    october = await lockReport(world.editor, place(october));
    const locked = JSON.stringify(await document(october));
    expect(figure(await document(october), "Tổng cộng")).toBe(2);
    world.house.clock.set(Date.parse("2026-11-03T03:00:00Z"));
    await playAt("2026-10-07T02:00:00Z", "2026-10-08T02:00:00Z", "2026-10-09T02:00:00Z", "2026-11-01T02:00:00Z");
    const { db } = world.house.ctx;
    await db.updateTable("stories").set({ retired_at_ms: 1, title: "Đổi tên" }).execute();
    await db
      .updateTable("screens")
      .set({ retired_at_ms: Date.parse("2026-11-20T00:00:00Z") })
      .execute();
    expect(JSON.stringify(await document((await findReport(db, october.id)) ?? october))).toBe(locked);
    // Counted anew from the rows with the same cut-off it is the same as well.
    const again = await composeDraft(
      world.house.ctx,
      { ...october, document_json: null },
      october.until_received_ms ?? 0,
    );
    expect(JSON.stringify(again)).toBe(locked);
    const text = { ...place(october), section: "next", text: "x" };
    const refused = { messageKey: "reports.is-locked" };
    await expect(writeReportText(world.editor, text)).rejects.toMatchObject(refused);
    await expect(lockReport(world.editor, place(october))).rejects.toMatchObject(refused);
  });

  test("tells in the next one what came in late, in rows of its own that no sum holds, and only once", async () => {
    world.house.clock.set(Date.parse("2026-12-02T03:00:00Z"));
    november = await openReport(world.editor, { ...SUBJECT, period: "2026-11" });
    const draft = await document(november);
    expect(figure(draft, "Tổng cộng")).toBe(1);
    expect(figure(draft, "Bổ sung kỳ trước: tháng 10 năm 2026")).toBe(3);
    november = await lockReport(world.editor, place(november));
    world.house.clock.set(Date.parse("2026-12-03T03:00:00Z"));
    await playAt("2026-10-10T02:00:00Z", "2026-12-01T02:00:00Z");
    const december = await openReport(world.editor, { ...SUBJECT, period: "2026-12" });
    const next = await document(december);
    expect(figure(next, "Bổ sung kỳ trước: tháng 10 năm 2026")).toBe(1);
    expect(figure(next, "Bổ sung kỳ trước: tháng 11 năm 2026")).toBeUndefined();
  });

  test("is corrected by a report of its own that counts the same rows again; the first stays as it was", async () => {
    const correction = await correctReport(world.editor, { reportId: october.id });
    expect(correction).toMatchObject({ correction: 1, status: "draft", period: "2026-10" });
    const corrected = await document(correction);
    expect(figure(corrected, "Tổng cộng")).toBe(6);
    expect(corrected.correction).toBe(1);
    expect(figure(await document(october), "Tổng cộng")).toBe(2);
    await expect(correctReport(world.editor, { reportId: october.id })).rejects.toMatchObject({
      messageKey: "reports.correct-a-draft",
    });
  });

  test("prints the names that were valid on the day it was signed, under the next number of its year", async () => {
    expect((await document(october)).frame.agency).toBe("Đơn vị mẫu");
    october = await signReport(world.editor, { ...place(october), signedOn: "2026-11-05" });
    november = await signReport(world.editor, { ...place(november), signedOn: "2026-12-04" });
    expect((await document(october)).frame).toMatchObject({ agency: "Đơn vị mẫu", number: 1, signedOn: "2026-11-05" });
    expect((await document(november)).frame).toMatchObject({ agency: "Đơn vị tên mới", number: 2 });
    october = await markReportSent(world.editor, place(october));
    expect(october).toMatchObject({ status: "sent" });
    await expect(markReportSent(world.editor, place(october))).rejects.toMatchObject({ messageKey: "reports.is-sent" });
  });

  test("takes words and figures by hand where it has no source, marks them, and never over a measured figure", async () => {
    let row = await openReport(world.editor, { ...SUBJECT, period: "2027-01" });
    row = await writeReportText(world.editor, { ...place(row), section: "next", text: "Giữ vững tỷ lệ phát." });
    await expect(
      writeReportText(world.editor, { ...place(row), expectedVersion: 1, section: "next", text: "y" }),
    ).rejects.toMatchObject({ code: "conflict" });
    const cell = { kind: "number", value: 120, digits: 0 } as const;
    const total = { tableId: "B2", rowKey: "Tổng cộng" };
    for (const columnKey of ["declared", "played", "target"]) {
      row = await writeReportCell(world.editor, { ...place(row), ...total, columnKey, cell });
    }
    const repair = { tableId: "B7", rowKey: "1" };
    row = await writeReportCell(world.editor, {
      ...place(row),
      ...repair,
      columnKey: "cluster",
      cell: { kind: "text", text: "Cụm 1" },
    });
    row = await writeReportCell(world.editor, {
      ...place(row),
      ...repair,
      columnKey: "cost",
      cell: { kind: "number", value: 5_000_000, digits: 0 },
    });
    const made = await document(row);
    expect(figure(made, "Tổng cộng", "declared")).toBe(120);
    expect(figure(made, "Tổng cộng", "target")).toBe(120);
    expect(figure(made, "Tổng cộng")).not.toBe(120);
    expect(made.tables.find(({ id }) => id === "B7")?.rows).toMatchObject([{ level: "row" }]);
    expect(made.sections.find(({ key }) => key === "next")?.paragraphs).toEqual(["Giữ vững tỷ lệ phát."]);
    const later = await openReport(world.editor, { ...SUBJECT, period: "2027-02" });
    expect((await document(later)).sections.find(({ key }) => key === "next")?.paragraphs).toEqual([
      "Giữ vững tỷ lệ phát.",
    ]);
    expect(figure(await document(later), "Tổng cộng", "declared")).toBe("no-source");
    row = await writeReportCell(world.editor, { ...place(row), ...total, columnKey: "declared", cell: null });
    expect(figure(await document(row), "Tổng cộng", "declared")).toBe("no-source");
  });

  test("counts other days than those of the calendar where it is told to", async () => {
    world.house.clock.set(Date.parse("2026-12-20T03:00:00Z"));
    const row = await openReport(world.editor, { ...SUBJECT, period: "2026-12" });
    const days = await setReportDays(world.editor, { ...place(row), fromDate: "2026-10-06", toDate: "2026-12-14" });
    expect(figure(await document(days), "Tổng cộng")).toBe(7);
    await expect(
      setReportDays(world.editor, { ...place(days), fromDate: "2026-12-14", toDate: "2026-12-01" }),
    ).rejects.toMatchObject({ code: "bad-input" });
  });
});
