import { defineConfig } from "vitest/config";

const longRun = process.env.TEST_TIER === "long";

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "fast",
          include: [
            "{schemas,content,server,player,scripts}/**/*.test.{ts,tsx}",
            "tests/{contracts,capabilities}/**/*.test.ts",
          ],
          testTimeout: longRun ? 600_000 : 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "real",
          include: ["tests/{e2e,faults}/**/*.test.ts"],
          globalSetup: ["tests/support/build-once.ts"],
          testTimeout: longRun ? 1_800_000 : 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
