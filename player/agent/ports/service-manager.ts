import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Report } from "./reporter.ts";

const run = promisify(execFile);
/** Told this much more often than it is expected, so that one lost word does not cost the agent its life. */
const TIMES_EARLIER = 3;
const CALL_TIMEOUT_MS = 5_000;

/** Whoever started this process and wants to know that it lives. */
export interface ServiceManager {
  /** Says once that the agent runs, and from then on, as long as this process comes to its timers, that it lives. */
  begin(): void;
  stop(): void;
}

/**
 * Speaks to systemd by its own `systemd-notify`: Node has no datagram socket of that kind. Says nothing where no
 * `NOTIFY_SOCKET` is set. The unit needs `NotifyAccess=all`, for it is a child that speaks.
 */
export function openServiceManager(
  environment: Readonly<Record<string, string | undefined>>,
  report: Report,
): ServiceManager {
  const { NOTIFY_SOCKET, WATCHDOG_USEC } = environment;
  const watchdogMs = Number(WATCHDOG_USEC ?? 0) / 1_000;
  let timer: NodeJS.Timeout | undefined;
  let isTold = false;
  const tell = (word: string) => {
    const env = { PATH: environment.PATH, NOTIFY_SOCKET };
    run("systemd-notify", [word], { env, timeout: CALL_TIMEOUT_MS }).catch((error: unknown) => {
      if (!isTold) report("service-manager-trouble", { reason: String(error) });
      isTold = true;
    });
  };
  return {
    begin() {
      if (NOTIFY_SOCKET === undefined || timer !== undefined) return;
      tell("READY=1");
      if (watchdogMs > 0) timer = setInterval(() => tell("WATCHDOG=1"), watchdogMs / TIMES_EARLIER);
    },
    stop() {
      clearInterval(timer);
      if (NOTIFY_SOCKET !== undefined) tell("STOPPING=1");
    },
  };
}
