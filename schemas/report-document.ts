import * as z from "zod";
import { CivilDate, EpochMs, humanText, Sha256 } from "./primitives.ts";

/** Reports that are made: of a month, quarter or year, of a programme, and the play certificate of one cluster. */
export const REPORT_KINDS = ["month", "quarter", "year", "programme", "certificate"] as const;
export const ReportKind = z.enum(REPORT_KINDS);
export type ReportKind = z.infer<typeof ReportKind>;

/**
 * What a figure rests on. A column has one of them, so that two never stand in one cell: `measured` from play records,
 * heartbeats and rows of the system; `planned` from the manifests a screen held; `estimated` from inputs named beside it;
 * `declared` by a person.
 */
export const FigureBasis = z.enum(["measured", "planned", "estimated", "declared"]);
export type FigureBasis = z.infer<typeof FigureBasis>;

/**
 * One cell. `no-source`: nothing measures it yet, which is not zero; `unknown`: it would be measured, and cannot be here,
 * with the reason; `blank`: there is nothing to say. A `declared` figure in a measured column is marked as such in print.
 */
export const ReportCell = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("text"), text: humanText(2_000), language: z.string().max(20).optional() }),
  z.strictObject({
    kind: z.literal("number"),
    /** In units of the last digit: with one digit after the comma 12 345 is 1.234,5. */
    value: z.int(),
    /** Digits after the comma: 0 for what is counted. */
    digits: z.int().min(0).max(3),
    isDeclared: z.boolean().optional(),
  }),
  /** In millionths; printed in percent with one decimal. */
  z.strictObject({ kind: z.literal("share"), ppm: z.int(), isDeclared: z.boolean().optional() }),
  z.strictObject({ kind: z.literal("date"), date: CivilDate }),
  z.strictObject({ kind: z.literal("instant"), atMs: EpochMs }),
  z.strictObject({ kind: z.literal("no-source") }),
  z.strictObject({ kind: z.literal("unknown"), why: humanText(300) }),
  z.strictObject({ kind: z.literal("blank") }),
]);
export type ReportCell = z.infer<typeof ReportCell>;

/** The number that a cell says. */
export function figureOf({ value, digits }: { readonly value: number; readonly digits: number }): number {
  return value / 10 ** digits;
}

export const ReportColumn = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: humanText(200),
  unit: humanText(40).nullable(),
  /** In words, as the auditor computes it again. */
  formula: humanText(500).nullable(),
  /** null: a column of names, not of figures. */
  basis: FigureBasis.nullable(),
});
export type ReportColumn = z.infer<typeof ReportColumn>;

export const ReportRow = z.strictObject({
  /** `group`: heads the rows after it; `part`: "trong đó", never added to the sum; `total`: the sum. */
  level: z.enum(["row", "group", "part", "total"]),
  cells: z.array(ReportCell),
});
export type ReportRow = z.infer<typeof ReportRow>;

export const ReportTable = z.strictObject({
  /** Of the template: `B1` to `B14`, `C1`. */
  id: z.string().regex(/^[A-Z]\d{1,2}$/),
  /** As printed, from 1. */
  number: z.int().min(1),
  title: humanText(300),
  columns: z.array(ReportColumn).min(1).max(20),
  /** Each row has one cell for each column. */
  rows: z.array(ReportRow),
  notes: z.array(humanText(1_000)),
});
export type ReportTable = z.infer<typeof ReportTable>;

/** A part of the text: its heading as printed, paragraphs, and the tables that stand in it by id. */
export const ReportSection = z.strictObject({
  /** Stable name by which its text is edited and remembered; null: written by the system alone. */
  key: z.string().max(40).nullable(),
  heading: humanText(300),
  level: z.union([z.literal(1), z.literal(2)]),
  paragraphs: z.array(humanText(10_000)),
  tableIds: z.array(z.string()),
});
export type ReportSection = z.infer<typeof ReportSection>;

/** What stands above, beside and below the text of an official document; empty lines are left for filling by hand. */
export const ReportFrame = z.strictObject({
  parentAgency: humanText(200),
  agency: humanText(200),
  /** Short name in the document's number: `01/BC-{symbol}`. */
  symbol: humanText(40),
  /** null: not numbered yet. */
  number: z.int().min(1).nullable(),
  place: humanText(100),
  /** null: not signed yet. */
  signedOn: CivilDate.nullable(),
  legalBases: z.array(humanText(500)).max(20),
  addressees: z.array(humanText(300)).max(10),
  recipients: z.array(humanText(300)).max(20),
  draftingUnit: humanText(60),
  signerTitles: z.array(humanText(120)).max(3),
});
export type ReportFrame = z.infer<typeof ReportFrame>;

/**
 * A whole report: all that is printed, in every format, and nothing that depends on when or where it is printed. The same
 * rows give the same document, and the same document gives the same bytes.
 */
export const ReportDocument = z.strictObject({
  type: z.literal("report"),
  kind: ReportKind,
  /** "Kết quả … tháng 10 năm 2026". */
  subject: humanText(500),
  period: z.strictObject({
    /** First and last civil day. */
    fromDate: CivilDate,
    toDate: CivilDate,
    /** "tháng 10 năm 2026". */
    name: humanText(100),
  }),
  /** A later report on the same period names which of its corrections it is; null: the first. */
  correction: z.int().min(1).nullable(),
  frame: ReportFrame,
  sections: z.array(ReportSection),
  tables: z.array(ReportTable),
  /** "Trên đây là báo cáo …, … trân trọng báo cáo./." */
  closing: humanText(1_000),
  evidence: z.strictObject({
    /** Records received after this instant are not in it. */
    untilReceivedMs: EpochMs,
    /** Figures reach up to here: the period's end, or earlier in one that still runs. */
    untilMs: EpochMs,
    /** Play records that the figures rest on. */
    records: z.int().min(0),
    /** Of the canonical bytes of the tables. */
    tablesSha256: Sha256,
  }),
});
export type ReportDocument = z.infer<typeof ReportDocument>;
