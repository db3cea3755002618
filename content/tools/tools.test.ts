import { chmod, copyFile, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { storedFiles } from "../../tests/support/stored-files.ts";
import { transcode } from "./ffmpeg.ts";
import { findTools, ToolsMissing } from "./find-tools.ts";
import { quoteForShell } from "./quote-for-shell.ts";
import { runTool, ToolFailed, type ToolLimits } from "./run-tool.ts";

const LIMITS: ToolLimits = { memoryBytes: 1e9, fileBytes: 1e8, timeoutMs: 20_000 };
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "tools-"));
});
afterAll(async () => await rm(dir, { recursive: true, force: true }));

describe("finding ffmpeg", () => {
  it("takes the system's first and the npm package's without it", async () => {
    expect((await findTools()).ffmpeg).toMatchObject({ from: "system" });
    const { ffmpeg, ffprobe } = await findTools({ searchSystem: false });
    expect([ffmpeg.from, ffprobe.from]).toEqual(["npm", "npm"]);
    expect((await stat(ffprobe.path)).mode & 0o111).toBe(0o111);
  });

  it("takes the path that is set and no other, and says in one sentence when that will not do", async () => {
    const own = join(dir, "ffmpeg");
    await copyFile("/usr/bin/ffmpeg", own);
    await chmod(own, 0o755);
    expect((await findTools({ ffmpegPath: own })).ffmpeg).toMatchObject({ path: own, from: "setting" });
    await expect(findTools({ ffmpegPath: "/bin/true" })).rejects.toThrow(ToolsMissing);
    await expect(findTools({ ffmpegPath: "/bin/true" })).rejects.toThrow("FFMPEG_PATH names /bin/true");
    await expect(findTools({ ffmpegPath: join(dir, "absent") })).rejects.toThrow(ToolsMissing);
  });
});

describe("running a tool", () => {
  it("gives it its arguments as they are and none of our environment", async () => {
    const odd = "a b'c\"$HOME;`id`";
    const { stdout, exitCode } = await runTool({
      path: "/bin/sh",
      args: ["-c", 'printf "%s|" "$1"; env | cut -d= -f1 | sort | tr "\\n" " "', "sh", odd],
      limits: LIMITS,
    });
    expect(exitCode).toBe(0);
    const [argument, names] = stdout.split("|");
    expect(argument).toBe(odd);
    expect(names?.trim().split(" ")).toEqual(expect.arrayContaining(["LANG", "PATH"]));
    expect(names).not.toMatch(/HOME|NODE|VITEST|USER/);
    expect(quoteForShell("it's")).toBe(`'it'\\''s'`);
  });

  it("ends what wants more memory, more time or a larger file than it may have", async () => {
    const hungry = ["-e", "const kept=[];for(;;)kept.push(Buffer.alloc(50e6,1))"];
    const small = { ...LIMITS, memoryBytes: 300_000_000 };
    const starved = await runTool({ path: process.execPath, args: hungry, limits: small }).catch(
      (error: unknown) => error,
    );
    expect(starved instanceof ToolFailed || (starved as { exitCode: number }).exitCode !== 0).toBe(true);

    const slow = runTool({ path: "/bin/sleep", args: ["60"], limits: { ...LIMITS, timeoutMs: 200 } });
    await expect(slow).rejects.toThrow("longer than 200 ms");

    const path = join(dir, "large");
    await runTool({
      path: "/bin/sh",
      args: ["-c", 'head -c 9000000 /dev/zero > "$1"', "sh", path],
      limits: { ...LIMITS, fileBytes: 100_000 },
    });
    expect((await stat(path)).size).toBeLessThanOrEqual(200_000);
  });

  it("kills it on abort, and a program that is not there is our fault", async () => {
    const abort = new AbortController();
    const run = runTool({ path: "/bin/sleep", args: ["60"], limits: LIMITS, signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(run).rejects.toThrow("enough");
    await expect(runTool({ path: "/nonexistent", args: [], limits: LIMITS })).rejects.toThrow(ToolFailed);
  });
});

describe("transcoding", () => {
  it("two jobs at once each run their own ffmpeg, and leave nothing in the work folder", async () => {
    const seen = join(dir, "seen");
    const workDir = await mkdtemp(join(dir, "work-"));
    const job = async (name: string) => {
      const ffmpegPath = join(dir, `it's ${name}`);
      await writeFile(ffmpegPath, `#!/bin/sh\necho ${name} >> '${seen}-${name}'\nexec /usr/bin/ffmpeg "$@"\n`);
      await chmod(ffmpegPath, 0o755);
      const outputPath = join(dir, `${name}.mp4`);
      await transcode({
        ffmpegPath,
        workDir,
        inputPath: join(dir, "source.mkv"),
        inputOptions: [],
        outputPath,
        outputOptions: ["-c", "copy"],
        limits: LIMITS,
      });
      return outputPath;
    };
    const source = ["-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=s=64x36:d=1", "-c:v", "libx264"];
    await runTool({ path: "/usr/bin/ffmpeg", args: [...source, join(dir, "source.mkv")], limits: LIMITS });
    for (const path of await Promise.all([job("one"), job("two")]))
      expect((await stat(path)).size).toBeGreaterThan(500);
    for (const name of ["one", "two"]) expect((await stat(`${seen}-${name}`)).size).toBeGreaterThan(0);
    expect(await storedFiles(workDir)).toEqual([]);
  });

  it("is killed when its time is up", async () => {
    const work = transcode({
      ffmpegPath: "/usr/bin/ffmpeg",
      workDir: dir,
      inputPath: join(dir, "source.mkv"),
      inputOptions: ["-re", "-stream_loop", "-1"],
      outputPath: join(dir, "endless.mp4"),
      outputOptions: ["-c", "copy"],
      limits: { ...LIMITS, timeoutMs: 700 },
    });
    await expect(work).rejects.toThrow("longer than 700 ms");
  });
});
