import { defineConfig } from "vitest/config";

const longRun = process.env.TEST_TIER === "long";
/** Tests that read the glass many times a second need the machine to themselves. */
const GLASS = ["tests/e2e/stage-*.test.ts"];

export default defineConfig({
  test: {
    // What is polled for comes later on a busy machine; how soon is a benchmark's question.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "fast",
          include: [
            "{schemas,content,server,player,scripts}/**/*.test.{ts,tsx}",
            "tests/{contracts,capabilities,sim}/**/*.test.ts",
          ],
          testTimeout: longRun ? 600_000 : 60_000,
          hookTimeout: 120_000,
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "real",
          include: ["tests/{e2e,faults}/**/*.test.ts"],
          exclude: GLASS,
          globalSetup: ["tests/support/build-once.ts"],
          testTimeout: longRun ? 1_800_000 : 300_000,
          hookTimeout: 300_000,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "glass",
          include: GLASS,
          globalSetup: ["tests/support/build-once.ts"],
          testTimeout: longRun ? 1_800_000 : 240_000,
          hookTimeout: 240_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
