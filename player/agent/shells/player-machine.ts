import type { Order } from "../../../schemas/commands.ts";
import type { Manifest } from "../../../schemas/manifest.ts";
import type { PlayerState } from "../../../schemas/player-socket.ts";
import type { StageSlot } from "../../../schemas/stage-channel.ts";
import type { PlannedSlot } from "../core/program.ts";
import type { ServerLink } from "../ports/network.ts";
import type { Report } from "../ports/reporter.ts";
import type { MediaStore } from "../ports/store.ts";
import type { BootCounter } from "../trust/boot-counter.ts";
import type { DeviceKey } from "../trust/device-key.ts";
import type { RootKeeper } from "../trust/root-keeper.ts";
import type { TrustedStateFile } from "../trust/trusted-state.ts";
import type { WithdrawalKeeper } from "../trust/withdrawal-keeper.ts";
import type { OpenMediaGate } from "./agent-network.ts";
import type { AgentTime } from "./agent-time.ts";
import type { CommandsShell } from "./commands-shell.ts";
import type { OutboxShell } from "./outbox-shell.ts";

/** What a player stands on: its disk, its keys, its clock, its link and its screen. */
export interface PlayerMachine {
  readonly dataDir: string;
  readonly key: DeviceKey;
  readonly boot: BootCounter;
  readonly root: RootKeeper;
  readonly trusted: TrustedStateFile;
  readonly store: MediaStore;
  readonly link: ServerLink;
  readonly openMediaGate: OpenMediaGate;
  readonly time: AgentTime;
  readonly random: () => number;
  readonly report: Report;
  readonly disk: () => { storeBytes: number; freeBytes: number };
  readonly hasPresenter: () => boolean;
  /** What the watchdog has done since the start; `undefined` where the agent has no browser of its own. */
  readonly watchdog: () => PlayerState["watchdog"];
  readonly onProgram: (slots: readonly StageSlot[]) => void;
  readonly onStageSilent: () => void;
  /** What stands on the slate may have changed. */
  readonly onManifest: (manifest: Manifest) => void;
  /** The presenter shows this now. */
  readonly onGlass: (slot: PlannedSlot | null) => void;
  /** The server knows this player and can be asked. */
  readonly onOnline: () => void;
  /** Does what an order of the server asks and says in a code how it went; a throw is a failure. */
  readonly carryOut: (order: Order, number: number) => Promise<string>;
}

/** What must be read from disk before anything is played. */
export interface OpenedPlayer {
  readonly outbox: OutboxShell;
  readonly withdrawals: WithdrawalKeeper;
  readonly commands: CommandsShell;
}
