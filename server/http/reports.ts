import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { CivilDate } from "../../schemas/primitives.ts";
import { ProgrammeCode } from "../../schemas/reference/programme.ts";
import type { ServiceContext } from "../context.ts";
import { reportCsv } from "../reports/report-csv.ts";
import { reportDocx } from "../reports/report-docx.ts";
import { requireRole } from "../services/people/require-role.ts";
import { Letterhead, readLetterhead, saveLetterhead } from "../services/reports/letterhead.ts";
import { type MonthlyReport, monthlyReport } from "../services/reports/monthly-report.ts";
import { readOpenings, type SiteOpening } from "../services/reports/opening-airtime.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { problemResponses } from "./problem.ts";

const json = <Schema extends z.ZodType>(schema: Schema) => ({ content: { "application/json": { schema } } });
const which = { params: z.object({ programme: ProgrammeCode, month: z.string().regex(/^\d{4}-\d{2}$/) }) };
const tags = ["reports"];
const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const CSV = "text/csv; charset=utf-8";

const Played = z
  .object({
    completed: z.int(),
    completedPanelUnknown: z.int(),
    completedPanelOff: z.int(),
    cut: z.int(),
    interrupted: z.int(),
    airtimeMs: z.int(),
    airtimePanelUnknownMs: z.int(),
    airtimeOtherMs: z.int(),
  })
  .nullable();
const figures = { planned: z.int(), played: Played };
const Part = z.object({
  screens: z.array(
    z.object({
      screenId: z.string(),
      screenName: z.string(),
      clusterName: z.string(),
      siteName: z.string(),
      language: z.string().nullable(),
      languageName: z.string(),
      ...figures,
    }),
  ),
  stories: z.array(z.object({ storyId: z.string(), title: z.string(), languages: z.array(z.string()), ...figures })),
  total: z.object(figures),
});
const Report = z.object({
  programme: z.object({ code: z.string(), nameVi: z.string(), nameEn: z.string() }),
  month: z.string(),
  fromMs: z.int(),
  toMs: z.int(),
  untilMs: z.int(),
  queriedAtMs: z.int(),
  main: Part,
  shared: Part,
  screens: z.int(),
  screensWithoutRecords: z.int(),
  sha256: z.string(),
});

const getReport = createRoute({
  method: "get",
  path: "/reports/{programme}/{month}",
  tags,
  request: which,
  responses: { 200: { description: "The figures.", ...json(Report) }, ...problemResponses },
});
const getCsv = createRoute({
  method: "get",
  path: "/reports/{programme}/{month}/csv",
  tags,
  request: which,
  responses: {
    200: { description: "For spreadsheets.", content: { "text/csv": { schema: z.string() } } },
    ...problemResponses,
  },
});
const getDocx = createRoute({
  method: "get",
  path: "/reports/{programme}/{month}/docx",
  tags,
  request: {
    ...which,
    query: z.object({
      number: z.coerce.number().int().min(1).max(99_999).optional(),
      signedDate: CivilDate.optional(),
    }),
  },
  responses: {
    200: { description: "As an official document.", content: { [DOCX]: { schema: z.string() } } },
    ...problemResponses,
  },
});
const getLetterhead = createRoute({
  method: "get",
  path: "/letterhead",
  tags,
  responses: { 200: { description: "Who issues reports.", ...json(Letterhead) }, ...problemResponses },
});
const putLetterhead = createRoute({
  method: "put",
  path: "/letterhead",
  tags,
  request: { body: { ...json(Letterhead), required: true } },
  responses: { 200: { description: "Kept.", ...json(Letterhead) }, ...problemResponses },
});

/** Monthly reports as figures, CSV and DOCX, and the letterhead they carry. */
export function reportRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(getReport, async (c) => {
    const report = await monthlyReport(c.get("ctx"), c.req.valid("param"));
    return c.json(Report.parse(report), 200);
  });
  routes.openapi(getCsv, async (c) => {
    const report = await monthlyReport(c.get("ctx"), c.req.valid("param"));
    const csv = reportCsv(report, await openingsOf(c.get("ctx"), report));
    return c.body(csv, 200, attachment(CSV, `bao-cao-${report.programme.code}-${report.month}.csv`));
  });
  routes.openapi(getDocx, async (c) => {
    const report = await monthlyReport(c.get("ctx"), c.req.valid("param"));
    const { number, signedDate } = c.req.valid("query");
    const letterhead = await readLetterhead(c.get("ctx"));
    const head = { letterhead, number: number ?? null, signedDate: signedDate ?? null };
    const file = await reportDocx(report, head, await openingsOf(c.get("ctx"), report));
    const name = `bao-cao-${report.programme.code}-${report.month}.docx`;
    return c.body(new Uint8Array(file), 200, attachment(DOCX, name));
  });
  routes.openapi(getLetterhead, async (c) => {
    requireRole(c.get("ctx"), "editor", "approver", "administrator");
    return c.json(await readLetterhead(c.get("ctx")), 200);
  });
  routes.openapi(putLetterhead, async (c) => c.json(await saveLetterhead(c.get("ctx"), c.req.valid("json")), 200));
  return routes;
}

function attachment(type: string, name: string): Record<string, string> {
  return { "Content-Type": type, "Content-Disposition": `attachment; filename="${name}"`, "Cache-Control": "no-store" };
}

/** As far as the figures of the report reach. */
function openingsOf(ctx: ServiceContext, { fromMs, untilMs }: MonthlyReport): Promise<SiteOpening[]> {
  return readOpenings(ctx, { fromMs, toMs: untilMs });
}
