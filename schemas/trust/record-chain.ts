import type { PlayRecord } from "../play-record.ts";
import type { HashBytes } from "./airing-approval.ts";
import { canonicalBytes } from "./canonical-json.ts";

/** Stands before the first record of a player. */
export const CHAIN_START_SHA256 = "0".repeat(64);

/** SHA-256 of a record's canonical bytes: what the next record's `prevSha256` must say. */
export function recordSha256(record: PlayRecord, hash: HashBytes): string {
  return hash(canonicalBytes(record));
}

/**
 * Follows a run of records from `headSha256` and returns each record's hash, or `undefined` when one of them
 * does not name its predecessor: then a record was changed, left out, added or moved.
 */
export function followChain(headSha256: string, records: readonly PlayRecord[], hash: HashBytes): string[] | undefined {
  const hashes: string[] = [];
  let head = headSha256;
  for (const record of records) {
    if (record.prevSha256 !== head) return undefined;
    head = recordSha256(record, hash);
    hashes.push(head);
  }
  return hashes;
}
