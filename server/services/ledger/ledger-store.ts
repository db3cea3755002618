import type { ClockAnchor, LedgerMark, PlayKey } from "../../../schemas/play-record.ts";
import type { BatchHeadRow } from "../../db/repos/batch-heads.ts";
import type { PlayRow } from "../../db/repos/play-log.ts";
import type { CountedRow } from "../../db/repos/play-totals.ts";
import type { Anomaly } from "./core.ts";

/** From when to when a player served a screen; `to_ms` is null while it does. */
export interface Assignment {
  readonly screen_id: string;
  readonly from_ms: number;
  readonly to_ms: number | null;
}

export interface AnomalyRow {
  readonly player: number;
  readonly kind: Anomaly["kind"];
  readonly boot: number;
  readonly seq: number;
  readonly detail_json: string;
  readonly at_ms: number;
}

/** What storing batches asks of a database, inside one transaction. */
export interface LedgerStore {
  /** Holds the player's mark until the transaction ends and returns it; before the first record `{boot: 0, seq: 0}`. */
  lockMark(player: number, atMs: number): Promise<LedgerMark>;
  /** Hashes of the stored records from `first` to `last`, both included, by `boot seq`. */
  readHashes(player: number, first: PlayKey, last: PlayKey): Promise<ReadonlyMap<string, string>>;
  /** Oldest first. */
  listAssignments(player: number): Promise<readonly Assignment[]>;
  /** The anchors of a boot within the span, with the last before it and the first after it. */
  listAnchorsAround(
    player: number,
    boot: number,
    span: { readonly fromMonoMs: number; readonly toMonoMs: number },
  ): Promise<readonly ClockAnchor[]>;
  /**
   * Hashes of the airing documents in the manifest that the screen was given under this revision, none when it was never
   * given one; `undefined` where manifests are not known at all and nothing can be judged.
   */
  itemsHeld(screenId: string, revision: number): Promise<ReadonlySet<string> | undefined>;
  /** Stores records; one whose key is known is left as it is. */
  insertPlays(rows: readonly PlayRow[]): Promise<void>;
  /** Counts records of this transaction in the totals. */
  addTotals(rows: readonly CountedRow[]): Promise<void>;
  /** Keeps what the player signed of a batch, under the key of its last record. */
  insertBatchHead(row: BatchHeadRow): Promise<void>;
  writeMark(player: number, mark: LedgerMark, atMs: number): Promise<void>;
  /** Says whether the finding is new; one noted before is not noted again. */
  insertAnomalyIfNew(row: AnomalyRow): Promise<boolean>;
}
