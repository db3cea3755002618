import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { sha256Hex } from "../../sha256.ts";

/** Lines of one file. */
export interface RowChain {
  lineOf(row: unknown): string;
  /** The last line: it says how many there are before it. */
  end(): string;
}

/**
 * Writes rows as lines of JSON, each with the SHA-256 over the sum before it and its own canonical text, so that a line
 * that is altered, left out, doubled or moved is found where it stands. Before the first line stands the file's name.
 */
export function createRowChain(fileName: string): RowChain {
  let sum = fileName;
  let rows = 0;
  const lineOf = (row: unknown): string => {
    const text = canonicalJson(row);
    sum = sha256Hex(`${sum}\n${text}`);
    rows += 1;
    return `{"row":${text},"sum":"${sum}"}\n`;
  };
  return { lineOf, end: () => lineOf({ end: rows }) };
}
