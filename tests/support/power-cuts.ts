import { existsSync, fstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type * as Files from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

type FilesModule = typeof Files;

/** One thing a program did to the disk, in order. A file is known by a number of its own, whatever its name. */
type DiskStep =
  | { readonly type: "mkdir" | "remove" | "sync-directory"; readonly path: string }
  | { readonly type: "create"; readonly path: string; readonly file: number }
  | { readonly type: "content"; readonly file: number; readonly bytes: Buffer }
  | { readonly type: "sync"; readonly file: number }
  | { readonly type: "rename"; readonly from: string; readonly to: string };

/** What had reached the disk when the power was cut, beyond what was synced: nothing, all, or half at random. */
type Luck = "nothing" | "all" | "some";

const EACH: readonly Luck[] = ["nothing", "all", "some", "some"];
/** In the short run the worst at every step, and of the others one in turn. */
const LUCKS: readonly (readonly Luck[])[] =
  process.env.TEST_TIER === "long"
    ? [EACH]
    : [
        ["nothing", "all"],
        ["nothing", "some"],
      ];

/** The steps are real and the cuts are not: a disk in memory does for both. */
const WORKPLACE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

const steps: DiskStep[] = [];
const fileOf = new Map<string, number>();
let files = 0;
let isRecording = false;

/** For `vi.mock("node:fs/promises", …)`: the same functions, which write down what changes the disk. */
export function recordDisk(real: FilesModule): FilesModule {
  const record = (step: DiskStep) => isRecording && steps.push(step);
  return {
    ...real,
    mkdir: (async (path: string, options: object) => {
      const first = await real.mkdir(path, { ...options, recursive: true });
      if (first === undefined) return first;
      const made: string[] = [];
      for (let one = path; one.length >= first.length; one = dirname(one)) made.unshift(one);
      for (const one of made) record({ type: "mkdir", path: one });
      return first;
    }) as FilesModule["mkdir"],
    rename: (async (from: string, to: string) => {
      await real.rename(from, to);
      const file = fileOf.get(from);
      if (file !== undefined) fileOf.set(to, file);
      fileOf.delete(from);
      record({ type: "rename", from, to });
    }) as FilesModule["rename"],
    rm: (async (path: string, options: object) => {
      await real.rm(path, options);
      fileOf.delete(path);
      record({ type: "remove", path });
    }) as FilesModule["rm"],
    open: (async (path: string, flags: string, mode?: number) => {
      const handle = await real.open(path, flags, mode);
      if (fstatSync(handle.fd).isDirectory()) {
        return syncing(handle, () => record({ type: "sync-directory", path }));
      }
      let file = fileOf.get(path);
      if (file === undefined) {
        files += 1;
        file = files;
        fileOf.set(path, file);
        if (flags !== "r") record({ type: "create", path, file });
      }
      const known = file;
      const content = () => record({ type: "content", file: known, bytes: readFileSync(`/proc/self/fd/${handle.fd}`) });
      if (flags.startsWith("w")) content();
      return changing(
        syncing(handle, () => record({ type: "sync", file: known })),
        content,
      );
    }) as FilesModule["open"],
  };
}

function syncing(handle: Files.FileHandle, then: () => void): Files.FileHandle {
  const { sync, datasync } = handle;
  handle.sync = async () => {
    await sync.call(handle);
    then();
  };
  handle.datasync = async () => {
    await datasync.call(handle);
    then();
  };
  return handle;
}

function changing(handle: Files.FileHandle, then: () => void): Files.FileHandle {
  for (const name of ["write", "writeFile", "appendFile", "truncate"] as const) {
    const call = handle[name].bind(handle) as (...given: unknown[]) => Promise<unknown>;
    Object.assign(handle, {
      [name]: async (...given: unknown[]) => {
        const result = await call(...given);
        then();
        return result;
      },
    });
  }
  return handle;
}

interface Disk {
  readonly names: ReadonlyMap<string, number | "directory">;
  readonly contents: ReadonlyMap<number, Buffer>;
}

/**
 * Runs `act` on a directory that `prepare` made durable, and then, for a power cut after each of its steps and each luck,
 * gives `check` a disk as the cut would leave it. `done` is whether `act` had returned. Returns the number of cuts.
 */
export async function cutPowerEverywhere(story: {
  readonly prepare: (dataDir: string) => Promise<unknown>;
  readonly act: (dataDir: string) => Promise<unknown>;
  readonly check: (dataDir: string, cut: { readonly done: boolean; readonly name: string }) => Promise<void>;
}): Promise<number> {
  const dataDir = mkdtempSync(join(WORKPLACE, "cotmoc-cut-"));
  steps.length = 0;
  fileOf.clear();
  isRecording = true;
  await story.prepare(dataDir);
  const before = steps.length;
  await story.act(dataDir);
  isRecording = false;
  const all = [...steps];
  rmSync(dataDir, { recursive: true });
  let cuts = 0;
  for (let place = before; place <= all.length; place += 1) {
    for (const luck of LUCKS[place % LUCKS.length] ?? []) {
      cuts += 1;
      const disk = layOut(diskAfter(all.slice(0, place), before, luck, cuts), dataDir);
      const name = `${luck} after step ${place - before} of ${all.length - before}: ${all[place - 1]?.type ?? "none"}`;
      try {
        await story.check(disk, { done: place === all.length, name });
      } finally {
        rmSync(disk, { recursive: true });
      }
    }
  }
  return cuts;
}

/** What the first `durable` steps did is all there, as after a quiet minute. */
function diskAfter(done: readonly DiskStep[], durable: number, luck: Luck, seed: number): Disk {
  const names = new Map<string, number | "directory">();
  const contents = new Map<number, Buffer>();
  const isLucky = luckOf(luck, seed);
  const isSyncedLater = (index: number, path: string) =>
    done.slice(index).some((step) => step.type === "sync-directory" && step.path === dirname(path));
  for (const [index, step] of done.entries()) {
    if (step.type === "content") {
      const isSynced = done.slice(index).some((later) => later.type === "sync" && later.file === step.file);
      if (index < durable || isSynced || isLucky()) contents.set(step.file, step.bytes);
      else if (luck === "some") contents.set(step.file, step.bytes.subarray(0, step.bytes.length >> 1));
      continue;
    }
    if (step.type === "sync" || step.type === "sync-directory") continue;
    const path = step.type === "rename" ? step.to : step.path;
    if (index >= durable && !isSyncedLater(index, path) && !isLucky()) continue;
    if (step.type === "mkdir") names.set(path, "directory");
    if (step.type === "create") names.set(path, step.file);
    if (step.type === "remove") names.delete(path);
    if (step.type === "rename") {
      const moved = names.get(step.from) ?? createdAs(done, step.from, index);
      names.delete(step.from);
      if (moved !== undefined) names.set(path, moved);
    }
  }
  return { names, contents };
}

/** A rename that reached the disk names the file whether or not its first name did. */
function createdAs(done: readonly DiskStep[], path: string, before: number): number | undefined {
  const created = done.slice(0, before).findLast((step) => step.type === "create" && step.path === path);
  return created?.type === "create" ? created.file : undefined;
}

function luckOf(luck: Luck, seed: number): () => boolean {
  let state = seed * 2_654_435_761;
  return () => {
    if (luck !== "some") return luck === "all";
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_507) + 0x9e3779b9) >>> 0;
    return state % 2 === 0;
  };
}

function layOut({ names, contents }: Disk, dataDir: string): string {
  const copy = mkdtempSync(join(WORKPLACE, "cotmoc-after-"));
  const reachable = (path: string): boolean => path === dataDir || (names.has(path) && reachable(dirname(path)));
  const inOrder = [...names].sort(([one], [other]) => one.length - other.length);
  for (const [path, file] of inOrder) {
    if (!path.startsWith(dataDir) || !reachable(dirname(path))) continue;
    const target = join(copy, relative(dataDir, path));
    if (file === "directory") mkdirSync(target, { recursive: true });
    else writeFileSync(target, contents.get(file) ?? Buffer.alloc(0));
  }
  return copy;
}
