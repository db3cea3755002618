import { readFile } from "node:fs/promises";

/** Bytes that only this process holds; `undefined` where the system does not say, or the process has gone. */
export async function privateBytesOf(pid: number): Promise<number | undefined> {
  let text: string;
  try {
    text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8");
  } catch {
    return undefined;
  }
  const kilobytes = [...text.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].reduce((sum, [, kb]) => sum + Number(kb), 0);
  return kilobytes * 1_024;
}
