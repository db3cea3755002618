import type { Withdrawals } from "../../../schemas/manifest.ts";
import type { PlayKey } from "../../../schemas/play-record.ts";
import type { StageSlot } from "../../../schemas/stage-channel.ts";
import type { PlayRow } from "../../../server/db/repos/play-log.ts";
import type { SimWorld } from "../engine/world.ts";
import type { Catalogue } from "../plan.ts";
import type { MachineWatcher, SimMachine } from "../player/machine.ts";
import type { MemoryLedger } from "../server/memory-ledger.ts";
import type { LedgerWatcher } from "../server/server.ts";
import { lineKey, type PlayTruth, rowKey, truthKey, wrongDuration } from "./play-truth.ts";
import type { Violation, ViolationKind } from "./violations.ts";

const MOST_TOLD = 20;
/** Length of a withdrawal's way to the glass that a working link allows. */
const WITHDRAWN_WITHIN_MS = 2_000;

/** What a machine's clock may gain or lose from one contact to the next. */
const DRIFT = 0.0002;

interface Disk {
  readonly hidden: Set<string>;
  revision: number;
  listVersion: number;
}

/** Watches everything that happens in a world and knows what may not. It changes nothing. */
export class Checker implements MachineWatcher, LedgerWatcher {
  readonly violations: Violation[] = [];
  readonly truths: PlayTruth[] = [];
  readonly byKey = new Map<string, PlayTruth>();
  /** Showings whose lines the log device refused, or whose disk is gone. */
  readonly excused = new Set<string>();
  readonly goneDisks = new Set<number>();
  readonly #world: SimWorld;
  readonly #catalogue: Catalogue;
  readonly #onGlass = new Map<SimMachine, { slot: StageSlot; truth: PlayTruth | null; isAnchored: boolean }>();
  readonly #disks = new Map<SimMachine, Disk>();
  readonly #lastGone = new Map<SimMachine, PlayTruth[]>();
  readonly #last = new Map<number, { boot: number; seq: number }>();

  /** Showings of a boot that had met the server, stored without anything to tie it to UTC. */
  readonly untied = new Set<string>();
  readonly #ledger: MemoryLedger;

  constructor(world: SimWorld, catalogue: Catalogue, ledger: MemoryLedger) {
    this.#world = world;
    this.#ledger = ledger;
    this.#catalogue = catalogue;
  }

