import type { ReportCell, ReportDocument } from "../../../schemas/report-document.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../../context.ts";
import type { PlayRow } from "../../db/repos/play-log.ts";
import { listClusterPlays, listScreensInPeriod } from "../../db/repos/report-figures.ts";
import { listEditionVersionsByIds } from "../../db/repos/stories.ts";
import { DomainError } from "../../errors.ts";
import { startTurns } from "../../turns.ts";
import { requireRole } from "../people/require-role.ts";
import { listReference } from "../reference/list-reference.ts";
import { tableTemplate } from "./compose-report.ts";
import { parseDocument, tablesSha256 } from "./document-in-turns.ts";
import { readLetterhead } from "./letterhead.ts";
import { type CellsByKey, type DraftRow, layTable, text } from "./report-cells.ts";
import { REPORT_TIME_ZONE, spanOf } from "./report-period.ts";

/** Lines that a certificate may have: about a day of one screen at ten seconds each. */
export const MOST_LINES = 10_000;

const OUTCOMES = { completed: "Đủ thời lượng", cut: "Bị cắt", interrupted: "Gián đoạn" } as const;
const PANELS = { on: "", off: ", màn hình tắt", unknown: ", chưa rõ màn hình" } as const;

/**
 * What one cluster's screens showed on these days, play by play with the hash of each record (phiếu xác nhận phát).
 * Errors: `bad-input`, `not-found`; `conflict` when there are more lines than one certificate holds.
 */
export async function playCertificate(
  ctx: ServiceContext,
  input: { clusterId: string; fromDate: string; toDate: string },
): Promise<ReportDocument> {
  requireRole(ctx, "editor", "approver", "administrator");
  const { clusterId, fromDate, toDate } = input;
  if (fromDate > toDate) throw new DomainError("bad-input", "error.bad-input", { what: "toDate" });
  const span = spanOf(fromDate, toDate);
  const places = (await listScreensInPeriod(ctx.db, span.fromMs, span.toMs)).filter(
    (place) => place.cluster_id === clusterId,
  );
  const [place] = places;
  if (place === undefined) throw new DomainError("not-found", "error.not-found", {}, { clusterId });
  const screens = new Map(places.map((one) => [one.screen_id, one.screen_name]));
  const rows = await listClusterPlays(ctx.db, [...screens.keys()], span, MOST_LINES + 1);
  if (rows.length > MOST_LINES) throw new DomainError("conflict", "reports.too-many-lines", { most: MOST_LINES });
  const facts = await readFacts(ctx, rows);
  // By what is in it and not by the hour of asking, so that the same records give the same certificate.
  const untilReceivedMs = rows.reduce((latest, row) => Math.max(latest, row.received_at_ms), span.fromMs);
  const lines: DraftRow[] = [];
  const turns = startTurns();
  for (const row of rows) {
    lines.push({ level: "row", cells: lineOf(row, facts, screens) });
    await turns.rest();
  }
  const notes = ["Giờ Việt Nam. Mã băm là của bản ghi trong chuỗi nhật ký mà máy phát đã ký."];
  const table = layTable(tableTemplate("C1"), 1, lines, notes);
  const letterhead = await readLetterhead(ctx);
  const subject = `Nhật ký phát của cụm ${place.cluster_name}, ${place.site_name_vi}, từ ${dayOf(fromDate)} đến ${dayOf(toDate)}`;
  return parseDocument({
    type: "report",
    kind: "certificate",
    subject,
    period: { fromDate, toDate, name: `từ ${dayOf(fromDate)} đến ${dayOf(toDate)}` },
    correction: null,
    frame: { ...letterhead, number: null, signedOn: null, legalBases: [] },
    sections: [{ key: null, heading: "Nhật ký phát", level: 1, paragraphs: [], tableIds: ["C1"] }],
    tables: [table],
    closing: "",
    evidence: {
      untilReceivedMs,
      untilMs: Math.max(span.fromMs, Math.min(span.toMs, ctx.now())),
      records: rows.length,
      tablesSha256: await tablesSha256([table]),
    },
  } satisfies ReportDocument);
}

interface Facts {
  readonly titles: ReadonlyMap<string, string>;
  readonly programmes: ReadonlyMap<string, readonly string[]>;
  readonly languages: ReadonlyMap<string, string>;
}

async function readFacts(ctx: Pick<ServiceContext, "db">, rows: readonly PlayRow[]): Promise<Facts> {
  const versions = await listEditionVersionsByIds(ctx.db, [...new Set(rows.map((row) => row.edition_version_id))]);
  return {
    titles: new Map(versions.map(({ id, title }) => [id, title])),
    programmes: new Map(versions.map(({ id, programmes }) => [id, programmes])),
    languages: new Map((await listReference(ctx.db, "language")).map(({ tag, nameVi }) => [tag, nameVi])),
  };
}

function lineOf(row: PlayRow, facts: Facts, screens: ReadonlyMap<string, string>): CellsByKey {
  const { date, time } = partsOf(row.started_at_ms);
  return {
    date: { kind: "date", date },
    from: text(time),
    to: text(partsOf(row.started_at_ms + row.shown_ms).time),
    code: text(row.edition_version_id.slice(-12)),
    title: text(facts.titles.get(row.edition_version_id) ?? row.edition_version_id),
    lang: text(facts.languages.get(row.language) ?? row.language),
    programme: text((facts.programmes.get(row.edition_version_id) ?? []).join(", ")),
    screen: text(screens.get(row.screen_id) ?? row.screen_id),
    result: text(`${OUTCOMES[row.outcome]}${PANELS[row.panel]}`) satisfies ReportCell,
    hash: text(row.sha256.slice(0, 16)),
  };
}

function partsOf(atMs: number): { date: string; time: string } {
  const { date, hour, minute, second } = civilAt(atMs, REPORT_TIME_ZONE);
  return { date, time: [hour, minute, second].map((part) => String(part).padStart(2, "0")).join(":") };
}

const dayOf = (date: string): string => date.split("-").reverse().join("/");
