import type { PlayRow } from "../../../server/db/repos/play-log.ts";
import type { MemoryLedger } from "../server/memory-ledger.ts";
import type { Checker } from "./checker.ts";
import { mustBeStored, type PlayTruth, rowKey, truthKey } from "./play-truth.ts";

const MISTIMED = /before-service|in-the-future/;

/** Holds the whole ledger against everything that was shown before `untilMs`: nothing lost, doubled or out of order. */
export function checkLedger(checker: Checker, ledger: MemoryLedger, untilMs: number): void {
  const stored = new Map<string, number>();
  for (const row of ledger.rows) stored.set(rowKey(row), (stored.get(rowKey(row)) ?? 0) + 1);
  for (const [key, times] of stored) if (times > 1) checker.violate("play-doubled", `${key} is stored ${times} times`);
  for (const truth of checker.truths) {
    if ((truth.goneAtMs ?? untilMs) >= untilMs || !mustBeStored(truth)) continue;
    const key = truthKey(truth);
    if (stored.has(key) || checker.excused.has(key) || checker.goneDisks.has(truth.player)) continue;
    checker.violate("play-lost", tell(truth));
  }
  checkOrder(checker, ledger.rows);
  const plays = [...ledger.totals.values()].reduce((sum, total) => sum + total.plays, 0);
  if (plays !== ledger.rows.length) checker.violate("totals-differ", `${plays} counted, ${ledger.rows.length} stored`);
  const untied = new Set(
    ledger.rows
      .filter((row) => checker.untied.has(rowKey(row)))
      .map(({ player, boot, seq }) => `${player} ${boot} ${seq}`),
  );
  for (const { player, kind, boot, seq, detail_json } of ledger.anomalies) {
    if (kind === "gap" && detail_json.includes("log-refused-writes")) continue;
    // Told by the wall clock alone, a showing may seem to lie anywhere: counted as untied already.
    if (MISTIMED.test(detail_json) && untied.has(`${player} ${boot} ${seq}`)) continue;
    checker.violate("honest-player-accused", `${kind} at player ${player} ${boot}.${seq} ${detail_json}`);
  }
}

/** What the disk of this player refused for good is counted in the ledger, exactly. */
export function checkGaps(checker: Checker, ledger: MemoryLedger, log: { player: number; countedLost: number }): void {
  const gaps = ledger.anomalies.filter(({ player, kind }) => kind === "gap" && player === log.player);
  const told = gaps.reduce((sum, { detail_json }) => sum + (JSON.parse(detail_json) as { count: number }).count, 0);
  if (told !== log.countedLost)
    checker.violate("gap-miscounted", `player ${log.player}: ${told} of ${log.countedLost}`);
}

/** Read by (boot, seq), the showings of a player lie in the order in which they really were. */
function checkOrder(checker: Checker, rows: readonly PlayRow[]): void {
  const byPlayer = new Map<number, PlayRow[]>();
  for (const row of rows) addTo(byPlayer, row);
  for (const own of byPlayer.values()) {
    own.sort((one, other) => one.boot - other.boot || one.seq - other.seq);
    let before: PlayTruth | undefined;
    for (const row of own) {
      const truth = checker.byKey.get(rowKey(row));
      if (truth === undefined) continue;
      if (before !== undefined && truth.heardAtMs < before.heardAtMs) {
        checker.violate("out-of-order", `player ${row.player} ${row.boot}.${row.seq}`);
      }
      before = truth;
    }
  }
}

function tell({ player, boot, startedMonoMs, heardAtMs, goneAtMs }: PlayTruth): string {
  const shownMs = Math.round((goneAtMs ?? heardAtMs) - heardAtMs);
  return `player ${player} boot ${boot} at mono ${startedMonoMs}, on the glass for ${shownMs} ms`;
}

function addTo(byPlayer: Map<number, PlayRow[]>, row: PlayRow): void {
  const own = byPlayer.get(row.player);
  if (own === undefined) byPlayer.set(row.player, [row]);
  else own.push(row);
}
