import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";

const LOOPBACK = "0100007F";

/**
 * True when the other end of a connection on 127.0.0.1 belongs to this process's own user, as the kernel knows it;
 * false when it does not, or where that cannot be known.
 */
export async function isOwnUser({ localPort, remotePort }: Socket): Promise<boolean> {
  if (localPort === undefined || remotePort === undefined || process.getuid === undefined) return false;
  const table = await readFile("/proc/net/tcp", "latin1").catch(() => "");
  return userOf(table, remotePort, localPort) === process.getuid();
}

/** The user of the socket on `fromPort` that is connected to `toPort`, from the text of the kernel's table. */
export function userOf(table: string, fromPort: number, toPort: number): number | undefined {
  const [from, to] = [fromPort, toPort].map(
    (port) => `${LOOPBACK}:${port.toString(16).toUpperCase().padStart(4, "0")}`,
  );
  for (const line of table.split("\n")) {
    const [, local, remote, , , , , user] = line.trim().split(/\s+/);
    if (local === from && remote === to) return Number(user);
  }
  return undefined;
}
