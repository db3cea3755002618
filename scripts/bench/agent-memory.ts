import { measureAgentMemory } from "../../tests/support/agent-process.ts";

/** Resident memory of the bundled agent after it has paired and played; the last line is the figure. */
async function bench(): Promise<void> {
  const limitMb = 100;
  const oursMb = Math.round((await measureAgentMemory({ items: 500, showings: 6 })) / 1_024);
  const result = {
    what: "resident memory of the agent while it plays a manifest of 500 items",
    ours: oursMb,
    limit: limitMb,
    unit: "MB",
    ratio: Number((oursMb / limitMb).toFixed(3)),
    aim: 1,
    met: oursMb <= limitMb,
  };
  process.stdout.write(`${JSON.stringify({ bench: "agent-memory", results: [result] })}\n`);
}

await bench();
