import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { ServiceContext } from "../../server/context.ts";
import { claimPairing } from "../../server/services/pairing/claim-pairing.ts";
import { confirmPairing } from "../../server/services/pairing/confirm-pairing.ts";

/** What the agent prints, one JSON line an event; other events are of no concern here. */
const AgentLine = z.discriminatedUnion("event", [
  z.object({ event: z.literal("pairing"), code: z.string(), words: z.array(z.string()).length(6) }),
  z.object({ event: z.literal("stage-address"), url: z.string() }),
  z.object({ event: z.literal("browser-missing") }),
]);

export interface DemoPlayerOptions {
  readonly ctx: ServiceContext;
  readonly agentFile: string;
  readonly stageDir: string;
  readonly dataDir: string;
  readonly serverUrl: string;
  readonly screenId: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly onStageAddress: (url: string) => void;
  readonly onBrowserMissing: () => void;
}

export interface DemoPlayer {
  /** Ends the player as a power switch would not: its open showing is closed first. */
  stop(): Promise<void>;
}

const STOP_WITHIN_MS = 8_000;

/**
 * Starts a player for the demo screen in a process of its own and pairs it as an operator would: the code is typed,
 * and only when both sides show the same six words is the pairing confirmed.
 */
export function startDemoPlayer(options: DemoPlayerOptions): DemoPlayer {
  const child = spawn(process.execPath, [options.agentFile], {
    env: {
      ...options.environment,
      SERVER_URL: options.serverUrl,
      AGENT_DATA_DIR: options.dataDir,
      STAGE_DIR: options.stageDir,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (line) => void followLine(options, line));
  return { stop: () => stopChild(child) };
}

async function followLine(options: DemoPlayerOptions, line: string): Promise<void> {
  const event = parseLine(line);
  if (event?.event === "stage-address") options.onStageAddress(event.url);
  if (event?.event === "browser-missing") options.onBrowserMissing();
  if (event?.event === "pairing") {
    try {
      await confirmWhenWordsAgree(options, event.code, event.words);
    } catch (error) {
      options.ctx.log.error("demo-pairing-failed", { error: String(error) });
    }
  }
}

async function confirmWhenWordsAgree(
  { ctx, screenId }: DemoPlayerOptions,
  code: string,
  words: string[],
): Promise<void> {
  const claim = await claimPairing(ctx, { screenId, code });
  if (claim.words.join(" ") !== words.join(" ")) {
    ctx.log.error("demo-pairing-words-differ");
    return;
  }
  await confirmPairing(ctx, { requestId: claim.requestId, replaceExisting: true });
}

function parseLine(line: string): z.infer<typeof AgentLine> | undefined {
  try {
    return AgentLine.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined; // A line that is not JSON is for people to read.
  }
}

function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const impatience = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
    child.once("exit", () => {
      clearTimeout(impatience);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
