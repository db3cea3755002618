import { gzipSync } from "node:zlib";
import type { SchemaElement } from "hyparquet";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import type { PlayRow } from "../repos/play-log.ts";
import { ARCHIVED_COLUMNS, ARCHIVED_NAMES, ROWS_IN_GROUP } from "./archived-columns.ts";

/** Told in the file itself, for who reads it with another program. */
const NOTES = [
  { key: "format", value: "cot-moc play records 1" },
  { key: "prev_sha256", value: "Where it is null it is the sha256 of the row before in this file." },
];

const HEX = /^[0-9a-f]{64}$/;

/**
 * The records, by screen, player, boot and number, as one Parquet file: the same ones give the same bytes. Throws when one
 * cannot be told exactly.
 */
export function encodeRows(rows: readonly PlayRow[]): Uint8Array {
  const columns = ARCHIVED_NAMES.map((name) => ({ element: elementOf(name), source: sourceOf(name, rows) }));
  const bytes = parquetWriteBuffer({
    columnData: columns.map(({ source }) => source),
    schema: [{ name: "root", num_children: columns.length }, ...columns.map(({ element }) => element)],
    codec: "GZIP",
    // A changed byte of a page is found by the sum that each page carries.
    compressors: { GZIP: (input) => gzipSync(input) },
    rowGroupSize: ROWS_IN_GROUP,
    createdBy: "cot-moc",
    kvMetadata: NOTES,
  });
  return new Uint8Array(bytes);
}

function elementOf(name: keyof PlayRow): SchemaElement {
  const kind = ARCHIVED_COLUMNS[name];
  if (kind === "integer") return { name, type: "INT64", repetition_type: "REQUIRED" };
  if (kind === "text") return { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" };
  const repetition_type = kind === "hash" ? "REQUIRED" : "OPTIONAL";
  return { name, type: "FIXED_LEN_BYTE_ARRAY", type_length: 32, repetition_type };
}

function sourceOf(name: keyof PlayRow, rows: readonly PlayRow[]): ColumnSource {
  const kind = ARCHIVED_COLUMNS[name];
  if (kind === "integer") {
    const data = BigInt64Array.from(rows, (row) => BigInt(row[name]));
    return { name, data, encoding: "DELTA_BINARY_PACKED" };
  }
  if (kind === "text") return { name, data: rows.map((row) => row[name]), statistics: name === "screen_id" };
  const data = rows.map((row, index) => {
    const isKnown = kind === "hash-before" && startsWithin(rows, index) && row[name] === rows[index - 1]?.sha256;
    return isKnown ? null : bytesOf(row[name]);
  });
  return { name, data, encoding: "PLAIN", statistics: false };
}

/** Whether a row is read together with the one before it, whatever part of the file is read. */
function startsWithin(rows: readonly PlayRow[], index: number): boolean {
  const [row, before] = [rows[index], rows[index - 1]];
  if (row === undefined || before === undefined || index % ROWS_IN_GROUP === 0) return false;
  return row.player === before.player && row.boot === before.boot && row.screen_id === before.screen_id;
}

function bytesOf(hash: unknown): Uint8Array {
  if (typeof hash !== "string" || !HEX.test(hash)) throw new Error(`No SHA-256: ${hash}.`);
  return Uint8Array.from(Buffer.from(hash, "hex"));
}
