import type { Command } from "../../../schemas/commands.ts";
import { DOCUMENT_TYPES, type Envelope } from "../../../schemas/envelope.ts";
import { Status } from "../../../schemas/manifest.ts";
import { keysOfRole } from "../../../schemas/trust/root-of-trust.ts";
import { type Opened, openSignedDocument } from "../../../schemas/trust/signed-document.ts";
import type { ServerLink } from "../ports/network.ts";
import type { Report } from "../ports/reporter.ts";
import type { RootKeeper } from "../trust/root-keeper.ts";
import type { TrustedStateFile } from "../trust/trusted-state.ts";
import type { WithdrawalKeeper } from "../trust/withdrawal-keeper.ts";
import { LostWithdrawals } from "./lost-withdrawals.ts";

/** The floor goes to disk when it has moved this far; each write wears the disk. */
const FLOOR_STEP_MS = 3_600_000;

export interface StatusShellPorts {
  readonly screenId: string;
  readonly link: ServerLink;
  readonly root: RootKeeper;
  readonly trusted: TrustedStateFile;
  readonly withdrawals: WithdrawalKeeper;
  readonly onRootMoved: () => Promise<void>;
  readonly onWithdrawn: () => void;
  readonly onCommands: (commands: readonly Command[]) => void;
  readonly onManifestNamed: (name: { revision: number; sha256: string | null }) => void;
  readonly report: Report;
}

/**
 * Acts on a status only after its signature was found good: root first, because it judges all else; then withdrawals,
 * because they take away; then the manifest. One at a time; of those that wait only the newest counts.
 */
export class StatusShell {
  readonly #ports: StatusShellPorts;
  readonly #lost: LostWithdrawals;
  #waiting: { readonly status: Envelope; readonly withdrawals: Envelope | undefined } | undefined;
  #isBusy = false;

  constructor(ports: StatusShellPorts) {
    this.#ports = ports;
    this.#lost = new LostWithdrawals(ports);
  }

  /** `withdrawals`: the list it names, if it came along; else it is fetched. */
  take(status: Envelope, withdrawals?: Envelope): void {
    this.#waiting = { status, withdrawals };
    if (!this.#isBusy) this.#work().catch((error: unknown) => this.#ports.report("status-trouble", reasonOf(error)));
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    try {
      while (this.#waiting !== undefined) {
        const { status, withdrawals: offered } = this.#waiting;
        this.#waiting = undefined;
        await this.#follow(status, offered);
      }
    } finally {
      this.#isBusy = false;
    }
  }

  async #follow(envelope: Envelope, offered: Envelope | undefined): Promise<void> {
    const { root, trusted, withdrawals, link, screenId, report } = this.#ports;
    let opened = await this.#open(envelope);
    // A signature we do not know may be of a scheduler that a later root has named.
    if (!opened.ok && (await this.#followRoot())) opened = await this.#open(envelope);
    if (!opened.ok) return report("status-refused", { reason: opened.reason });
    const status = opened.document;
    if (status.screenId !== screenId) return report("status-refused", { reason: "wrong-screen" });
    if (status.serverTimeMs > trusted.current.timeFloorMs + FLOOR_STEP_MS) {
      // A disk that takes nothing keeps no withdrawal from taking effect.
      await trusted.raise({ timeFloorMs: status.serverTimeMs }).catch((error: unknown) => {
        report("trouble", reasonOf(error));
      });
    }
    if (status.rootVersion > root.current.version) await this.#followRoot();
    const raised = await withdrawals.raiseTo(status.withdrawalsVersion, link, offered);
    if (raised.moved) this.#ports.onWithdrawn();
    if (raised.refused !== undefined) report("withdrawals-refused", { reason: raised.refused });
    await this.#lost.bringBack(status, raised.refused);
    this.#ports.onCommands(status.commands ?? []);
    this.#ports.onManifestNamed({ revision: status.manifestRevision, sha256: status.manifestSha256 });
  }

  #open(envelope: Envelope): Promise<Opened<Status>> {
    const root = this.#ports.root.current;
    const keys = keysOfRole(root, "scheduler");
    return openSignedDocument(envelope, DOCUMENT_TYPES.status, Status, keys, root.roles.scheduler.threshold);
  }

  async #followRoot(): Promise<boolean> {
    const moved = await this.#ports.root.follow(this.#ports.link);
    if (moved) await this.#ports.onRootMoved();
    return moved;
  }
}

function reasonOf(error: unknown): { reason: string } {
  return { reason: String(error) };
}
