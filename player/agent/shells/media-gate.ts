import { setTimeout as waitFor } from "node:timers/promises";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import { EMPTY_BUCKET, takeTokens } from "../core/token-bucket.ts";
import { type CivilNow, mayTransfer, type TransferLimits } from "../core/transfer-budget.ts";
import type { TransferGate } from "../ports/download.ts";
import type { Report } from "../ports/reporter.ts";
import type { AgentTime } from "./agent-time.ts";
import type { TrafficMeter } from "./traffic-meter.ts";

/** No wait is longer: a connection on which nothing moves is given up. */
const LONGEST_WAIT_MS = 8_000;

export interface MediaGatePorts {
  /** As of now: they may change while the player runs. */
  readonly limits: () => TransferLimits;
  readonly meter: TrafficMeter;
  readonly time: AgentTime;
  readonly timeZone: () => string;
  readonly hasNothingToShow: () => boolean;
  readonly stop: AbortSignal;
  readonly report: Report;
}

/** Holds media, and nothing else, to the hours, the budget and the rate this player was given. */
export function createMediaGate(ports: MediaGatePorts): TransferGate {
  let bucket = EMPTY_BUCKET;
  let heldBack: string | null = null;
  return {
    mayTransfer(bytes) {
      const now = civilNow(ports.time.agentMs(), ports.timeZone());
      const hasNothingToShow = ports.hasNothingToShow();
      const decision = mayTransfer(ports.limits(), ports.meter.account, { bytes, now, hasNothingToShow });
      const reason = decision.ok ? null : decision.reason;
      if (reason !== null && reason !== heldBack) ports.report("media-waits", { reason });
      heldBack = reason;
      return decision.ok;
    },
    async pace(bytes) {
      const { bytesPerSecond } = ports.limits();
      if (bytesPerSecond === null) return;
      const taken = takeTokens(bucket, bytes, { bytesPerSecond, monoMs: ports.time.mono() });
      bucket = taken.bucket;
      for (let leftMs = taken.waitMs; leftMs > 0; leftMs -= LONGEST_WAIT_MS) {
        await waitFor(Math.min(leftMs, LONGEST_WAIT_MS), undefined, { signal: ports.stop });
      }
    },
  };
}

/** The site's date and minute of the day. */
export function civilNow(atMs: number, timeZone: string): CivilNow {
  const { date, hour, minute } = civilAt(atMs, timeZone);
  return { date, minute: hour * 60 + minute };
}
