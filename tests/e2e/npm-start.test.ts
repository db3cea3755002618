import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { signUpAdministrator } from "../support/api-session.ts";
import { outputOf, until } from "../support/processes.ts";

const projectDir = join(import.meta.dirname, "..", "..");
/** Two rounds of the demo's loop, in which each language and the film come at least once, and the start of a browser. */
const TWO_ROUNDS_MS = 200_000;
const DEMO_LANGUAGES = ["en", "km", "lo", "tyz", "vi", "zh-Hans"];

let dataDir = "";
let started: ChildProcess | undefined;

afterEach(async () => {
  if (started !== undefined) await stop(started);
  await rm(dataDir, { recursive: true, force: true });
});

describe("npm start on an empty data folder", () => {
  it("ends with a real browser playing six languages and a film, untouched, each showing on record", async () => {
    const { origin, firstRunToken } = await start({});
    const api = await signUpAdministrator(origin, firstRunToken);
    const plays = await until("six languages and a film on record", TWO_ROUNDS_MS, async () => {
      const { items } = await api.get<{ items: { language: string; kind: string }[] }>("/api/v1/plays?limit=100");
      const languages = [...new Set(items.map((play) => play.language))].sort();
      const complete = DEMO_LANGUAGES.every((tag) => languages.includes(tag));
      return complete && items.some((play) => play.kind === "video") ? items : undefined;
    });
    expect(plays.length).toBeGreaterThanOrEqual(6);
  }, 300_000);

  it("puts nothing on record while nobody renders the page", async () => {
    const { origin, firstRunToken, output } = await start({ STAGE_BROWSER: "none" });
    await until("the player to hold its manifest", 60_000, async () => /Demo screen/.test(output()) || undefined);
    const api = await signUpAdministrator(origin, firstRunToken);
    await until("the player to report that it holds the published manifest", 60_000, async () => {
      const { items } = await api.get<{ items: Screen[] }>("/api/v1/screens");
      return items.some(holdsItsManifest) || undefined;
    });
    const { items } = await api.get<{ items: unknown[] }>("/api/v1/plays?limit=100");
    expect(items).toEqual([]);
  });

  it("with --empty makes no demo and starts no player", async () => {
    const { origin, firstRunToken, output } = await start({}, ["--empty"]);
    const api = await signUpAdministrator(origin, firstRunToken);
    const { items } = await api.get<{ items: unknown[] }>("/api/v1/screens");
    expect(items).toEqual([]);
    expect(output()).not.toContain("Demo screen");
  });

  it("says in one line that the port is taken, and ends", async () => {
    const first = await start({}, ["--empty"]);
    const child = spawn("npm", ["start", "--silent", "--", "--empty"], {
      cwd: projectDir,
      env: { ...process.env, DATA_DIR: join(dataDir, "other"), PORT: new URL(first.origin).port },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = outputOf(child);
    const code = await new Promise((resolve) => child.once("exit", resolve));
    expect(code).not.toBe(0);
    expect(output().trim().split("\n").at(-1)).toMatch(/Port \d+ on 127\.0\.0\.1 is taken: .*PORT/);
  });
});

interface Screen {
  readonly player: { readonly state: { readonly heldRevision: number } | null } | null;
  readonly manifest: { readonly revision: number } | null;
}

function holdsItsManifest({ player, manifest }: Screen): boolean {
  return manifest !== null && player?.state?.heldRevision === manifest.revision;
}

/** Starts as the README says, on any free port, and waits for what it prints. */
async function start(environment: Record<string, string>, args: string[] = []) {
  dataDir = await mkdtemp(join(tmpdir(), "cot-moc-start-"));
  const child = spawn("npm", ["start", "--silent", "--", ...args], {
    cwd: projectDir,
    env: { ...process.env, DATA_DIR: join(dataDir, "var"), PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  started = child;
  const output = outputOf(child);
  const found = await until("the addresses", 150_000, async () => {
    if (child.exitCode !== null) throw new Error(`It ended: ${output()}`);
    return /(http:\/\/\S+?)\/first-run\/(\S+)/.exec(output()) ?? undefined;
  });
  return { origin: String(found[1]), firstRunToken: String(found[2]), output };
}

/** Ctrl-C as a terminal sends it: to the whole group. */
async function stop(child: ChildProcess): Promise<void> {
  started = undefined;
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  process.kill(-child.pid, "SIGINT");
  await ended;
}
