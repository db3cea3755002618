import { readdir, readFile } from "node:fs/promises";

/** The kernel counts processor time in hundredths of a second, on every Linux we know. */
const TICKS_PER_SECOND = 100;

/** What a process and all that it started has used and holds. */
export interface TreeUse {
  readonly cpuSeconds: number;
  readonly descriptors: number;
  /** Memory that belongs to these processes alone. */
  readonly privateBytes: number;
}

/** Processor time of a process and everything it started, ended children that were waited for included. */
export async function treeCpuSeconds(rootPid: number): Promise<number> {
  const times = await processTimes();
  return [...treeOf(rootPid, times)].reduce((sum, pid) => sum + (times.get(pid)?.seconds ?? 0), 0);
}

/** The same with open files and private memory; reading memory takes milliseconds, so never while seams are read. */
export async function readTree(rootPid: number): Promise<TreeUse> {
  const times = await processTimes();
  let use: TreeUse = { cpuSeconds: 0, descriptors: 0, privateBytes: 0 };
  for (const pid of treeOf(rootPid, times)) {
    use = {
      cpuSeconds: use.cpuSeconds + (times.get(pid)?.seconds ?? 0),
      descriptors: use.descriptors + (await countDescriptors(pid)),
      privateBytes: use.privateBytes + (await privateBytes(pid)),
    };
  }
  return use;
}

/** Processor time that the whole machine has spent at work. */
export async function machineCpuSeconds(): Promise<number> {
  const [line = ""] = (await readFile("/proc/stat", "utf8")).split("\n");
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = line.trim().split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softIrq) / TICKS_PER_SECOND;
}

interface ProcessTime {
  readonly parent: number;
  readonly seconds: number;
}

async function processTimes(): Promise<Map<number, ProcessTime>> {
  const times = new Map<number, ProcessTime>();
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readOrGone(`/proc/${name}/stat`);
    // The name in brackets may hold spaces: fields are counted from behind it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15).map(Number);
    const seconds = (user + system + childUser + childSystem) / TICKS_PER_SECOND;
    if (fields.length > 15) times.set(Number(name), { parent: Number(fields[1]), seconds });
  }
  return times;
}

function treeOf(rootPid: number, times: ReadonlyMap<number, ProcessTime>): Set<number> {
  const tree = new Set(times.has(rootPid) ? [rootPid] : []);
  let before = 0;
  while (tree.size > before) {
    before = tree.size;
    for (const [pid, { parent }] of times) if (tree.has(parent)) tree.add(pid);
  }
  return tree;
}

async function countDescriptors(pid: number): Promise<number> {
  try {
    return (await readdir(`/proc/${pid}/fd`)).length;
  } catch (error) {
    if (isGone(error)) return 0;
    throw error;
  }
}

async function privateBytes(pid: number): Promise<number> {
  const text = await readOrGone(`/proc/${pid}/smaps_rollup`);
  const parts = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)];
  return parts.reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1_024, 0);
}

/** Empty when the process has ended meanwhile. */
async function readOrGone(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isGone(error)) return "";
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH");
}
