import { ReportCell, type ReportDocument, type ReportFrame } from "../../../schemas/report-document.ts";
import type { ServiceContext } from "../../context.ts";
import { listHandCells, listReportsOfKind, listReportTexts, type ReportRow } from "../../db/repos/reports.ts";
import { startTurns } from "../../turns.ts";
import { listReference } from "../reference/list-reference.ts";
import { composeReport, type ReportWords } from "./compose-report.ts";
import { readDocument } from "./document-in-turns.ts";
import type { HandCells } from "./hand-cells.ts";
import { readLetterhead } from "./letterhead.ts";
import { targetKey } from "./period-facts.ts";
import { type LockedBefore, readReportFacts } from "./read-report-facts.ts";
import { type FigureCell, type LateFacts, mainProgramme, type ReportFacts, withParts } from "./report-facts.ts";
import { periodAfter, periodBefore, periodLastYear, periodOf, spanOf } from "./report-period.ts";

type Reading = Pick<ServiceContext, "db" | "now">;

/** The document of a report: as it was locked, or of a draft as it is now. */
export async function documentOf(ctx: Reading, row: ReportRow): Promise<ReportDocument> {
  if (row.document_json !== null) return readDocument(row.document_json);
  return composeDraft(ctx, row, ctx.now());
}

/** Makes the document anew from rows, without what was received after `untilReceivedMs`. */
export async function composeDraft(ctx: Reading, row: ReportRow, untilReceivedMs: number): Promise<ReportDocument> {
  const { kind } = row;
  if (kind === "certificate") throw new Error("A certificate is not composed from totals.");
  const period = periodOf(row.period);
  const isWhole = row.from_date === period.fromDate && row.to_date === period.toDate;
  const facts = await readReportFacts(ctx, {
    span: spanOf(row.from_date, row.to_date),
    period: row.period,
    before: isWhole ? periodBefore(row.period) : null,
    lastYear: isWhole ? periodLastYear(row.period) : null,
    untilReceivedMs,
    lockedBefore: await lockedBefore(ctx, row),
    tellsOfClusters: row.programme === null,
    tellsOfHours: kind === "month",
  });
  const programme = (await listReference(ctx.db, "programme")).find(({ code }) => code === row.programme);
  const words: ReportWords = {
    kind,
    periodName: period.name,
    nextPeriodName: periodAfter(row.period).name,
    programmeName: programme?.nameVi ?? row.programme,
    correction: row.correction === 0 ? null : row.correction,
    frame: await frameOf(ctx, row),
    texts: await textsOf(ctx, row),
    handCells: await handCellsOf(ctx, row),
  };
  return composeReport(row.programme === null ? facts : await ofProgramme(facts, row.programme), words);
}

/** The frame with the names valid on the day of signing, or today while it is not signed. */
export async function frameOf(ctx: Reading, row: ReportRow): Promise<ReportFrame> {
  const { parentAgency, agency, symbol, place, addressees, recipients, draftingUnit, signerTitles } =
    await readLetterhead(ctx, row.signed_on ?? undefined);
  return {
    ...{ parentAgency, agency, symbol, place, addressees, recipients, draftingUnit, signerTitles },
    number: row.number,
    signedOn: row.signed_on,
    legalBases: [],
  };
}

/** Only what counts for a programme or one of its parts; what merely shares its plays is told beside it. */
async function ofProgramme(facts: ReportFacts, code: string): Promise<ReportFacts> {
  const codes = withParts([code], facts.programmes);
  const { own, sharing } = await partedCells(facts, codes);
  const late: LateFacts[] = [];
  for (const one of facts.late) {
    const { own: cells } = await partedCells({ ...facts, cells: one.cells }, codes);
    if (cells.length > 0) late.push({ ...one, cells });
  }
  const keys = new Set([...codes].map((one) => targetKey("programme", one)));
  const targets = new Map([...facts.targets].filter(([key]) => keys.has(key)));
  return { ...facts, cells: own, sharing, targets, late };
}

/** Cells of some programmes, and those of others that share their plays. */
async function partedCells(
  { cells, programmes }: Pick<ReportFacts, "cells" | "programmes">,
  codes: ReadonlySet<string>,
): Promise<{ readonly own: readonly FigureCell[]; readonly sharing: readonly FigureCell[] }> {
  const [own, sharing]: [FigureCell[], FigureCell[]] = [[], []];
  const turns = startTurns();
  for (const cell of cells) {
    if (codes.has(mainProgramme(cell.version, programmes) ?? "")) own.push(cell);
    else if (cell.version.programmes.some((one) => codes.has(one))) sharing.push(cell);
    const rest = turns.rest();
    if (rest !== undefined) await rest;
  }
  return { own, sharing };
}

/** Its own texts; a section without one says what the last report of its kind said. */
export async function textsOf(ctx: Reading, row: ReportRow): Promise<ReadonlyMap<string, string>> {
  const all = await listReportsOfKind(ctx.db, { kind: row.kind, programme: row.programme });
  const at = all.findIndex(({ id }) => id === row.id);
  const texts = new Map<string, string>();
  for (const { id } of [...all.slice(Math.max(0, at - 1), at), row]) {
    for (const { section, text } of await listReportTexts(ctx.db, id)) texts.set(section, text);
  }
  return texts;
}

async function handCellsOf(ctx: Reading, row: ReportRow): Promise<HandCells> {
  const cells = new Map<string, Map<string, Map<string, ReportCell>>>();
  for (const one of await listHandCells(ctx.db, row.id)) {
    const table = cells.get(one.table_id) ?? new Map<string, Map<string, ReportCell>>();
    const line = table.get(one.row_key) ?? new Map<string, ReportCell>();
    line.set(one.column_key, ReportCell.parse(JSON.parse(one.cell_json)));
    cells.set(one.table_id, table.set(one.row_key, line));
  }
  return cells;
}

/**
 * Earlier periods of this kind that are locked. What came in for them since their last report was locked, or since the
 * last report that already told of it, is told in this one.
 */
async function lockedBefore(ctx: Reading, row: ReportRow): Promise<LockedBefore[]> {
  if (row.correction > 0) return [];
  const all = await listReportsOfKind(ctx.db, { kind: row.kind, programme: row.programme });
  const locked = all.filter((one) => one.until_received_ms !== null && one.id !== row.id);
  const earlier = locked.filter(({ from_date }) => from_date < row.from_date);
  const newest = new Map(earlier.map((one) => [one.period, one]));
  return [...newest.values()].map((one) => {
    const tellers = locked.filter(({ from_date }) => from_date > one.from_date && from_date < row.from_date);
    const told = tellers.map(({ until_received_ms }) => until_received_ms ?? 0);
    const sinceMs = Math.max(one.until_received_ms ?? 0, ...told);
    return { name: periodOf(one.period).name, span: spanOf(one.from_date, one.to_date), sinceMs };
  });
}
