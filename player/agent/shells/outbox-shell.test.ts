import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CHAIN_START_SHA256, followChain } from "../../../schemas/trust/record-chain.ts";
import { OUTBOX_WRITER } from "../../../tests/support/outbox-writer.ts";
import { makeDraft } from "../../../tests/support/showing-draft.ts";
import type { Unsent } from "../core/play-run.ts";
import { openOutboxLog } from "../ports/log.ts";
import { openLogDevice } from "../ports/log-device.ts";
import { sha256Hex } from "../sha256.ts";
import { OutboxShell } from "./outbox-shell.ts";

const START = { boot: 0, seq: 0, headSha256: CHAIN_START_SHA256 };
const KILLS = process.env.TEST_TIER === "long" ? 60 : 5;

let directory: string;
let reports: { event: string; detail: Readonly<Record<string, unknown>> | undefined }[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "cotmoc-outbox-"));
  reports = [];
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

function open(boot: number): Promise<OutboxShell> {
  return OutboxShell.open({
    directory,
    player: 7,
    boot,
    wall: () => 0,
    report: (event, detail) => reports.push({ event, detail }),
    onRecords: () => undefined,
  });
}

async function logShowings(shell: OutboxShell, count: number): Promise<void> {
  for (let index = 1; index <= count; index += 1) {
    const draft = makeDraft({ startedMonoMs: index });
    const event = { type: "closed", showing: `s${index}`, draft, shownMs: 9_900, outcome: "completed" } as const;
    await shell.apply(event);
  }
}

async function openLog() {
  const options = { player: 7, space: { segmentBytes: 1_048_576, segments: 8 } };
  return openOutboxLog(await openLogDevice(directory), { report: () => undefined, wall: () => 0 }, options);
}

async function readAll(): Promise<Unsent> {
  const log = await openLog();
  const unsent = await log.readAfter(START, 1_000_000, 1_000_000_000);
  await log.close();
  return unsent;
}

async function firstSegment(): Promise<string> {
  const [name = ""] = (await readdir(directory)).sort();
  return join(directory, name);
}

/** Runs the writer until it has named `records` records, then kills it. Returns the keys it named. */
function writeUntilKilled(boot: number, records: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", "tsx", OUTBOX_WRITER, directory, String(boot)], {
      cwd: join(import.meta.dirname, "../../.."),
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += String(chunk);
      if (text.split("\n").length > records) child.kill("SIGKILL");
    });
    child.on("error", reject);
    child.on("close", () => resolve(text.split("\n").filter((line) => /^\d+\.\d+$/.test(line))));
  });
}

