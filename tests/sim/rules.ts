import { stepInstall } from "../../player/agent/core/install.ts";
import { stepOutbox } from "../../player/agent/core/outbox.ts";
import { stepPlayback } from "../../player/agent/core/playback.ts";
import { stepSession } from "../../player/agent/core/session.ts";
import type { Withdrawals } from "../../schemas/manifest.ts";
import { storeBatch } from "../../server/services/ledger/store-batch.ts";
import { stepGateway } from "../../server/socket/session-core.ts";
import { LOG_RULES, type LogRules } from "./player/log-device.ts";
import type { MachineClock } from "./player/machine-clock.ts";
import type { LedgerRules } from "./server/memory-ledger.ts";

/** One durable step of a player: `then(false)` when the disk took nothing. */
type Persist = (then: (isKept: boolean) => void) => void;

/**
 * The steps and ports a simulated world is made of. The true ones are the product's own cores; a broken variant replaces
 * exactly one of them, and nothing in the product knows of it.
 */
export interface SimRules {
  readonly stepSession: typeof stepSession;
  readonly stepOutbox: typeof stepOutbox;
  readonly stepInstall: typeof stepInstall;
  readonly stepPlayback: typeof stepPlayback;
  readonly stepGateway: typeof stepGateway;
  readonly storeBatch: typeof storeBatch;
  readonly log: LogRules;
  readonly ledger: LedgerRules;
  /** When a record may go from the player's log. */
  readonly deletesOn: "acknowledge" | "send";
  /** The number of a start, from the one kept on disk. */
  readonly nextBoot: (kept: number) => number;
  /** Whether a boot told by the server as the highest one known is counted on from. */
  readonly heedsHighestBoot: boolean;
  /** What durations are measured with. */
  readonly monoOf: (clock: MachineClock) => number;
  /** Whether a list may take the place of the one held. */
  readonly mayReplaceList: (held: Withdrawals | null, next: Withdrawals) => boolean;
  /** Keeps a list and hides what it names, in the right order. */
  readonly keepAndHide: (persist: Persist, hide: () => void, then: () => void) => void;
  /** Raises what is trusted and points to the new manifest, in the right order. */
  readonly commitManifest: (raise: Persist, point: Persist, then: (isKept: boolean) => void) => void;
  /** Whether answers leave after the commit. */
  readonly acknowledges: "after-commit" | "before-commit";
  /** Whether the server goes above what players have seen, after a backup was restored. */
  readonly jumpsAboveTold: boolean;
  /** Whether a timer of a connection that is over is still given to the session. */
  readonly timersOutliveConnection: boolean;
}

/** The product as it is. */
export const TRUE_RULES: SimRules = {
  stepSession,
  stepOutbox,
  stepInstall,
  stepPlayback,
  stepGateway,
  storeBatch,
  log: LOG_RULES,
  ledger: { hasUniqueKey: true },
  deletesOn: "acknowledge",
  nextBoot: (kept) => kept + 1,
  heedsHighestBoot: true,
  monoOf: (clock) => clock.mono(),
  mayReplaceList: (held, next) => {
    if (held === null) return true;
    const names = new Set(next.entries.map(({ airingSha256 }) => airingSha256));
    return next.version > held.version && held.entries.every(({ airingSha256 }) => names.has(airingSha256));
  },
  keepAndHide: (persist, hide, then) =>
    persist(() => {
      hide();
      then();
    }),
  commitManifest: (raise, point, then) => raise((isRaised) => (isRaised ? point(then) : then(false))),
  acknowledges: "after-commit",
  jumpsAboveTold: true,
  timersOutliveConnection: false,
};
