import { Readable } from "node:stream";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { CivilDate, humanText, NounId } from "../../schemas/primitives.ts";
import { ProgrammeCode } from "../../schemas/reference/programme.ts";
import { ReportCell, ReportDocument } from "../../schemas/report-document.ts";
import { DomainError } from "../errors.ts";
import { documentCsv } from "../reports/document-csv.ts";
import { reportFile } from "../reports/report-file.ts";
import { exportEvidence } from "../services/evidence/export-evidence.ts";
import {
  lockReport,
  markReportSent,
  setReportDays,
  signReport,
  writeReportCell,
  writeReportText,
} from "../services/reports/change-report.ts";
import { correctReport, openReport } from "../services/reports/open-report.ts";
import { playCertificate } from "../services/reports/play-certificate.ts";
import { readReport, standingOf } from "../services/reports/read-report.ts";
import { reportCalendar } from "../services/reports/report-calendar.ts";
import { createRouter } from "./create-router.ts";
import type { AppEnv } from "./env.ts";
import { problemResponses } from "./problem.ts";
import { answers, body } from "./route-parts.ts";

const tags = ["reports"];
const params = z.object({ reportId: NounId });
const Kind = z.enum(["month", "quarter", "year", "programme"]);
const Status = z.enum(["draft", "locked", "signed", "sent"]);
const Standing = z.object({
  reportId: NounId,
  kind: z.string(),
  period: z.string(),
  programme: z.string().nullable(),
  correction: z.int(),
  status: Status,
  version: z.int(),
});
const expected = { expectedVersion: z.int().min(1) };

