import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { archivedLine, rowOfLine } from "../../db/archive/archived-columns.ts";
import { encodeRows } from "../../db/archive/encode-rows.ts";
import { PartFile } from "../../db/archive/part-file.ts";
import { LONGEST_COUNTED_MS } from "../../db/hour-parts.ts";
import type { ArchiveSpanRow } from "../../db/repos/play-archive.ts";
import type { PlayRow } from "../../db/repos/play-log.ts";

/** Records to be written as one file, a line each. */
export interface PartJob {
  readonly linesPath: string;
  readonly partPath: string;
}

/** A file that was written to disk, read again whole, and found to hold exactly these records. */
export interface MadePart {
  readonly records: number;
  readonly airtimeMs: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Of the records as they were read again. */
  readonly rowsSha256: string;
  readonly spans: readonly SpanInPart[];
}

/** A span before its file has a day and a number. */
export type SpanInPart = Omit<ArchiveSpanRow, "civil_date" | "part">;

/** What was read again is not what was to be written; the message says which row. */
export class PartDiffers extends Error {
  override readonly name = "PartDiffers";
}

/** Writes the records as a file, reads that again and compares it row by row. Throws `PartDiffers`, or what failed. */
export async function makePart({ linesPath, partPath }: PartJob): Promise<MadePart> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(linesPath) })) lines.push(line);
  const bytes = encodeRows(lines.map(rowOfLine));
  await writeToDisk(partPath, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const { rows, rowsSha256 } = await readAgain(partPath, sha256, lines);
  return {
    records: rows.length,
    airtimeMs: rows.reduce((sum, { shown_ms }) => sum + Math.min(shown_ms, LONGEST_COUNTED_MS), 0),
    sizeBytes: bytes.length,
    sha256,
    rowsSha256,
    spans: spansOf(rows),
  };
}

async function writeToDisk(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx", 0o640);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readAgain(
  path: string,
  sha256: string,
  lines: readonly string[],
): Promise<{ rows: PlayRow[]; rowsSha256: string }> {
  const part = await PartFile.open(path, sha256);
  const hash = createHash("sha256");
  const rows: PlayRow[] = [];
  for (const group of part.groups) {
    for (const row of await part.readGroup(group)) {
      const line = archivedLine(row);
      if (line !== lines[rows.length]) throw new PartDiffers(`Row ${rows.length} of ${path} came back as another.`);
      hash.update(`${line}\n`);
      rows.push(row);
    }
  }
  if (rows.length !== lines.length) throw new PartDiffers(`${path} holds ${rows.length} of ${lines.length} rows.`);
  return { rows, rowsSha256: hash.digest("hex") };
}

/** The rows lie by screen, player, boot and number. */
function spansOf(rows: readonly PlayRow[]): SpanInPart[] {
  const spans: SpanInPart[] = [];
  for (const [index, row] of rows.entries()) {
    const last = spans.at(-1);
    const isSame = last?.screen_id === row.screen_id && last.player === row.player && last.boot === row.boot;
    if (last === undefined || !isSame) {
      spans.push(spanOf(row, index));
      continue;
    }
    last.last_seq = row.seq;
    last.records += 1;
    last.from_started_ms = Math.min(last.from_started_ms, row.started_at_ms);
    last.to_started_ms = Math.max(last.to_started_ms, row.started_at_ms);
    last.from_mono_ms = Math.min(last.from_mono_ms, row.started_mono_ms);
    last.to_mono_ms = Math.max(last.to_mono_ms, row.started_mono_ms);
    last.to_received_ms = Math.max(last.to_received_ms, row.received_at_ms);
  }
  return spans;
}

function spanOf(row: PlayRow, index: number): SpanInPart {
  const { player, boot, seq, screen_id, started_at_ms, started_mono_ms, received_at_ms } = row;
  return {
    ...{ player, boot, screen_id, first_seq: seq, last_seq: seq, first_row: index, records: 1 },
    ...{ from_started_ms: started_at_ms, to_started_ms: started_at_ms },
    ...{ from_mono_ms: started_mono_ms, to_mono_ms: started_mono_ms },
    to_received_ms: received_at_ms,
  };
}
