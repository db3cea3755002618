import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PictureShell } from "./picture-shell.ts";

const ONE = "a".repeat(64);
const TWO = "b".repeat(64);
let directory: string;
let today: string;
let answer: "kept" | "gone" | "later";
let sent: string[];
let shell: PictureShell;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "cotmoc-pictures-"));
  today = "2026-11-21";
  answer = "kept";
  sent = [];
  shell = await open();
});
afterEach(async () => {
  shell.stop();
  await rm(directory, { recursive: true });
});

const open = () =>
  PictureShell.open(directory, {
    agentMs: () => 1_000,
    today: () => today,
    take: async () => Buffer.from("picture"),
    send: async ({ airingSha256, civilDate }) => {
      if (answer !== "later") sent.push(`${civilDate} ${airingSha256[0]}`);
      return answer;
    },
    report: (event, detail) => {
      throw new Error(`${event} ${JSON.stringify(detail)}`);
    },
  });

const show = (airingSha256: string) => shell.glass({ airingSha256, lengthMs: 20 });
const names = async (end: string) => (await readdir(directory)).filter((name) => name.endsWith(end));

test("of each item one picture a day is taken and sent, also over a restart", async () => {
  show(ONE);
  await expect.poll(() => sent).toEqual(["2026-11-21 a"]);
  show(TWO);
  await expect.poll(() => sent).toEqual(["2026-11-21 a", "2026-11-21 b"]);
  await expect.poll(() => names(".sent")).toHaveLength(2);
  shell.stop();
  shell = await open();
  show(ONE);
  today = "2026-11-22";
  show(TWO);
  await expect.poll(() => sent).toEqual(["2026-11-21 a", "2026-11-21 b", "2026-11-22 b"]);
  await expect.poll(() => names(".sent")).toEqual([expect.stringContaining("2026-11-22")]);
  expect(await names(".jpg")).toEqual([]);
});

test("what cannot be sent waits on disk, over a restart, and what the server refuses for good does not", async () => {
  answer = "later";
  show(ONE);
  await expect.poll(() => names(".jpg")).toHaveLength(1);
  shell.stop();
  shell = await open();
  expect(sent).toEqual([]);
  answer = "gone";
  shell.online();
  await expect.poll(() => names(".jpg")).toEqual([]);
  expect(sent).toEqual(["2026-11-21 a"]);
});

test("an item that is gone before its moment has no picture", async () => {
  shell.glass({ airingSha256: ONE, lengthMs: 100_000 });
  show(TWO);
  await expect.poll(() => names(".sent")).toHaveLength(1);
  await expect.poll(() => names(".jpg")).toEqual([]);
  expect(sent).toEqual(["2026-11-21 b"]);
});