describe("the outbox on disk", () => {
  it("holds every record that was confirmed, exactly once, after any number of SIGKILLs", async () => {
    const confirmed: string[] = [];
    for (let boot = 1; boot <= KILLS; boot += 1)
      confirmed.push(...(await writeUntilKilled(boot, 3 + ((boot * 7) % 23))));
    await (await open(KILLS + 1)).close();
    const { records, gaps } = await readAll();
    const keys = records.map(({ boot, seq }) => `${boot}.${seq}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(confirmed.filter((key) => !keys.includes(key))).toEqual([]);
    // At most one showing a boot was on the glass when it was killed.
    expect(records.length - confirmed.length).toBeLessThanOrEqual(2 * KILLS);
    expect(gaps).toEqual([]);
    expect(followChain(CHAIN_START_SHA256, records, sha256Hex)).toBeDefined();
  });

  it("holds every record also when the next one closes while the disk is still busy with the last", async () => {
    const shell = await open(1);
    const written: Promise<void>[] = [];
    for (let index = 1; index <= 60; index += 1) {
      written.push(logShowings(shell, 1));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(written);
    await shell.close();
    const { records } = await readAll();
    expect(records.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect(followChain(CHAIN_START_SHA256, records, sha256Hex)).toBeDefined();
  });

  it("keeps 10 000 records while the disk takes nothing for days, and one gap stands for all older ones", async () => {
    const shell = await open(1);
    await rm(directory, { recursive: true });
    const written: Promise<void>[] = [];
    for (let index = 1; index <= 10_200; index += 1) {
      const closing = { draft: makeDraft({ startedMonoMs: index }), shownMs: 9_900, outcome: "completed" } as const;
      written.push(shell.apply({ type: "closed", showing: `s${index}`, ...closing }));
    }
    await new Promise((resolve) => setImmediate(resolve));
    await mkdir(directory);
    await Promise.all(written);
    await shell.close();
    const { records, gaps } = await readAll();
    expect(records.map(({ seq }) => seq)).toEqual(Array.from({ length: 10_000 }, (_, index) => 201 + index));
    expect(gaps).toMatchObject([
      { from: { boot: 1, seq: 1 }, to: { boot: 1, seq: 200 }, count: 200, reason: "log-refused-writes" },
    ]);
    expect(gaps[0]?.prevSha256).toBe(CHAIN_START_SHA256);
    expect(followChain(gaps[0]?.headSha256 ?? "", records, sha256Hex)).toBeDefined();
    expect(reports.filter(({ event }) => event === "log-gap")).toMatchObject([{ detail: { count: 200 } }]);
  });

  it("cuts a torn tail off and goes on in the same chain", async () => {
    const shell = await open(1);
    await logShowings(shell, 3);
    await shell.close();
    const path = await firstSegment();
    const bytes = await readFile(path);
    bytes.write("1234abcd c 1 2 showing torn ", bytes.lastIndexOf("\n") + 1);
    await writeFile(path, bytes);
    const again = await open(2);
    await logShowings(again, 2);
    await again.close();
    expect(reports).toMatchObject([{ event: "log-damaged", detail: { tornBytes: 28, damaged: [] } }]);
    const { records } = await readAll();
    expect(records.map(({ boot, seq }) => `${boot}.${seq}`)).toEqual(["1.1", "1.2", "1.3", "2.1", "2.2"]);
    expect(followChain(CHAIN_START_SHA256, records, sha256Hex)).toBeDefined();
  });

  it("skips a damaged line, names it, and keeps every other one", async () => {
    const shell = await open(1);
    await logShowings(shell, 5);
    await shell.close();
    const path = await firstSegment();
    const lines = (await readFile(path, "latin1")).split("\n");
    lines[4] = (lines[4] ?? "").replace(" 7n0 ", " 7n1 ");
    await writeFile(path, lines.join("\n"), "latin1");
    const again = await open(2);
    await logShowings(again, 1);
    await again.close();
    expect(reports).toMatchObject([
      { event: "log-damaged", detail: { damaged: [{ segment: 1, line: 5 }], tornBytes: 0 } },
    ]);
    const { records, gaps } = await readAll();
    expect(records.map(({ boot, seq }) => `${boot}.${seq}`)).toEqual(["1.1", "1.2", "1.4", "1.5", "2.1"]);
    expect(records.every(({ shownMs }) => shownMs === 9_900)).toBe(true);
    expect(gaps).toMatchObject([
      { from: { boot: 1, seq: 3 }, to: { boot: 1, seq: 3 }, count: 1, reason: "log-damaged" },
    ]);
  });

  it("gives batches oldest first, within both limits, from wherever the server stands", async () => {
    const shell = await open(1);
    await logShowings(shell, 20);
    await shell.close();
    const log = await openLog();
    const seqs = async (seq: number, maxRecords: number, maxBytes: number) =>
      (await log.readAfter({ boot: 1, seq, headSha256: "" }, maxRecords, maxBytes)).records.map((record) => record.seq);
    expect(await seqs(0, 4, 1_000_000)).toEqual([1, 2, 3, 4]);
    expect(await seqs(17, 500, 1_000_000)).toEqual([18, 19, 20]);
    expect(await seqs(20, 500, 1_000_000)).toEqual([]);
    expect(await seqs(5, 500, 10)).toEqual([6]);
    await log.close();
  });
});
