/** Every kind of trouble a world can be in. A seed switches each on or off. */
export const FAULT_KINDS = [
  "cut",
  "cut-up",
  "cut-down",
  "reset",
  "half-open",
  "slow-link",
  "held-back",
  "socket-blocked",
  "hung-peer",
  "server-crash",
  "server-crash-before-commit",
  "server-crash-after-commit",
  "server-disk-full",
  "restore-backup",
  "agent-kill",
  "power-cut",
  "crash-in-write",
  "power-cut-in-sync",
  "disk-full",
  "sync-error",
  "clock-jump",
  "flat-battery",
  "page-hang",
  "browser-crash",
  "wipe-and-replace",
  "old-status",
  "replayed-batch",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** One thing that goes wrong: when, to whom, for how long. `part` in `[0, 1)` is whatever else its kind leaves open. */
export interface Fault {
  readonly kind: FaultKind;
  readonly atMs: number;
  readonly machine: number;
  readonly forMs: number;
  readonly part: number;
}

export function tellFault({ kind, atMs, machine, forMs, part }: Fault): string {
  const hours = (atMs / 3_600_000).toFixed(3);
  return `${hours} h  ${kind}  machine ${machine}  for ${(forMs / 1_000).toFixed(1)} s  (${part.toFixed(3)})`;
}
