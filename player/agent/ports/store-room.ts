/** The disk takes no more media: what is on it already stays, and what is wanted waits. */
export class NoRoomError extends Error {
  override readonly name = "NoRoomError";
}

/** A disk with media on it. `reservedBytes`: set aside for the log and not taken yet. */
export interface DiskUse {
  readonly diskBytes: number;
  readonly freeBytes: number;
  readonly mediaBytes: number;
  readonly reservedBytes: number;
}

const LARGEST_PART = 0.8;
const FLOOR_BYTES = 200_000_000;
/** A disk under 2 GB keeps this part of it free instead. */
const FLOOR_PART = 0.1;

/**
 * Bytes of media that may still come: media takes at most 80 % of a disk, leaves 200 MB of it free, and never what is
 * set aside for the log. Below zero when there is too much already.
 */
export function roomForMedia({ diskBytes, freeBytes, mediaBytes, reservedBytes }: DiskUse): number {
  const floorBytes = Math.min(FLOOR_BYTES, diskBytes * FLOOR_PART);
  return Math.floor(Math.min(diskBytes * LARGEST_PART - mediaBytes, freeBytes - floorBytes - reservedBytes));
}
