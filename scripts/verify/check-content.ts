import type { RootDocument } from "../../schemas/root-document.ts";
import { approvingPersons } from "../../schemas/trust/airing-approval.ts";
import { AiringRow, ApprovedWords, EditionRow } from "./bundle-shapes.ts";
import type { Told } from "./findings.ts";
import { type Bundle, placeOf, readAllRows, readRows, sha256 } from "./read-files.ts";

const EDITIONS = "editions.jsonl";
const AIRINGS = "airings.jsonl";

/** What was met of the content. */
export interface CheckedContent {
  readonly editions: readonly EditionRow[];
  readonly airings: number;
  readonly approvals: number;
}

/**
 * Reads edition versions and airing documents: a document has the hash that records name and approvals sign, each approval
 * is of an approver in office, and title and language of an edition version are those that were approved.
 */
export async function checkContent(bundle: Bundle, root: RootDocument | null): Promise<CheckedContent> {
  const rows = await readAllRows(bundle, EDITIONS, EditionRow, nameEdition);
  const editions = new Map(rows.map((one) => [one.row.editionVersionId, one]));
  const sum = { airings: 0, approvals: 0 };
  for await (const { number, row } of readRows(bundle, AIRINGS, AiringRow, nameAiring)) {
    if (row === null) continue;
    const tell = (what: Told) =>
      bundle.findings.tell({ file: AIRINGS, row: number, where: placeOf(AIRINGS, number, nameAiring(row)), what });
    sum.airings += 1;
    sum.approvals += row.approvals.length;
    if (sha256(row.document) !== row.airingSha256) tell(NOT_AS_NAMED);
    const persons = root === null ? new Set() : await approvingPersons(row, row.airingSha256, root);
    if (persons.size !== row.approvals.length) tell(NOT_APPROVED);
    const words = ApprovedWords.safeParse(parse(row.document));
    if (!words.success) continue;
    const edition = editions.get(words.data.editionVersionId);
    if (edition === undefined) continue;
    const { title, language } = edition.row;
    if (title === words.data.title && language === words.data.language) continue;
    const where = placeOf(EDITIONS, edition.number, nameEdition(edition.row));
    bundle.findings.tell({ file: EDITIONS, row: edition.number, where, what: OTHER_WORDS });
  }
  return { editions: rows.map(({ row }) => row), ...sum };
}

const NOT_AS_NAMED: Told = {
  vi: "nội dung không có mã băm mà các bản ghi nêu",
  en: "the document does not have the hash that the records name",
};
const NOT_APPROVED: Told = {
  vi: "có phê duyệt không mang chữ ký đúng của người đương nhiệm",
  en: "an approval is not signed by an approver in office",
};
const OTHER_WORDS: Told = {
  vi: "tên hoặc ngôn ngữ khác với nội dung đã được duyệt",
  en: "title or language is not what was approved",
};

function nameEdition(row: unknown): Told | null {
  const parsed = EditionRow.pick({ editionVersionId: true, title: true }).loose().safeParse(row);
  if (!parsed.success) return null;
  const { editionVersionId, title } = parsed.data;
  return { vi: `bản nội dung ${editionVersionId} “${title}”`, en: `edition version ${editionVersionId} “${title}”` };
}

function nameAiring(row: unknown): Told | null {
  const parsed = AiringRow.pick({ airingSha256: true }).loose().safeParse(row);
  if (!parsed.success) return null;
  const { airingSha256 } = parsed.data;
  return { vi: `văn bản phát ${airingSha256}`, en: `airing document ${airingSha256}` };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // It has no words then; that its hash is wrong is told by itself.
    return undefined;
  }
}
