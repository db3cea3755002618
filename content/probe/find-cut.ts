import { type FileHandle, open } from "node:fs/promises";
import type { Container } from "../tools/ffprobe.ts";
import { readBoxHeader } from "./mp4-boxes.ts";

const SEGMENT_ID = 0x18538067;
const MAX_TOP_LEVEL_BOXES = 100_000;

/**
 * Tells whether a container declares more bytes than the file has: the mark of a broken upload. A probe does not see
 * it when the index lies in front, and a player would show the first part and then an error.
 */
export async function isCutShort(path: string, container: Container): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    return container === "mp4" ? await isMp4Cut(file, size) : await isMatroskaCut(file, size);
  } finally {
    await file.close();
  }
}

async function isMp4Cut(file: FileHandle, fileBytes: number): Promise<boolean> {
  let at = 0;
  for (let count = 0; at < fileBytes && count < MAX_TOP_LEVEL_BOXES; count += 1) {
    const box = readBoxHeader(await readAt(file, at, 16), at, fileBytes);
    // Bytes after the last box that are no box are common and harmless.
    if (box === undefined) return false;
    if (box.end > fileBytes) return true;
    at = box.end;
  }
  return false;
}

/** A segment of unknown size (a live recording) cannot be told from a whole one. */
async function isMatroskaCut(file: FileHandle, fileBytes: number): Promise<boolean> {
  const header = await readAt(file, 4, 8);
  const headerSize = readVint(header);
  if (headerSize === undefined) return false;
  const segmentAt = 4 + headerSize.length + headerSize.value;
  const segment = await readAt(file, segmentAt, 12);
  if (segment.length < 5 || segment.readUInt32BE(0) !== SEGMENT_ID) return false;
  const size = readVint(segment.subarray(4));
  if (size === undefined || size.unknown) return false;
  return segmentAt + 4 + size.length + size.value > fileBytes;
}

/** EBML's variable-length integer: the leading zeros of the first byte give its length. */
function readVint(bytes: Buffer): { value: number; length: number; unknown: boolean } | undefined {
  const first = bytes[0] ?? 0;
  const length = Math.clz32(first) - 23;
  if (first === 0 || bytes.length < length) return undefined;
  let value = first & (0xff >> length);
  let unknown = value === 0xff >> length;
  for (const byte of bytes.subarray(1, length)) {
    value = value * 256 + byte;
    unknown &&= byte === 0xff;
  }
  return { value, length, unknown };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
