import type { PlayKey, PlayRecord } from "../../schemas/play-record.ts";
import { recordSha256 } from "../../schemas/trust/record-chain.ts";
import { hashBytes } from "./trust.ts";

/** What the model expects of a batch. */
export type NaiveAnswer = "stored" | "ahead" | "refused";

/** A day of the reports' zone. */
export interface NaiveDay {
  plays: number;
  airtimeMs: number;
}

const MINUTE_MS = 60_000;
const CIVIL_DATE = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short" });

/**
 * The ledger of one player as a person would keep it on paper: a list of records, each following the last one. It shares
 * nothing with the server's but the hash that names a record.
 */
export class NaiveLedger {
  readonly records: PlayRecord[] = [];
  /** Keys under which a second content was told. */
  readonly conflicts = new Set<string>();

  /** Takes the records that follow `before` in the log of whoever sends them. */
  take(batch: readonly PlayRecord[], before: PlayKey | undefined): NaiveAnswer {
    const known = new Map(this.records.map((record) => [nameOf(record), recordSha256(record, hashBytes)]));
    const doubled = batch.filter((record) => {
      const sha256 = known.get(nameOf(record));
      return sha256 !== undefined && sha256 !== recordSha256(record, hashBytes);
    });
    for (const record of doubled) this.conflicts.add(nameOf(record));
    if (doubled.length > 0) return "refused";
    const fresh = batch.filter((record) => !known.has(nameOf(record)));
    const [first] = fresh;
    if (first === undefined) return "stored";
    const isHole = fresh.length === batch.length && before !== undefined && !known.has(nameOf(before));
    if (isHole) return "ahead";
    if (first.prevSha256 !== (known.get(nameOf(this.records.at(-1))) ?? "0".repeat(64))) return "refused";
    this.records.push(...fresh);
    return "stored";
  }

  /** Adds what was shown to the days of the reports' zone, minute by minute. */
  addDays(days: Map<string, NaiveDay>): void {
    const dayAt = (atMs: number): NaiveDay => {
      const name = CIVIL_DATE.format(atMs);
      const day = days.get(name) ?? { plays: 0, airtimeMs: 0 };
      days.set(name, day);
      return day;
    };
    for (const { startedWallMs, shownMs } of this.records) {
      dayAt(startedWallMs).plays += 1;
      const endMs = startedWallMs + shownMs;
      for (let atMs = startedWallMs; atMs < endMs; ) {
        const untilMs = Math.min(endMs, (Math.floor(atMs / MINUTE_MS) + 1) * MINUTE_MS);
        dayAt(atMs).airtimeMs += untilMs - atMs;
        atMs = untilMs;
      }
    }
  }
}

function nameOf(key: PlayKey | undefined): string {
  return `${key?.boot} ${key?.seq}`;
}
