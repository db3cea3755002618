import type { ReportDocument } from "../../../schemas/report-document.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { sha256Hex } from "../../sha256.ts";

/** A part of a report's document by its place in it, and the SHA-256 of its canonical bytes. */
export interface DocumentPart {
  readonly part: string;
  readonly sha256: string;
}

/** Parts that are told at once. */
const PARTS_AT_ONCE = 100;

/** Every part of the document once, page by page: each row of a table by itself, so that a figure is found by its row. */
export function* documentParts(document: ReportDocument): Generator<readonly DocumentPart[]> {
  let page: DocumentPart[] = [];
  for (const [part, value] of partsOf(document)) {
    page.push({ part, sha256: sha256Hex(canonicalJson(value)) });
    if (page.length < PARTS_AT_ONCE) continue;
    yield page;
    page = [];
  }
  yield page;
}

function* partsOf(document: ReportDocument): Generator<readonly [part: string, value: unknown]> {
  const { sections, tables, ...rest } = document;
  yield* Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [index, section] of sections.entries()) yield [`sections/${index + 1}`, section];
  for (const { rows, ...head } of tables) {
    yield [`tables/${head.id}`, head];
    for (const [index, row] of rows.entries()) yield [`tables/${head.id}/rows/${index + 1}`, row];
  }
}
