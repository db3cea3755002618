import type { OutboxEvent, OutboxState } from "../../../player/agent/core/outbox.ts";
import { emptyOutbox } from "../../../player/agent/core/outbox.ts";
import { sha256Hex } from "../../../player/agent/sha256.ts";
import type { LedgerMark, PlayBatch, PlayKey } from "../../../schemas/play-record.ts";
import { recordSha256 } from "../../../schemas/trust/record-chain.ts";
import { signFor } from "../notary.ts";
import type { SimRules } from "../rules.ts";
import type { LogDevice } from "./log-device.ts";

/** The outbox core on the simulated log, as `player/agent/shells/outbox-shell.ts` runs it on the real one. */
export class AgentLog {
  #state: OutboxState;
  readonly #device: LogDevice;
  readonly #rules: SimRules;

  constructor(device: LogDevice, rules: SimRules, onRecords: () => void) {
    this.#device = device;
    this.#rules = rules;
    device.onRecords = onRecords;
    let state = emptyOutbox(device.player);
    for (const line of device.lines) state = rules.stepOutbox(state, { type: "recovered", line }, sha256Hex).state;
    this.#state = state;
  }

  get head(): LedgerMark {
    return this.#state.head;
  }

  get boot(): number {
    return this.#state.boot;
  }

  apply(event: OutboxEvent): void {
    const { state, lines } = this.#rules.stepOutbox(this.#state, event, sha256Hex);
    this.#state = state;
    if (lines.length === 0) return;
    this.#device.append(lines);
  }

  prepareBatch(mark: LedgerMark): PlayBatch | null {
    const { records, gaps } = this.#device.readAfter(mark);
    const last = records.at(-1);
    if (last === undefined) return null;
    const { head: newest } = this.#state;
    const isNewest = newest.boot === last.boot && newest.seq === last.seq;
    const head = signFor(`player ${this.#state.player}`, {
      type: "play-batch",
      player: this.#state.player,
      after: { boot: mark.boot, seq: mark.seq },
      last: { boot: last.boot, seq: last.seq },
      headSha256: isNewest ? newest.headSha256 : recordSha256(last, sha256Hex),
      ...(gaps.length === 0 ? {} : { gaps }),
    });
    return { head, records: [...records] };
  }

  prune(mark: PlayKey): void {
    this.#device.prune(mark);
  }
}
