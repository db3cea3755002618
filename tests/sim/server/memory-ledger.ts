import type { ClockAnchor, LedgerMark, PlayKey } from "../../../schemas/play-record.ts";
import { CHAIN_START_SHA256 } from "../../../schemas/trust/record-chain.ts";
import type { PlayRow } from "../../../server/db/repos/play-log.ts";
import type { TotalRow } from "../../../server/db/repos/play-totals.ts";
import type { AnomalyRow, Assignment, LedgerStore } from "../../../server/services/ledger/ledger-store.ts";
import { totalRowsOf } from "../../../server/services/ledger/totals.ts";

const NO_MARK: LedgerMark = { boot: 0, seq: 0, headSha256: CHAIN_START_SHA256 };

type Write = () => void;

/** How far the ledger had come at some moment: what a backup of it holds. */
export interface LedgerBackup {
  readonly rows: number;
  readonly anchors: number;
  readonly marks: ReadonlyMap<number, LedgerMark>;
  readonly totals: ReadonlyMap<string, TotalRow>;
}

/** The parts of a database that a broken server would do without. */
export interface LedgerRules {
  readonly hasUniqueKey: boolean;
}

/** The play log in memory. Nothing written in a transaction is there before its commit. */
export class MemoryLedger {
  /** In the order of their commit. */
  readonly rows: PlayRow[] = [];
  readonly anomalies: AnomalyRow[] = [];
  totals = new Map<string, TotalRow>();
  readonly #assignments = new Map<number, Assignment[]>();
  readonly #anchors: { readonly player: number; readonly anchor: ClockAnchor }[] = [];
  readonly #rules: LedgerRules;
  #marks = new Map<number, LedgerMark>();
  #byKey = new Map<string, PlayRow>();
  #anchorsByBoot = new Map<string, ClockAnchor[]>();

  constructor(rules: LedgerRules = { hasUniqueKey: true }) {
    this.#rules = rules;
  }

  assign(player: number, assignment: Assignment): void {
    this.#assignments.set(player, [...(this.#assignments.get(player) ?? []), assignment]);
  }

  markOf(player: number): LedgerMark {
    return this.#marks.get(player) ?? NO_MARK;
  }

  insertAnchors(player: number, anchors: readonly ClockAnchor[]): void {
    for (const anchor of anchors) {
      const key = `${player} ${anchor.boot}`;
      const known = this.#anchorsByBoot.get(key) ?? [];
      this.#anchorsByBoot.set(key, known);
      const after = 1 + known.findLastIndex(({ monoMs }) => monoMs <= anchor.monoMs);
      if (known[after - 1]?.monoMs === anchor.monoMs) continue;
      known.splice(after, 0, anchor);
      this.#anchors.push({ player, anchor });
    }
  }

  /** How far, on that boot's monotonic clock, the nearest anchor lies; `undefined` when there is none. */
  nearestAnchorMs(player: number, boot: number, monoMs: number): number | undefined {
    const own = this.#anchorsByBoot.get(`${player} ${boot}`) ?? [];
    return own.length === 0 ? undefined : Math.min(...own.map((anchor) => Math.abs(anchor.monoMs - monoMs)));
  }

