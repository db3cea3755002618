import { Hono } from "hono";
import { z } from "zod";
import { CivilDate, NounId } from "../../../schemas/primitives.ts";
import type { ReportCell } from "../../../schemas/report-document.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import { DomainError } from "../../errors.ts";
import type { MessageKey } from "../../messages/catalogue.ts";
import { listReference } from "../../services/reference/list-reference.ts";
import {
  lockReport,
  markReportSent,
  type ReportPlace,
  setReportDays,
  signReport,
  writeReportCell,
  writeReportText,
} from "../../services/reports/change-report.ts";
import { correctReport, openReport } from "../../services/reports/open-report.ts";
import { readReport } from "../../services/reports/read-report.ts";
import { reportCalendar } from "../../services/reports/report-calendar.ts";
import { listAllScreens } from "../../services/sites/list-screens.ts";
import type { ConsoleContext, ConsoleEnv } from "../console-env.ts";
import type { FormInput } from "../form-input.ts";
import { HOME_ZONE } from "../parts/format.ts";
import { goTo, respond } from "../respond.ts";
import { type Refusal, submit } from "../submit.ts";
import { PeriodReportPage } from "./period-report-page.tsx";
import { ReportsPage } from "./reports-page.tsx";

const Certificate = z.object({
  cluster: NounId,
  fromDate: CivilDate,
  toDate: CivilDate,
  format: z.enum(["docx", "pdf", "xlsx"]),
});
const KINDS = ["month", "quarter", "year", "programme"] as const;

/** Reports by period: what is due, and each report from draft to sent. */
export function periodReportsConsole(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.get("/reports", (c) => showList(c));
  // An address that people have kept: the report on that month where one was begun.
  app.get("/reports/month", async (c) => goTo(c, await addressOfMonth(c)));
  app.post("/reports", (c) =>
    submit(
      c,
      async (form) => {
        const kind = KINDS.find((one) => one === form.text("kind"));
        if (kind === undefined) throw new DomainError("bad-input", "error.bad-input", { what: "kind" });
        const programme = kind === "programme" ? form.text("programme") : null;
        const row = await openReport(c.get("ctx"), { kind, period: form.text("period"), programme });
        return goTo(c, `/reports/${row.id}`);
      },
      (refusal) => showList(c, refusal),
    ),
  );
  app.get("/reports/certificate", (c) => {
    const { data: asked } = Certificate.safeParse(c.req.query());
    if (asked === undefined) return goTo(c, "/reports");
    const days = new URLSearchParams({ fromDate: asked.fromDate, toDate: asked.toDate });
    return c.redirect(`/api/v1/clusters/${asked.cluster}/certificate/${asked.format}?${days}`, 303);
  });
  app.get("/reports/:id", (c) => showReport(c));
  onReport(app, "lock", "period-report.told-locked", (c, _form, place) => lockReport(c.get("ctx"), place));
  onReport(app, "sent", "period-report.told-sent", (c, _form, place) => markReportSent(c.get("ctx"), place));
  onReport(app, "days", "period-report.told-days", (c, form, place) =>
    setReportDays(c.get("ctx"), { ...place, fromDate: form.text("fromDate"), toDate: form.text("toDate") }),
  );
  onReport(app, "sign", "period-report.told-signed", (c, form, place) => {
    const number = form.text("number") === "" ? undefined : Number(form.text("number"));
    return signReport(c.get("ctx"), { ...place, signedOn: form.text("signedOn"), number });
  });
  onReport(app, "correct", "period-report.told-correct", (c, _form, place) => correctReport(c.get("ctx"), place));
  onReport(app, "cell", "period-report.told-saved", (c, form, place) =>
    writeReportCell(c.get("ctx"), {
      ...place,
      tableId: form.text("tableId"),
      rowKey: form.text("rowKey"),
      columnKey: form.text("columnKey"),
      cell: cellOf(form.text("value")),
    }),
  );
  onReport(app, "texts/:section", "period-report.told-saved", (c, form, place) =>
    writeReportText(c.get("ctx"), { ...place, section: c.req.param("section") ?? "", text: form.text("text") }),
  );
  return app;
}

type Act = (c: ConsoleContext, form: FormInput, place: ReportPlace) => Promise<{ id: string }>;

function onReport(app: Hono<ConsoleEnv>, verb: string, told: MessageKey, act: Act): void {
  app.post(`/reports/:id/${verb}`, (c) =>
    submit(
      c,
      async (form) => {
        const place = { reportId: c.req.param("id") ?? "", expectedVersion: Number(form.text("version")) };
        const { id } = await act(c, form, place);
        return goTo(c, `/reports/${id}`, { key: told });
      },
      (refusal) => showReport(c, refusal),
    ),
  );
}

async function addressOfMonth(c: ConsoleContext): Promise<string> {
  const { date } = civilAt(c.get("view").nowMs, HOME_ZONE);
  const month = c.req.query("month") ?? date.slice(0, 7);
  const entries = await reportCalendar(c.get("ctx"));
  const begun = entries.find(({ kind, period, reportId }) => kind === "month" && period === month && reportId !== null);
  return begun === undefined ? "/reports" : `/reports/${begun.reportId}`;
}

async function showList(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const ctx = c.get("ctx");
  const programmes = await listReference(ctx.db, "programme");
  const { locale, nowMs } = c.get("view");
  const clusters = new Map(
    (await listAllScreens(ctx)).map((screen) => [
      screen.clusterId,
      { value: screen.clusterId, label: `${screen.clusterName}, ${screen.siteNames[locale]}` },
    ]),
  );
  const page = (
    <ReportsPage
      view={c.get("view")}
      entries={await reportCalendar(ctx)}
      programmes={programmes}
      clusters={[...clusters.values()]}
      today={civilAt(nowMs, HOME_ZONE).date}
      refusal={refusal}
    />
  );
  return respond(c, page, refusal?.status ?? 200);
}

async function showReport(c: ConsoleContext, refusal?: Refusal): Promise<Response> {
  const reading = await readReport(c.get("ctx"), { reportId: c.req.param("id") ?? "" });
  const today = civilAt(c.get("view").nowMs, HOME_ZONE).date;
  const page = <PeriodReportPage view={c.get("view")} reading={reading} today={today} refusal={refusal} />;
  return respond(c, page, refusal?.status ?? 200);
}

/** What a person typed into a cell: nothing takes back what was there; `1.234,5` and `1234,5` are numbers; else words. */
function cellOf(typed: string): ReportCell | null {
  if (typed === "") return null;
  if (!/^-?\d{1,3}(\.\d{3})*(,\d{1,3})?$|^-?\d+(,\d{1,3})?$/.test(typed)) return { kind: "text", text: typed };
  const digits = typed.split(",")[1]?.length ?? 0;
  return { kind: "number", value: Number(typed.replace(/[.,]/g, "")), digits };
}
