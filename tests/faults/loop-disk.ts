import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../support/processes.ts";

/** Whether this user may mount disks and make network namespaces. */
export const isRoot = process.platform === "linux" && process.getuid?.() === 0;

/** What the title of a test says that cannot run without it. */
export const ROOT_ONLY = isRoot ? "" : " (needs root)";

const POWER_CUT = join(import.meta.dirname, "power-cut.py");

/** An ext4 disk of its own in a file, whose power can be cut. */
export class LoopDisk {
  /** Where it is mounted. */
  readonly dir: string;
  readonly #home: string;
  readonly #image: string;

  /** Takes room in the file only where something is written. */
  constructor(sizeBytes: number) {
    this.#home = mkdtempSync(join(tmpdir(), "cotmoc-disk-"));
    this.#image = join(this.#home, "image");
    this.dir = join(this.#home, "mounted");
    mkdirSync(this.dir);
    writeFileSync(this.#image, "");
    truncateSync(this.#image, sizeBytes);
    run("mkfs.ext4", "-q", "-F", this.#image);
    this.#mount();
  }

  /** Whatever was written until now is on the disk, synced or not by who wrote it. */
  settle(): void {
    run("sync", "-f", this.dir);
  }

  /** From now on nothing more reaches the disk. Freeze who writes first: the kernel still says yes to what is under way. */
  cutPower(): void {
    run("python3", POWER_CUT, this.dir);
  }

  /** The power is back. Nobody may have a file open any more. */
  restart(): void {
    run("umount", this.dir);
    this.#mount();
  }

  remove(): void {
    run("umount", "-l", this.dir);
    rmSync(this.#home, { recursive: true, force: true });
  }

  #mount(): void {
    run("mount", "-o", "loop", this.#image, this.dir);
  }
}

/** Stops a process where it is; returns when none of its threads runs any more. */
export async function freeze(pid: number): Promise<void> {
  process.kill(pid, "SIGSTOP");
  await until("every thread to stand still", 10_000, async () => {
    const states = (await readdir(`/proc/${pid}/task`)).map(async (thread) => {
      const stat = await readFile(`/proc/${pid}/task/${thread}/stat`, "utf8");
      return stat
        .slice(stat.lastIndexOf(")") + 2)
        .charAt(0)
        .toUpperCase();
    });
    return (await Promise.all(states)).every((state) => state === "T") || undefined;
  });
}

/** Runs a tool of the system; throws with what it said when it fails. */
export function run(command: string, ...args: string[]): void {
  const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
  execFileSync(command, args, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, PATH } });
}
