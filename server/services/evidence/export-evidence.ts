import { createHash } from "node:crypto";
import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { signDocument } from "../../../schemas/trust/envelope.ts";
import type { ServiceContext } from "../../context.ts";
import { LONGEST_COUNTED_MS } from "../../db/hour-parts.ts";
import { listLogParts } from "../../db/repos/evidence.ts";
import { findReport, type ReportRow } from "../../db/repos/reports.ts";
import { DomainError } from "../../errors.ts";
import { sha256Hex } from "../../sha256.ts";
import { requireRole } from "../people/require-role.ts";
import { readDocument } from "../reports/document-in-turns.ts";
import { spanOf } from "../reports/report-period.ts";
import { airingRows, editionRows, rootRows } from "./context-files.ts";
import { documentParts } from "./document-parts.ts";
import { frozenContext } from "./freeze-context.ts";
import { anchorRows, headRows, type NamedThings, playerRows, recordRows } from "./player-files.ts";
import { README_TEXT } from "./readme-text.ts";
import { createRowChain } from "./row-chain.ts";
import { type ArchivedFile, streamZip } from "./stream-zip.ts";

/** The archive's name, and its bytes as they are made. */
export interface EvidenceExport {
  readonly fileName: string;
  readonly pieces: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** What the signed list says of a file. */
interface ListedFile {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  /** null: not a file of rows. */
  readonly rows: number | null;
}

type LockedReport = ReportRow & { readonly document_json: string };

/**
 * Gives all that a locked report rests on as one archive that can be checked without this server. The same rows give the
 * same bytes; however long the period, only a page of rows is held. Errors: `not-found`, `conflict` of a draft.
 */
export async function exportEvidence(ctx: ServiceContext, input: { reportId: string }): Promise<EvidenceExport> {
  requireRole(ctx, "editor", "approver", "administrator");
  const row = await findReport(ctx.db, input.reportId);
  if (row === undefined) throw new DomainError("not-found", "error.not-found");
  const { document_json } = row;
  if (document_json === null) throw new DomainError("conflict", "reports.is-draft");
  const correction = row.correction === 0 ? "" : `-dieu-chinh-${row.correction}`;
  return {
    fileName: `bang-chung-${row.kind}-${row.period}${correction}.zip`,
    pieces: streamZip(evidenceFiles(ctx, { ...row, document_json })),
  };
}

async function* evidenceFiles(ctx: ServiceContext, row: LockedReport): AsyncGenerator<ArchivedFile> {
  const listed: ListedFile[] = [];
  for await (const { name, content, isRows } of contentFiles(ctx, row)) {
    yield { name, content: counted(name, content, isRows, (file) => listed.push(file)) };
  }
  const { id, kind, period, programme, correction } = row;
  const manifest = { type: "evidence", report: { id, kind, period, programme, correction }, files: listed };
  const text = canonicalJson(manifest);
  yield { name: "MANIFEST.json", content: [text] };
  const { signatures } = await signDocument(manifest, DOCUMENT_TYPES.evidence, [await ctx.keys.schedulerSigner()]);
  yield { name: "MANIFEST.sig.json", content: [`${JSON.stringify({ sha256: sha256Hex(text), signatures })}\n`] };
}

async function* contentFiles(
  { db }: ServiceContext,
  row: LockedReport,
): AsyncGenerator<ArchivedFile & { readonly isRows: boolean }> {
  const { document_json } = row;
  const document = await readDocument(document_json);
  const { fromMs, toMs } = spanOf(row.from_date, row.to_date);
  const { untilReceivedMs } = document.evidence;
  // A showing that began before the period may reach into it.
  const parts = await listLogParts(db, { fromMs: fromMs - LONGEST_COUNTED_MS, toMs, untilReceivedMs });
  const named: NamedThings = { editionVersionIds: new Set(), airingSha256s: new Set() };
  yield { name: "README.txt", content: [README_TEXT.normalize("NFC")], isRows: false };
  yield { name: "report.json", content: [document_json], isRows: false };
  yield rowFile("parts.jsonl", documentParts(document));
  const { rootVersion, reference, places } = await frozenContext(db, row);
  yield rowFile("roots.jsonl", rootRows(db, rootVersion));
  yield rowFile("reference.jsonl", [reference]);
  yield rowFile("places.jsonl", [places]);
  yield rowFile("players.jsonl", playerRows(db, parts, untilReceivedMs));
  for (const part of parts) {
    yield rowFile(`players/${part.player}/anchors.jsonl`, anchorRows(db, part, untilReceivedMs));
    yield rowFile(`players/${part.player}/heads.jsonl`, headRows(db, part));
    yield rowFile(`players/${part.player}/records.jsonl`, recordRows(db, part, named));
  }
  yield rowFile("editions.jsonl", editionRows(db, named));
  yield rowFile("airings.jsonl", airingRows(db, named, untilReceivedMs));
}

/** Rows page by page as lines, each chained to the one before. */
function rowFile(name: string, pages: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>) {
  return { name, content: linesOf(name, pages), isRows: true };
}

async function* linesOf(
  name: string,
  pages: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>,
): AsyncGenerator<string> {
  const chain = createRowChain(name);
  for await (const page of pages) yield page.map(chain.lineOf).join("");
  yield chain.end();
}

/** Passes the text on and tells at its end what the list has to say of it. */
async function* counted(
  name: string,
  content: ArchivedFile["content"],
  isRows: boolean,
  tell: (file: ListedFile) => void,
): AsyncGenerator<string> {
  const hash = createHash("sha256");
  let bytes = 0;
  let rows = 0;
  for await (const text of content) {
    hash.update(text);
    bytes += Buffer.byteLength(text);
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) rows += 1;
    yield text;
  }
  tell({ name, sha256: hash.digest("hex"), bytes, rows: isRows ? rows : null });
}
