import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RecycleShell, type RecycleShellPorts } from "./recycle-shell.ts";

const OLDEST_MS = 4_000;
const LOOK_MS = OLDEST_MS / 4;

let answers: (() => void)[];
let calls: string[];
let troubles: unknown[];
let isProven: boolean;
let ownPages: number;
let shell: RecycleShell;

beforeEach(() => {
  vi.useFakeTimers();
  answers = [];
  calls = [];
  troubles = [];
  isProven = true;
  ownPages = 2;
  shell = new RecycleShell({
    display: display(),
    mono: () => Date.now(),
    agentMs: () => Date.now(),
    glass: () => null,
    hub: {
      get ownPages() {
        return ownPages;
      },
      handOver: () => ownPages > 1,
    },
    onReplaced: () => calls.push("replaced"),
    isProven: () => isProven,
    oldestMs: OLDEST_MS,
    report: (event, detail) => {
      if (event === "recycle-trouble") troubles.push(detail);
    },
  });
  shell.start();
});
afterEach(() => {
  shell.stop();
  vi.useRealTimers();
});

/** A browser that answers only when the test lets it. */
function display(): RecycleShellPorts["display"] {
  const done = (call: string) => async () => {
    calls.push(call);
  };
  return {
    rendererBytes: () => new Promise((resolve) => answers.push(() => resolve(1))),
    openBehind: done("open"),
    closeBehind: done("close"),
    drawBehind: async () => true,
    exchange: async (isReady) => {
      calls.push("exchange");
      return isReady();
    },
  };
}

const answerAll = (): void => {
  for (const answer of answers.splice(0)) answer();
};

async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += LOOK_MS) {
    await vi.advanceTimersByTimeAsync(LOOK_MS);
    answerAll();
  }
}

it("one replacement at a time, however long the browser takes to answer each look", async () => {
  await pass(OLDEST_MS - LOOK_MS);
  await vi.advanceTimersByTimeAsync(3 * OLDEST_MS);
  expect(answers).toHaveLength(1);
  await pass(OLDEST_MS);
  expect(calls).toEqual(["open", "exchange", "replaced", "close"]);
  expect(shell.count).toBe(1);
  expect(troubles).toEqual([]);
});

it("no page is opened behind one that has yet to come up: the first to connect presents", async () => {
  isProven = false;
  await pass(4 * OLDEST_MS);
  expect(calls).toEqual([]);
});

it("a page that went away at the last moment is not put on the glass", async () => {
  await pass(OLDEST_MS + LOOK_MS);
  expect(calls).toEqual(["open"]);
  ownPages = 1;
  await pass(OLDEST_MS);
  expect(calls).toEqual(["open", "exchange", "close"]);
  expect(shell.count).toBe(0);
});
