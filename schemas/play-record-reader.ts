import type { PlayRecord } from "./play-record.ts";

const ZONE = /^[a-z][a-z0-9-]{0,31}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const NOUN_ID =
  /^(?:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$/;
const LANGUAGE = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?$/;
const LOOP_ID = /^[0-9a-f]{16}$/;
const LONGEST_MS = 34_560_000_000;
const FIELDS = 21;

/**
 * Says of a value out of `JSON.parse` whether the schema `PlayRecord` accepts it, in a tenth of the time: a player's log
 * comes back as hundreds of thousands of records. The schema remains the definition; the two are compared by test.
 */
export function isPlayRecord(value: unknown): value is PlayRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const record = value as Unread;
  return hasKey(record) && hasItem(record) && hasSlot(record) && hasTimes(record) && hasEnd(record) && isExact(record);
}

type Unread = { readonly [Name in keyof PlayRecord]: unknown };

function hasKey({ player, boot, seq, prevSha256 }: Unread): boolean {
  return isInt(player, 1) && isInt(boot, 1) && isInt(seq, 1) && isText(prevSha256, SHA256);
}

function hasItem({ kind, airingSha256, editionVersionId, language, entryId }: Unread): boolean {
  return (
    (kind === "image" || kind === "video" || kind === "slide") &&
    isText(airingSha256, SHA256) &&
    isText(editionVersionId, NOUN_ID) &&
    isText(language, LANGUAGE) &&
    isText(entryId, NOUN_ID)
  );
}

function hasSlot({ zone, manifestRevision, loopId, slotIndex }: Unread): boolean {
  return isText(zone, ZONE) && isInt(manifestRevision, 1) && isText(loopId, LOOP_ID) && isInt(slotIndex, 0);
}

function hasTimes({ plannedMs, shownMs, startedMonoMs, startedWallMs, clock }: Unread): boolean {
  return (
    isDuration(plannedMs) &&
    isDuration(shownMs) &&
    isDuration(startedMonoMs) &&
    Number.isSafeInteger(startedWallMs) &&
    (clock === "anchored" || clock === "interpolated" || clock === "wall-only" || clock === "unknown")
  );
}

function hasEnd({ outcome, joinedLate, panel }: Unread): boolean {
  return (
    (outcome === "completed" || outcome === "cut" || outcome === "interrupted") &&
    (joinedLate === true || joinedLate === false) &&
    (panel === "on" || panel === "off" || panel === "unknown")
  );
}

/** All fields are there; one more would be one that nobody knows. */
function isExact(record: Unread): boolean {
  let fields = 0;
  for (const _ in record) fields += 1;
  return fields === FIELDS;
}

function isInt(value: unknown, min: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= min;
}

/** Whole milliseconds of a span, as the schema has it. */
export function isDuration(value: unknown): boolean {
  return isInt(value, 0) && (value as number) <= LONGEST_MS;
}

function isText(value: unknown, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}
