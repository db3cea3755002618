import { type ChildProcess, spawn } from "node:child_process";
import { outputOf, until } from "../support/processes.ts";

/** Calls into the kernel at which a process can be made to die. */
export type KernelCall = "fdatasync" | "fsync" | "rename" | "pwrite64";

/** Files are touched by one thread, so that the calls of the whole process are counted in one row. */
export const ONE_FILE_THREAD = { UV_THREADPOOL_SIZE: "1" } as const;

/** What a program is run under to be killed as it enters its `count`-th call of this kind. Give it `ONE_FILE_THREAD` too. */
export function killAt(call: KernelCall, count: number): string[] {
  // The tracer stands aside, so that whoever starts the program is its parent all the same.
  return ["strace", "-D", "-qq", ...trap(call, count)];
}

/** Lets a running program die as it enters its `count`-th call of this kind from now on. Ends when the program does. */
export async function letDieAt(pid: number, call: KernelCall, count: number): Promise<ChildProcess> {
  const tracer = spawn("strace", ["-p", String(pid), ...trap(call, count)], { stdio: ["ignore", "ignore", "pipe"] });
  const output = outputOf(tracer);
  await until("the tracer", 20_000, () => output().includes("attached") || undefined);
  return tracer;
}

/** What a program is run under so that nothing it syncs is synced, and it does not know. */
export function withoutSync(): string[] {
  const calls = "fsync,fdatasync";
  return ["strace", "-D", "-qq", "-f", "-o", "/dev/null", "-e", `trace=${calls}`, "-e", `inject=${calls}:retval=0`];
}

function trap(call: KernelCall, count: number): string[] {
  // Machines name a rename in several ways.
  const calls = call === "rename" ? "/^rename" : call;
  return ["-f", "-o", "/dev/null", "-e", `trace=${calls}`, "-e", `inject=${calls}:signal=KILL:when=${count}`];
}
