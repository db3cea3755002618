/** One box of an MP4, by position in its buffer; `start` is the first byte of its header, `end` the one past it. */
export interface Mp4Box {
  readonly type: string;
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
}

/**
 * The boxes in `[start, end)` of a buffer, in order. The last box may reach past the buffer: then it was cut short.
 * Stops at what is no box.
 */
export function listBoxes(buffer: Buffer, start = 0, end = buffer.length): Mp4Box[] {
  const boxes: Mp4Box[] = [];
  for (let at = start; at + 8 <= Math.min(end, buffer.length); ) {
    const box = readBoxHeader(buffer.subarray(at, at + 16), at, end);
    if (box === undefined) break;
    boxes.push(box);
    at = box.end;
  }
  return boxes;
}

/** The first box reached by the types of `path`, each inside the one before; `undefined` when a step is missing. */
export function findBox(buffer: Buffer, path: readonly string[], start = 0, end = buffer.length): Mp4Box | undefined {
  const [type, ...rest] = path;
  const box = listBoxes(buffer, start, end).find((candidate) => candidate.type === type);
  if (box === undefined || rest.length === 0) return box;
  return findBox(buffer, rest, box.bodyStart, Math.min(box.end, buffer.length));
}

/** Reads a box's header of 8 or 16 bytes, lying at `at`; size 0 means up to `fileEnd`. `undefined`: no box. */
export function readBoxHeader(header: Buffer, at: number, fileEnd: number): Mp4Box | undefined {
  if (header.length < 8) return undefined;
  const size = header.readUInt32BE(0);
  const type = header.toString("latin1", 4, 8);
  if (!/^[ -~\u00a9]{4}$/.test(type)) return undefined;
  if (size === 0) return { type, start: at, bodyStart: at + 8, end: fileEnd };
  if (size === 1) {
    if (header.length < 16) return undefined;
    const largeSize = Number(header.readBigUInt64BE(8));
    return largeSize < 16 ? undefined : { type, start: at, bodyStart: at + 16, end: at + largeSize };
  }
  return size < 8 ? undefined : { type, start: at, bodyStart: at + 8, end: at + size };
}
