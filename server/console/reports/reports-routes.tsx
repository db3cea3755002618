import { Hono } from "hono";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import { listReference } from "../../services/reference/list-reference.ts";
import { type MonthlyReport, monthlyReport } from "../../services/reports/monthly-report.ts";
import { readOpenings } from "../../services/reports/opening-airtime.ts";
import { listStories } from "../../services/stories/list-stories.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import { HOME_ZONE } from "../parts/format.ts";
import { respond } from "../respond.ts";
import { type Refusal, refusalOf } from "../submit.ts";
import { ReportPage } from "./report-page.tsx";

const MONTHS_BACK = 18;

/** The monthly report of a programme as a page. */
export function reportsConsole(): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>().get("/reports/month", async (c) => {
    const ctx = c.get("ctx");
    const programmes = await listReference(ctx.db, "programme");
    const months = lastMonths(c.get("view").nowMs);
    const month = c.req.query("month") ?? months[0] ?? "";
    const programme = c.req.query("programme") ?? (await usedProgramme(c)) ?? programmes[0]?.code ?? "";
    const { report, refusal } = await readReport(c, programme, month);
    const page = (
      <ReportPage
        view={c.get("view")}
        programmes={programmes}
        months={months.includes(month) ? months : [month, ...months]}
        chosen={{ programme, month }}
        report={report}
        openings={report === null ? [] : await readOpenings(ctx, { fromMs: report.fromMs, toMs: report.untilMs })}
        refusal={refusal}
      />
    );
    return respond(c, page, refusal?.status ?? 200);
  });
}

async function readReport(
  c: ConsoleContext,
  programme: string,
  month: string,
): Promise<{ report: MonthlyReport | null; refusal?: Refusal }> {
  if (programme === "") return { report: null };
  try {
    return { report: await monthlyReport(c.get("ctx"), { programme, month }) };
  } catch (error) {
    return { report: null, refusal: refusalOf(c, error) };
  }
}

/** The programme of the newest story that has one: what somebody most likely comes to see. */
async function usedProgramme(c: ConsoleContext): Promise<string | undefined> {
  const { items } = await listStories(c.get("ctx"), { limit: 50 });
  return items.flatMap((story) => story.programmes)[0];
}

/** `2026-11` and the months before it. */
function lastMonths(nowMs: number): string[] {
  const [year = 0, month = 0] = civilAt(nowMs, HOME_ZONE).date.split("-").map(Number);
  return Array.from({ length: MONTHS_BACK }, (_, back) => {
    const at = year * 12 + (month - 1) - back;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
  });
}
