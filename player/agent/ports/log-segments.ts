import type { LedgerMark } from "../../../schemas/play-record.ts";
import type { HashBytes } from "../../../schemas/trust/airing-approval.ts";
import { comesAfter, emptyOutbox, keyOf, type OutboxState, stepOutbox } from "../core/outbox.ts";
import type { LineBook, OutboxLine } from "../core/outbox-line.ts";
import type { LostRun } from "../core/play-run.ts";
import type { LogDevice } from "./log-device.ts";
import { isAllZeros, readSegment, readSegmentHead, type SegmentContent, type SegmentHead } from "./log-lines.ts";

const BLOCK_BYTES = 4_096;

/** One file of the log that holds lines. `head` is where the log stood when it began. */
export interface Segment {
  readonly slot: number;
  readonly number: number;
  readonly head: SegmentHead["head"];
  readonly beganWallMs: number;
}

/** What reading the log found. Each damaged line is named by its file and its place in it. */
export interface RecoveryReport {
  readonly lines: number;
  readonly damaged: readonly { readonly segment: number; readonly line: number }[];
  readonly tornBytes: number;
}

/** A log as its files tell it. */
export interface FoundLog {
  /** Oldest first. */
  readonly segments: Segment[];
  /** Files without a line in them. */
  readonly spares: number[];
  /** Files the disk could not read just now: nothing is written over in them before the next start. */
  readonly unreadable: readonly number[];
  readonly state: OutboxState;
  readonly lost: LostRun | null;
  /** What the server was known to have when the newest segment began. */
  readonly acknowledged: LedgerMark;
  readonly recovery: RecoveryReport;
  /** How the newest segment can be written on; `undefined` when there is none or its tail could not be mended. */
  readonly writable: { readonly usedBytes: number; readonly book: LineBook } | undefined;
}

/**
 * Finds what a log holds: reads the first block of each file, and of the lines only those of the newest segment, so that a
 * full log starts as fast as an empty one. A torn tail is cut off; where a segment's head cannot be read, its lines say
 * where it belongs.
 */
export async function findLog(device: LogDevice, player: number, hash: HashBytes): Promise<FoundLog> {
  const segments: Segment[] = [];
  const spares: number[] = [];
  const unreadable: number[] = [];
  const damagedHeads = new Set<number>();
  for (const slot of await device.list()) {
    const found = await identify(device, slot, player).catch(() => "unreadable" as const);
    if (found === "unreadable") unreadable.push(slot);
    else if (found === undefined) spares.push(slot);
    else {
      segments.push(found.segment);
      if (!found.hasHead) damagedHeads.add(slot);
    }
  }
  segments.sort((one, other) => (isLater(one, other) ? 1 : -1));
  const begin = segments.findLastIndex(({ slot }) => !damagedHeads.has(slot));
  const read: { segment: Segment; content: SegmentContent }[] = [];
  for (const segment of segments.slice(Math.max(0, begin))) {
    // What cannot be read now is a hole like any other: it must not keep the picture off the glass.
    const content = await readAll(device, segment.slot).catch(() => readSegment(Buffer.alloc(0)));
    read.push({ segment, content });
  }
  const state = read.reduce((before, { content }) => follow(before, content, hash), emptyOutbox(player));
  const newest = read.at(-1);
  const headed = read.findLast(({ content }) => content.head !== undefined);
  return {
    segments,
    spares,
    unreadable,
    state,
    lost: (headed ?? newest)?.content.lost ?? null,
    acknowledged: headed?.content.head?.acknowledged ?? emptyOutbox(player).head,
    recovery: {
      lines: read.reduce((sum, { content }) => sum + content.lines.length, 0),
      damaged: read.flatMap(({ segment, content }) =>
        content.damagedLines.map((line) => ({ segment: segment.number, line })),
      ),
      tornBytes: newest?.content.tornBytes ?? 0,
    },
    writable: newest === undefined ? undefined : await mendTail(device, newest.segment.slot, newest.content),
  };
}

/** All that a segment's bytes say. */
export async function readAll(device: LogDevice, slot: number): Promise<SegmentContent> {
  return readSegment(await device.read(slot, 0, await device.sizeBytes(slot)));
}

/** Makes sure that nothing of what was there before can be read in this file. */
export async function clearSegment(device: LogDevice, slot: number): Promise<void> {
  const sizeBytes = await device.sizeBytes(slot);
  if (isAllZeros(await device.read(slot, 0, sizeBytes))) return;
  await device.write(slot, 0, Buffer.alloc(sizeBytes));
  await device.sync(slot);
}

/** The state of the log after a line was read, or written for good. */
export function afterLine(state: OutboxState, line: OutboxLine, hash: HashBytes): OutboxState {
  return stepOutbox(state, { type: "recovered", line }, hash).state;
}

function follow(before: OutboxState, content: SegmentContent, hash: HashBytes): OutboxState {
  const { head } = content;
  const start = head === undefined ? before : { ...before, head: head.head, open: new Map() };
  return content.lines.reduce((state, line) => afterLine(state, line, hash), start);
}

async function identify(
  device: LogDevice,
  slot: number,
  player: number,
): Promise<{ segment: Segment; hasHead: boolean } | undefined> {
  const start = await device.read(slot, 0, 2 * BLOCK_BYTES);
  const head = readSegmentHead(start);
  if (head !== undefined && head.player === player) {
    return { segment: { slot, number: head.number, head: head.head, beganWallMs: head.beganWallMs }, hasHead: true };
  }
  if (head !== undefined || isAllZeros(start)) return undefined;
  const { lines } = await readAll(device, slot);
  const first = lines.find((line) => line.t === "closed");
  if (first === undefined || first.record.player !== player) return undefined;
  const { record, after } = first;
  const before = after ?? { boot: record.boot, seq: record.seq - 1 };
  const place = { ...before, headSha256: record.prevSha256 };
  return { segment: { slot, number: 0, head: place, beganWallMs: record.startedWallMs }, hasHead: false };
}

function isLater(one: Segment, other: Segment): boolean {
  if (one.number > 0 && other.number > 0) return one.number > other.number;
  return comesAfter(keyOf(one.head), keyOf(other.head));
}

async function mendTail(
  device: LogDevice,
  slot: number,
  { usedBytes, tornBytes, book, head }: SegmentContent,
): Promise<FoundLog["writable"]> {
  if (head === undefined) return undefined;
  if (tornBytes === 0) return { usedBytes, book };
  try {
    await device.write(slot, usedBytes, Buffer.alloc(tornBytes));
    await device.sync(slot);
    return { usedBytes, book };
  } catch {
    // A disk that takes nothing: the log goes on in another file once it does.
    return undefined;
  } finally {
    // Whatever closing says: nothing of it is used again.
    await device.release(slot).catch(() => undefined);
  }
}
