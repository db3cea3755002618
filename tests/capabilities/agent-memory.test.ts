import { expect, it } from "vitest";
import { measureAgentMemory } from "../support/agent-process.ts";

it("the agent, one file on plain node, stays within 100 MB resident while it pairs, installs and plays", async () => {
  expect(await measureAgentMemory({ items: 60, showings: 2 })).toBeLessThanOrEqual(100 * 1_024);
});
