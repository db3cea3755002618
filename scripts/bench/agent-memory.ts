import { measureAgentMemory } from "../../tests/support/agent-process.ts";

const LIMIT_MB = 100;
const SHOWINGS_A_MINUTE = 24;
/** `--minutes=60`: an hour of play; without it some showings only. */
const MINUTES = Number(process.argv.find((word) => word.startsWith("--minutes="))?.slice("--minutes=".length) ?? 0.25);

/** Highest resident memory of the bundled agent while it pairs and plays; the last line is the figure. */
async function bench(): Promise<void> {
  const showings = Math.ceil(MINUTES * SHOWINGS_A_MINUTE);
  const oursMb = Math.round((await measureAgentMemory({ items: 500, showings })) / 1_024);
  const result = {
    what: `highest resident memory of the agent in ${MINUTES} minutes of a manifest of 500 items`,
    ours: oursMb,
    limit: LIMIT_MB,
    unit: "MB",
    ratio: Number((oursMb / LIMIT_MB).toFixed(3)),
    aim: "<= 1",
    met: oursMb <= LIMIT_MB,
  };
  process.stdout.write(`${JSON.stringify({ bench: "agent-memory", results: [result] })}\n`);
}

await bench();
