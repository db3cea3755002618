import * as z from "zod";
import { ReportColumn, ReportKind } from "../report-document.ts";

const TableId = z.string().regex(/^[A-Z]\d{1,2}$/);

/** A table as it is laid out, before there are rows. */
const TableTemplate = z.strictObject({
  id: TableId,
  title: z.string(),
  hasTotal: z.boolean(),
  columns: z.array(ReportColumn).min(1),
});
export type TableTemplate = z.infer<typeof TableTemplate>;

/** A part of the text; `key` null: its text is the system's own. */
const SectionTemplate = z.strictObject({
  key: z.string().nullable(),
  heading: z.string(),
  level: z.union([z.literal(1), z.literal(2)]),
  tables: z.array(TableId),
});

/**
 * Which tables a report has, and how its parts follow each other. `{period}`, `{nextPeriod}`, `{programme}` and
 * `{cluster}` in a subject are filled in.
 */
export const ReportTemplates = z.strictObject({
  about: z.strictObject({ title: z.string(), source: z.string(), remarks: z.array(z.string()) }),
  reports: z.array(
    z.strictObject({ kind: ReportKind, name: z.string(), subject: z.string(), tables: z.array(TableId).min(1) }),
  ),
  sections: z.array(SectionTemplate),
  tables: z.array(TableTemplate),
});
export type ReportTemplates = z.infer<typeof ReportTemplates>;