const MEDIA_TYPES = {
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  pdf: "application/pdf",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;

const step = <Path extends string>(path: Path) =>
  createRoute({
    method: "post",
    path: `/period-reports/{reportId}/${path}`,
    tags,
    request: { params, ...body(z.object(expected)) },
    responses: answers(Standing),
  });

const route = {
  list: createRoute({
    method: "get",
    path: "/period-reports",
    tags,
    responses: answers(
      z.object({
        items: z.array(
          z.object({
            kind: z.string(),
            period: z.string(),
            programme: z.string().nullable(),
            periodName: z.string(),
            dueDate: z.string().nullable(),
            status: z.enum(["not-started", ...Status.options]),
            reportId: z.string().nullable(),
            corrections: z.int(),
            call: z.enum(["late", "soon"]).nullable(),
          }),
        ),
      }),
    ),
  }),
  open: createRoute({
    method: "post",
    path: "/period-reports",
    tags,
    request: body(
      z.object({ kind: Kind, period: z.string().max(10), programme: ProgrammeCode.nullable().default(null) }),
    ),
    responses: answers(Standing),
  }),
  read: createRoute({
    method: "get",
    path: "/period-reports/{reportId}",
    tags,
    request: { params },
    responses: answers(Standing.extend({ document: ReportDocument })),
  }),
  file: createRoute({
    method: "get",
    path: "/period-reports/{reportId}/{format}",
    tags,
    request: { params: params.extend({ format: z.enum(["docx", "pdf", "xlsx"]) }) },
    responses: {
      200: { description: "The file.", content: { "application/octet-stream": { schema: z.string() } } },
      ...problemResponses,
    },
  }),
  evidence: createRoute({
    method: "get",
    path: "/period-reports/{reportId}/evidence",
    tags,
    request: { params },
    responses: {
      200: {
        description: "All that a locked report rests on, as one archive.",
        content: { "application/zip": { schema: z.string() } },
      },
      ...problemResponses,
    },
  }),
  csv: createRoute({
    method: "get",
    path: "/period-reports/{reportId}/tables/{tableId}/csv",
    tags,
    request: { params: params.extend({ tableId: z.string().regex(/^[A-Z]\d{1,2}$/) }) },
    responses: {
      200: { description: "One table.", content: { "text/csv": { schema: z.string() } } },
      ...problemResponses,
    },
  }),
  text: createRoute({
    method: "put",
    path: "/period-reports/{reportId}/texts/{section}",
    tags,
    request: {
      params: params.extend({ section: z.string().regex(/^[a-z-]{1,40}$/) }),
      ...body(z.object({ ...expected, text: humanText(10_000) })),
    },
    responses: answers(Standing),
  }),
  cell: createRoute({
    method: "put",
    path: "/period-reports/{reportId}/cell",
    tags,
    request: {
      params,
      ...body(
        z.object({
          ...expected,
          tableId: z.string().regex(/^[A-Z]\d{1,2}$/),
          rowKey: humanText(2_000),
          columnKey: z.string().regex(/^[a-z][a-z0-9_]*$/),
          cell: ReportCell.nullable(),
        }),
      ),
    },
    responses: answers(Standing),
  }),
  days: createRoute({
    method: "put",
    path: "/period-reports/{reportId}/days",
    tags,
    request: { params, ...body(z.object({ ...expected, fromDate: CivilDate, toDate: CivilDate })) },
    responses: answers(Standing),
  }),
  lock: step("lock"),
  sign: createRoute({
    method: "post",
    path: "/period-reports/{reportId}/sign",
    tags,
    request: {
      params,
      ...body(z.object({ ...expected, signedOn: CivilDate, number: z.int().min(1).max(99_999).optional() })),
    },
    responses: answers(Standing),
  }),
  sent: step("sent"),
  correct: createRoute({
    method: "post",
    path: "/period-reports/{reportId}/correct",
    tags,
    request: { params },
    responses: answers(Standing),
  }),
};

const certificate = createRoute({
  method: "get",
  path: "/clusters/{clusterId}/certificate/{format}",
  tags,
  request: {
    params: z.object({ clusterId: NounId, format: z.enum(["docx", "pdf", "xlsx"]) }),
    query: z.object({ fromDate: CivilDate, toDate: CivilDate }),
  },
  responses: {
    200: { description: "The file.", content: { "application/octet-stream": { schema: z.string() } } },
    ...problemResponses,
  },
});

/** Reports by period: the calendar of what is due, drafts, locking, signing, corrections, and their files. */
export function periodReportRoutes(): OpenAPIHono<AppEnv> {
  const routes = createRouter();
  routes.openapi(route.list, async (c) => c.json({ items: await reportCalendar(c.get("ctx")) }, 200));
  routes.openapi(route.open, async (c) => c.json(standingOf(await openReport(c.get("ctx"), c.req.valid("json"))), 200));
  routes.openapi(route.read, async (c) => {
    const {
      family: _,
      lockedAtMs: __,
      sentAtMs: ___,
      ...reading
    } = await readReport(c.get("ctx"), c.req.valid("param"));
    return c.json(reading, 200);
  });
  routes.openapi(route.csv, async (c) => {
    const { tableId, ...which } = c.req.valid("param");
    const { document, period } = await readReport(c.get("ctx"), which);
    const csv = documentCsv(document, tableId);
    if (csv === null) throw new DomainError("not-found", "error.not-found", {}, { tableId });
    return c.body(csv, 200, attachment("text/csv; charset=utf-8", `bao-cao-${period}-${tableId}.csv`));
  });
  routes.openapi(route.text, async (c) =>
    c.json(standingOf(await writeReportText(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") })), 200),
  );
  routes.openapi(route.cell, async (c) =>
    c.json(standingOf(await writeReportCell(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") })), 200),
  );
  routes.openapi(route.days, async (c) =>
    c.json(standingOf(await setReportDays(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") })), 200),
  );
  routes.openapi(route.lock, async (c) => {
    return c.json(standingOf(await lockReport(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") })), 200);
  });
  routes.openapi(route.sign, async (c) =>
    c.json(standingOf(await signReport(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") })), 200),
  );
  routes.openapi(route.sent, async (c) => {
    return c.json(
      standingOf(await markReportSent(c.get("ctx"), { ...c.req.valid("param"), ...c.req.valid("json") })),
      200,
    );
  });
  routes.openapi(route.correct, async (c) =>
    c.json(standingOf(await correctReport(c.get("ctx"), c.req.valid("param"))), 200),
  );
  routes.openapi(route.evidence, async (c) => {
    const { fileName, pieces } = await exportEvidence(c.get("ctx"), c.req.valid("param"));
    const bytes = Readable.toWeb(Readable.from(pieces, { objectMode: false }));
    return c.body(bytes as ReadableStream, 200, attachment("application/zip", fileName));
  });
  routes.openapi(route.file, async (c) => {
    const { format, ...which } = c.req.valid("param");
    const { document, period, kind } = await readReport(c.get("ctx"), which);
    const file = await reportFile(document, format);
    return c.body(new Uint8Array(file), 200, attachment(MEDIA_TYPES[format], `bao-cao-${kind}-${period}.${format}`));
  });
  routes.openapi(certificate, async (c) => {
    const { clusterId, format } = c.req.valid("param");
    const { fromDate, toDate } = c.req.valid("query");
    const document = await playCertificate(c.get("ctx"), { clusterId, fromDate, toDate });
    const file = await reportFile(document, format);
    return c.body(new Uint8Array(file), 200, attachment(MEDIA_TYPES[format], `nhat-ky-phat-${fromDate}.${format}`));
  });
  return routes;
}

function attachment(type: string, name: string): Record<string, string> {
  return { "Content-Type": type, "Content-Disposition": `attachment; filename="${name}"`, "Cache-Control": "no-store" };
}