  violate(kind: ViolationKind, detail: string): void {
    if (this.violations.length < MOST_TOLD) this.violations.push({ kind, atMs: this.#world.nowMs, detail });
  }

  shown(machine: SimMachine, slot: StageSlot): void {
    const isAnchored = machine.agent?.time.clockState() === "anchored";
    this.#onGlass.set(machine, { slot, truth: null, isAnchored });
    this.#world.note("shown", machine.index, slot.airingSha256.slice(0, 12));
    const airing = this.#catalogue.get(slot.airingSha256);
    const name = `${slot.airingSha256.slice(0, 8)} on machine ${machine.index}`;
    if (airing === undefined || airing.approvals < 2) this.violate("unapproved-shown", name);
    if (this.#diskOf(machine).hidden.has(slot.airingSha256)) this.violate("withdrawn-shown", name);
    const notAfterMs = airing?.document.notAfterMs ?? Number.POSITIVE_INFINITY;
    const floorMs = machine.agent?.time.floorMs() ?? 0;
    if (floorMs >= notAfterMs || (isAnchored && this.#world.nowMs >= notAfterMs + 1_000)) {
      this.violate("expired-shown", name);
    }
  }

  heard(machine: SimMachine, key: string): void {
    const shown = this.#onGlass.get(machine);
    const { agent, clock } = machine;
    const player = machine.disk.files.identity?.player;
    if (shown === undefined || shown.slot.key !== key || agent === null || player === undefined) return;
    if (shown.truth !== null) return;
    const truth: PlayTruth = {
      player,
      boot: agent.log.boot,
      startedMonoMs: clock.mono(),
      airingSha256: shown.slot.airingSha256,
      heardAtMs: this.#world.nowMs,
      rate: clock.rate,
      worstRoundTripMs: machine.path.worstRoundTripMs,
      goneAtMs: null,
      untoldFromMs: null,
      isClean: true,
    };
    shown.truth = truth;
    this.truths.push(truth);
    this.byKey.set(truthKey(truth), truth);
  }

  gone(machine: SimMachine, why: "planned" | "replaced" | "dead"): void {
    const shown = this.#onGlass.get(machine);
    this.#onGlass.delete(machine);
    if (shown?.truth == null) return;
    shown.truth.goneAtMs = this.#world.nowMs;
    this.#lastGone.set(machine, [shown.truth, ...(this.#lastGone.get(machine) ?? [])].slice(0, 2));
    if (why === "dead") shown.truth.isClean = false;
    const notAfterMs = this.#catalogue.get(shown.slot.airingSha256)?.document.notAfterMs ?? null;
    const isWatched = shown.isAnchored && shown.truth.untoldFromMs === null;
    if (isWatched && notAfterMs !== null && this.#world.nowMs > notAfterMs + 1_500) {
      this.violate("expired-shown", `${shown.slot.airingSha256.slice(0, 8)} stayed past its end`);
    }
  }

  hung(machine: SimMachine): void {
    const truth = this.#onGlass.get(machine)?.truth;
    if (truth === undefined || truth === null) return;
    truth.untoldFromMs = this.#world.nowMs;
    truth.isClean = false;
  }

  crashed(machine: SimMachine): void {
    // Its end, or that of the one before it, may have been on the way to the disk: then the log knows how far it had come, not how far it came.
    for (const truth of this.#lastGone.get(machine) ?? []) truth.isClean = false;
    this.excuse(machine);
  }

  /** What the disk of this machine refused need not be in the ledger. */
  excuse({ disk: { log } }: SimMachine): void {
    if (log === null) return;
    for (const line of log.refused.splice(0)) {
      const key = lineKey(log.player, line);
      if (key !== undefined) this.excused.add(key);
    }
  }

  /** The disk of this machine will never be read again. */
  diskGone(machine: SimMachine): void {
    const player = machine.disk.files.identity?.player;
    if (player !== undefined) this.goneDisks.add(player);
    this.#disks.delete(machine);
  }

  hidden(machine: SimMachine, list: Withdrawals): void {
    const disk = this.#diskOf(machine);
    // The word to the page is on its way.
    this.#world.after(10, () => {
      for (const { airingSha256 } of list.entries) if (airingSha256 !== null) disk.hidden.add(airingSha256);
    });
    const names = new Set(list.entries.map(({ airingSha256 }) => airingSha256));
    const isLess = [...disk.hidden].some((airingSha256) => !names.has(airingSha256));
    if (list.version < disk.listVersion || isLess) {
      this.violate("went-back", `list ${list.version} after ${disk.listVersion} on machine ${machine.index}`);
    }
    disk.listVersion = Math.max(disk.listVersion, list.version);
  }

  holds(machine: SimMachine, revision: number): void {
    const disk = this.#diskOf(machine);
    if (revision < disk.revision) {
      this.violate("went-back", `revision ${revision} after ${disk.revision} on machine ${machine.index}`);
    }
    disk.revision = Math.max(disk.revision, revision);
  }

  /** A document was withdrawn just now: whoever can hear of it must have it off the glass in time. */
  withdrawn(machines: readonly SimMachine[], airingSha256: string): void {
    const hearing = machines.filter((machine) => machine.canHear());
    this.#world.after(WITHDRAWN_WITHIN_MS, () => {
      for (const machine of hearing) {
        const isShown = this.#onGlass.get(machine)?.slot.airingSha256 === airingSha256;
        if (isShown && machine.canHear()) {
          this.violate("withdrawn-too-slowly", `${airingSha256.slice(0, 8)} on machine ${machine.index}`);
        }
      }
    });
  }

  committed(rows: readonly PlayRow[]): void {
    for (const row of rows) {
      this.#world.note("stored", row.player, row.sha256.slice(0, 12));
      const last = this.#last.get(row.player) ?? { boot: 0, seq: 0 };
      if (!follows(row, last) && !this.#isOverGap(row, last))
        this.violate("mark-over-hole", `${row.player}: ${row.boot}.${row.seq} after ${last.boot}.${last.seq}`);
      this.#last.set(row.player, row);
      const truth = this.byKey.get(rowKey(row));
      if (truth === undefined) {
        this.violate("play-invented", `player ${row.player} ${row.boot}.${row.seq} at mono ${row.started_mono_ms}`);
        continue;
      }
      const wrong = wrongDuration(truth, row.shown_ms, this.excused.has(rowKey(row)));
      if (wrong !== undefined) this.violate("wrong-duration", `player ${row.player} ${row.boot}.${row.seq}: ${wrong}`);
      this.#checkStart(row, truth);
    }
  }

  /** Whether a counted gap leads from one to the other. */
  #isOverGap(row: PlayRow, last: PlayKey): boolean {
    return this.#ledger.anomalies.some(({ player, kind, boot, seq, detail_json }) => {
      if (kind !== "gap" || player !== row.player || !follows({ boot, seq }, last)) return false;
      const { toBoot, toSeq } = JSON.parse(detail_json) as { toBoot: number; toSeq: number };
      return follows(row, { boot: toBoot, seq: toSeq });
    });
  }

  #checkStart(row: PlayRow, truth: PlayTruth): void {
    if (row.clock !== "anchored") return;
    const anchorMs = this.#ledger.nearestAnchorMs(row.player, row.boot, row.started_mono_ms);
    // The server holds no anchor of that boot (any more): the wall clock alone says when it was, and nothing is promised.
    if (anchorMs === undefined) this.untied.add(rowKey(row));
    const offMs = Math.abs(row.started_at_ms - truth.heardAtMs);
    const allowedMs = Math.max(1_000, truth.worstRoundTripMs) + (anchorMs ?? Number.POSITIVE_INFINITY) * DRIFT;
    if (offMs > allowedMs) {
      this.violate("wrong-start", `player ${row.player} ${row.boot}.${row.seq} is off by ${Math.round(offMs)} ms`);
    }
  }

  /** The server stands where an older backup stood. */
  restored(marks: ReadonlyMap<number, { boot: number; seq: number }>): void {
    this.#last.clear();
    for (const [player, { boot, seq }] of marks) this.#last.set(player, { boot, seq });
  }

  #diskOf(machine: SimMachine): Disk {
    const known = this.#disks.get(machine) ?? { hidden: new Set<string>(), revision: 0, listVersion: 0 };
    this.#disks.set(machine, known);
    return known;
  }
}

function follows(key: PlayKey, before: PlayKey): boolean {
  return key.boot === before.boot ? key.seq === before.seq + 1 : key.boot > before.boot && key.seq === 1;
}
