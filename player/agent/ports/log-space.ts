/** What is set aside for the log of one player: 90 days of ten-second showings, in files of this size. */
export interface LogSpace {
  readonly segmentBytes: number;
  readonly segments: number;
}

const LOG_BYTES = 268_435_456;
const SEGMENT_BYTES = 1_048_576;
const SMALLEST_SEGMENT_BYTES = 65_536;
/** Two at least: one is written, one is written over next. Four, so that little is lost when a small log goes round. */
const FEWEST_SEGMENTS = 4;
/** A disk too small for the whole log gives this part of it. */
const LARGEST_PART = 1 / 8;
const BLOCK_BYTES = 4_096;

/** 256 MiB, or an eighth of a disk smaller than 2 GiB. */
export function planLogSpace(diskBytes: number): LogSpace {
  const bytes = Math.min(LOG_BYTES, Math.floor(diskBytes * LARGEST_PART));
  const blocks = Math.floor(bytes / FEWEST_SEGMENTS / BLOCK_BYTES);
  const segmentBytes = Math.min(SEGMENT_BYTES, Math.max(SMALLEST_SEGMENT_BYTES, blocks * BLOCK_BYTES));
  return { segmentBytes, segments: Math.max(FEWEST_SEGMENTS, Math.floor(bytes / segmentBytes)) };
}
