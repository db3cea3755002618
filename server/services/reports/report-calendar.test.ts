import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { submitPicture } from "../../../tests/support/content-factory.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { openReport } from "./open-report.ts";
import { type CalendarEntry, reportCalendar } from "./report-calendar.ts";

let house: TestContext;
beforeEach(async () => {
  house = await createTestContext();
});
afterEach(() => house.close());

async function calledOn(date: string): Promise<string[]> {
  house.clock.set(Date.parse(`${date}T09:00:00+07:00`));
  const entries = await reportCalendar(await house.asPerson(["editor"]));
  return entries.filter(({ call }) => call !== null).map(told);
}
const told = ({ kind, period, programme, dueDate, call }: CalendarEntry) =>
  [call, kind, period, programme, dueDate].filter((part) => part !== null).join(" ");

async function firstScreenOn(date: string): Promise<void> {
  house.clock.set(Date.parse(`${date}T09:00:00+07:00`));
  await addScreen(house.ctx);
}

describe("the calendar of dues", () => {
  it("calls for nothing on a fresh installation, and for no period before the first screen", async () => {
    expect(await reportCalendar(await house.asPerson(["editor"]))).toEqual([]);
    await firstScreenOn("2026-11-22");
    expect(await calledOn("2026-11-22")).toEqual(["soon year 2026 2026-11-29"]);
    expect(await calledOn("2026-12-06")).toEqual([
      "late year 2026 2026-11-29",
      "late month 2026-11 2026-12-05",
      "soon quarter 2026-Q4 2026-12-15",
    ]);
  });

  it("calls on time for month, quarter and year, ten days before each due date and not a day sooner", async () => {
    await firstScreenOn("2025-01-10");
    expect(await calledOn("2026-11-18")).not.toContain("soon year 2026 2026-11-29");
    expect(await calledOn("2026-11-19")).toContain("soon year 2026 2026-11-29");
    expect(await calledOn("2026-12-04")).not.toContain("soon quarter 2026-Q4 2026-12-15");
    expect(await calledOn("2026-12-05")).toContain("soon quarter 2026-Q4 2026-12-15");
    expect(await calledOn("2026-12-15")).toContain("soon quarter 2026-Q4 2026-12-15");
    expect(await calledOn("2026-12-16")).toContain("late quarter 2026-Q4 2026-12-15");
  });

  it("calls for the report on a national programme with content before 1 June and 1 December", async () => {
    await firstScreenOn("2026-01-10");
    expect((await calledOn("2026-05-25")).filter((line) => line.includes("programme"))).toEqual([]);
    const author = await house.asPerson(["editor"]);
    await submitPicture(author, "một", { programmes: ["GNBV-2125.DA6.TDA1", "DTTSMN-2130"] });
    await submitPicture(author, "hai", { programmes: ["QD1191"] });
    const due = async (date: string) => (await calledOn(date)).filter((line) => line.includes("programme"));
    expect(await due("2026-05-20")).toEqual([]);
    expect(await due("2026-05-21")).toEqual(["soon programme 2026-Q2 GNBV-2125 2026-05-31"]);
    expect(await due("2026-06-01")).toEqual(["late programme 2026-Q2 GNBV-2125 2026-05-31"]);
    expect(await due("2026-11-20")).toEqual(["soon programme 2026-Q4 GNBV-2125 2026-11-30"]);
  });

  it("says how far each report is", async () => {
    await firstScreenOn("2026-11-10");
    house.clock.set(Date.parse("2026-12-02T09:00:00+07:00"));
    const editor = await house.asPerson(["editor"]);
    await openReport(editor, { kind: "month", period: "2026-11", programme: null });
    const entries = await reportCalendar(editor);
    const statusOf = (period: string) => entries.find((entry) => entry.period === period)?.status;
    expect([statusOf("2026-11"), statusOf("2026-Q4")]).toEqual(["draft", "not-started"]);
  });
});