  /** Opens a transaction; `commit` makes everything it wrote true at once, and without it nothing was written. */
  begin(): { readonly store: LedgerStore; commit(): void } {
    const writes: Write[] = [];
    const marks = new Map<number, LedgerMark>();
    const pending = new Map<string, PlayRow>();
    const keyOf = (player: number, boot: number, seq: number) => `${player} ${boot} ${seq}`;
    const store: LedgerStore = {
      lockMark: async (player) => marks.get(player) ?? this.markOf(player),
      readHashes: async (player, first, last) => {
        const found = new Map<string, string>();
        const known = [this.#byKey, pending];
        for (const rows of known) for (const row of this.#between(rows, player, first, last)) found.set(...row);
        return found;
      },
      listAssignments: async (player) => this.#assignments.get(player) ?? [],
      listAnchorsAround: async (player, boot, span) => around(this.#anchorsByBoot.get(`${player} ${boot}`) ?? [], span),
      // The worlds of the simulation keep their manifests elsewhere.
      itemsHeld: async () => undefined,
      insertPlays: async (rows) => {
        for (const row of rows) {
          const key = keyOf(row.player, row.boot, row.seq);
          if (this.#rules.hasUniqueKey && (this.#byKey.has(key) || pending.has(key))) continue;
          pending.set(key, row);
          writes.push(() => {
            this.rows.push(row);
            this.#byKey.set(key, row);
          });
        }
      },
      // Nobody in the simulation asks for the signatures again.
      insertBatchHead: async () => undefined,
      addTotals: async (rows) => void writes.push(() => this.#addTotals(totalRowsOf(rows))),
      writeMark: async (player, mark) => {
        marks.set(player, mark);
        writes.push(() => this.#marks.set(player, mark));
      },
      insertAnomalyIfNew: async (row) => {
        if (this.anomalies.some((known) => isSameFinding(known, row))) return false;
        writes.push(() => this.anomalies.push(row));
        return true;
      },
    };
    return { store, commit: () => writes.splice(0).forEach((write) => void write()) };
  }

  backup(): LedgerBackup {
    return {
      rows: this.rows.length,
      anchors: this.#anchors.length,
      marks: new Map(this.#marks),
      totals: new Map(this.totals),
    };
  }

  /** Everything after the backup never was. */
  restore(backup: LedgerBackup): void {
    this.rows.length = backup.rows;
    this.#byKey = new Map(this.rows.map((row) => [`${row.player} ${row.boot} ${row.seq}`, row]));
    this.#marks = new Map(backup.marks);
    this.totals = new Map(backup.totals);
    const anchors = this.#anchors.splice(0).slice(0, backup.anchors);
    this.#anchorsByBoot = new Map();
    for (const { player, anchor } of anchors) this.insertAnchors(player, [anchor]);
  }

  /** A boot's numbers have no hole, so the first that is missing ends it. */
  #between(rows: ReadonlyMap<string, PlayRow>, player: number, first: PlayKey, last: PlayKey): [string, string][] {
    const found: [string, string][] = [];
    if (rows.size === 0) return found;
    for (let boot = first.boot; boot <= last.boot; boot += 1) {
      const from = boot === first.boot ? first.seq : 1;
      for (let seq = from; boot < last.boot || seq <= last.seq; seq += 1) {
        const row = rows.get(`${player} ${boot} ${seq}`);
        if (row === undefined && boot < last.boot) break;
        if (row !== undefined) found.push([`${boot} ${seq}`, row.sha256]);
      }
    }
    return found;
  }

  #addTotals(rows: readonly TotalRow[]): void {
    for (const row of rows) {
      const key = [row.screen_id, row.edition_version_id, row.entry_id, row.outcome, row.panel, row.hour_at_ms].join(
        " ",
      );
      const known = this.totals.get(key);
      const plays = row.plays + (known?.plays ?? 0);
      this.totals.set(key, { ...row, plays, airtime_ms: row.airtime_ms + (known?.airtime_ms ?? 0) });
    }
  }
}

function isSameFinding(one: AnomalyRow, other: AnomalyRow): boolean {
  return (
    one.player === other.player &&
    one.kind === other.kind &&
    one.boot === other.boot &&
    one.seq === other.seq &&
    one.detail_json === other.detail_json
  );
}

function around(
  anchors: readonly ClockAnchor[],
  span: { readonly fromMonoMs: number; readonly toMonoMs: number },
): ClockAnchor[] {
  const before = anchors.findLast(({ monoMs }) => monoMs <= span.fromMonoMs)?.monoMs ?? span.fromMonoMs;
  const after = anchors.find(({ monoMs }) => monoMs > span.toMonoMs)?.monoMs ?? span.toMonoMs;
  return anchors.filter(({ monoMs }) => monoMs >= before && monoMs <= after);
}
