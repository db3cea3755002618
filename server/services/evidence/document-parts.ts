import type { ReportDocument } from "../../../schemas/report-document.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { sha256Hex } from "../../sha256.ts";

/** A part of a report's document by its place in it, and the SHA-256 of its canonical bytes. */
export interface DocumentPart {
  readonly part: string;
  readonly sha256: string;
}

/** Every part of the document once: each row of a table by itself, so that a figure is found by its row. */
export function documentParts(document: ReportDocument): DocumentPart[] {
  const { sections, tables, ...rest } = document;
  const parts: [string, unknown][] = Object.entries(rest).sort(([one], [other]) => (one < other ? -1 : 1));
  for (const [index, section] of sections.entries()) parts.push([`sections/${index + 1}`, section]);
  for (const { rows, ...head } of tables) {
    parts.push([`tables/${head.id}`, head]);
    for (const [index, row] of rows.entries()) parts.push([`tables/${head.id}/rows/${index + 1}`, row]);
  }
  return parts.map(([part, value]) => ({ part, sha256: sha256Hex(canonicalJson(value)) }));
}
