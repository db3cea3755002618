import { BUILT_AT_MS } from "../build-time.ts";
import type { AgentConfig } from "../config.ts";
import type { Clock } from "../ports/clock.ts";
import type { DataDirLock } from "../ports/data-dir-lock.ts";
import type { Report } from "../ports/reporter.ts";
import { type BootCounter, countBoot } from "../trust/boot-counter.ts";
import { type DeviceKey, ensureDeviceKey } from "../trust/device-key.ts";
import { type IdentityFile, openIdentityFile } from "../trust/identity.ts";
import { openRootKeeper, type RootKeeper } from "../trust/root-keeper.ts";
import { openTrustedState, type TrustedStateFile } from "../trust/trusted-state.ts";
import { type AgentNetwork, openAgentNetwork } from "./agent-network.ts";
import { type AgentTime, createAgentTime } from "./agent-time.ts";

/** What an agent knows and stands on before it has shown anything. */
export interface AgentParts {
  readonly lock: DataDirLock;
  readonly trusted: TrustedStateFile;
  readonly root: RootKeeper;
  readonly boot: BootCounter;
  readonly key: DeviceKey;
  readonly identity: IdentityFile;
  readonly time: AgentTime;
  readonly network: AgentNetwork;
  /** Ends whatever waits for the network or the clock. */
  readonly stopping: AbortController;
}

/** Reads all of it from the data directory; this start is counted once it resolves. */
export async function openAgentParts(
  config: AgentConfig,
  { clock, random, report }: { readonly clock: Clock; readonly random: () => number; readonly report: Report },
  lock: DataDirLock,
): Promise<AgentParts> {
  const { dataDir } = config;
  const trusted = await openTrustedState(dataDir);
  const stopping = new AbortController();
  const time = createAgentTime(clock, Math.max(BUILT_AT_MS, trusted.current.timeFloorMs));
  return {
    lock,
    trusted,
    root: await openRootKeeper(dataDir, trusted),
    boot: await countBoot(dataDir, random),
    key: await ensureDeviceKey(dataDir),
    identity: openIdentityFile(dataDir),
    time,
    network: await openAgentNetwork(config, { time, stop: stopping.signal, report }),
    stopping,
  };
}
