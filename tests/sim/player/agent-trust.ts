import { type WithdrawnSet, withdrawnSet } from "../../../player/agent/core/may-show.ts";
import type { Envelope } from "../../../schemas/envelope.ts";
import type { Status, Withdrawals } from "../../../schemas/manifest.ts";
import { openFrom } from "../notary.ts";
import type { Life } from "./life.ts";

const FLOOR_STEP_MS = 3_600_000;

export interface AgentTrustPorts {
  readonly mayAsk: () => boolean;
  readonly onWithdrawn: (list: Withdrawals) => void;
  readonly onManifestNamed: (name: { revision: number; sha256: string | null }) => void;
}

/**
 * What a status sets in motion, with the promises of `player/agent/shells/status-shell.ts` and
 * `player/agent/trust/withdrawal-keeper.ts`: withdrawals before the manifest, on disk before anything is hidden.
 */
export class AgentTrust {
  withdrawn: WithdrawnSet;
  #list: Withdrawals | null;
  #waiting: Envelope | null = null;
  #isBusy = false;
  readonly #life: Life;
  readonly #screenId: string;
  readonly #ports: AgentTrustPorts;

  constructor(life: Life, screenId: string, ports: AgentTrustPorts) {
    this.#life = life;
    this.#screenId = screenId;
    this.#ports = ports;
    this.#list = life.disk.files.withdrawals;
    this.withdrawn = withdrawnSet(this.#list?.entries ?? []);
  }

  get version(): number {
    return this.#list?.version ?? 0;
  }

  take(envelope: Envelope): void {
    this.#waiting = envelope;
    if (!this.#isBusy) this.#next();
  }

  #next(): void {
    const envelope = this.#waiting;
    this.#waiting = null;
    this.#isBusy = envelope !== null;
    if (envelope === null) return;
    const status = openFrom<Status>("scheduler", envelope);
    if (status === undefined || status.screenId !== this.#screenId) {
      this.#next();
      return;
    }
    this.#raiseFloor(status.serverTimeMs);
    const named = () => {
      this.#ports.onManifestNamed({ revision: status.manifestRevision, sha256: status.manifestSha256 });
      this.#next();
    };
    this.#raiseTo(status.withdrawalsVersion, named);
  }

  #raiseFloor(serverTimeMs: number): void {
    const { trusted } = this.#life.disk.files;
    if (serverTimeMs <= trusted.timeFloorMs + FLOOR_STEP_MS) return;
    this.#life.write(
      () => {
        trusted.timeFloorMs = Math.max(trusted.timeFloorMs, serverTimeMs);
      },
      () => undefined,
      { fits: true },
    );
  }

  #raiseTo(version: number, then: () => void): void {
    const { rules } = this.#life;
    const isOld = version <= this.version;
    const mayTakeOld = rules.mayReplaceList(this.#list, { type: "withdrawals", version, entries: [] });
    if ((isOld && !mayTakeOld) || !this.#ports.mayAsk()) {
      then();
      return;
    }
    this.#life.ask(
      ({ state }) => state.findList(version) ?? null,
      (list) => {
        if (list === undefined || list === null || !rules.mayReplaceList(this.#list, list)) return then();
        this.#keep(list, then);
      },
    );
  }

  #keep(list: Withdrawals, then: () => void): void {
    const { files } = this.#life.disk;
    const persist = (kept: (isKept: boolean) => void) =>
      this.#life.write(
        () => {
          files.withdrawals = list;
          files.trusted.withdrawalsVersion = Math.max(files.trusted.withdrawalsVersion, list.version);
        },
        (isKept) => {
          if (isKept) this.#list = list;
          kept(isKept);
        },
        { fits: true, file: "withdrawals" },
      );
    const hide = () => {
      this.withdrawn = withdrawnSet(list.entries);
      this.#life.world.note("withdrawn", this.#life.machine, list.version);
      this.#ports.onWithdrawn(list);
    };
    this.#life.rules.keepAndHide(persist, hide, then);
  }
}
