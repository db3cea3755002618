import type { AgentConfig } from "../config.ts";
import { NO_LIMITS } from "../core/transfer-budget.ts";
import type { TransferGate } from "../ports/download.ts";
import { createServerLink, type ServerLink } from "../ports/network.ts";
import type { Report } from "../ports/reporter.ts";
import { openServerLines } from "../ports/server-agent.ts";
import { openServerTrust } from "../trust/server-trust.ts";
import type { AgentTime } from "./agent-time.ts";
import { civilNow, createMediaGate, type MediaGatePorts } from "./media-gate.ts";
import { openTrafficMeter, type TrafficMeter } from "./traffic-meter.ts";

/** Civil days are counted by this clock until a manifest names the site's. */
const FIRST_TIME_ZONE = "Asia/Ho_Chi_Minh";

/** Makes the gate for media; what it asks of the manifests is given by who holds them. */
export type OpenMediaGate = (held: {
  readonly timeZone: () => string | undefined;
  readonly hasNothingToShow: () => boolean;
}) => TransferGate;

/** Everything between this player and its server. */
export interface AgentNetwork {
  readonly link: ServerLink;
  readonly meter: TrafficMeter;
  readonly openMediaGate: OpenMediaGate;
  /** After pairing: from now on only this server's key, or the authority it led to, is believed. */
  pin(): Promise<void>;
  /** Brings what is counted up to date on disk. */
  save(): Promise<void>;
}

/** Opens the player's way to its server as configured: through a proxy or straight, over TLS judged at the time floor. */
export async function openAgentNetwork(
  config: Pick<AgentConfig, "dataDir" | "serverUrl" | "network">,
  ports: { readonly time: AgentTime; readonly stop: AbortSignal; readonly report: Report },
): Promise<AgentNetwork> {
  const { dataDir, serverUrl, network } = config;
  const { time, stop, report } = ports;
  let timeZone: MediaGatePorts["timeZone"] = () => FIRST_TIME_ZONE;
  const meter = await openTrafficMeter(
    dataDir,
    () => civilNow(time.agentMs(), timeZone()).date,
    (error) => report("traffic-trouble", { reason: String(error) }),
  );
  const trust = await openServerTrust({
    dataDir,
    givenPem: network?.authorityPem,
    nowMs: () => time.agentMs(),
  });
  const lines = openServerLines(serverUrl, {
    proxy: network?.proxy ?? null,
    trust,
    onOpen: (socket) => meter.watch(socket),
  });
  return {
    link: createServerLink(serverUrl, stop, lines),
    meter,
    openMediaGate(held) {
      timeZone = () => held.timeZone() ?? FIRST_TIME_ZONE;
      const limits = network?.limits ?? NO_LIMITS;
      const { hasNothingToShow } = held;
      return createMediaGate({ limits: () => limits, meter, time, timeZone, hasNothingToShow, stop, report });
    },
    pin: () => trust.pin(),
    save: () => meter.save(),
  };
}
