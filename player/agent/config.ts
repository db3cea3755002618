import { hostname } from "node:os";
import { resolve } from "node:path";

export const AGENT_VERSION = "0.1.0";

/** How this player was told to run. Only this file reads the environment and the command line. */
export interface AgentConfig {
  readonly serverUrl: string;
  readonly dataDir: string;
  /** Directory of the stage's built page. */
  readonly stageDir: string;
  /** Port on 127.0.0.1; 0 lets the system choose one. */
  readonly stagePort: number;
  /** `auto` starts Chromium when there is one; `none` only prints the address. */
  readonly browser: "auto" | "none";
  readonly chromiumPath: string | undefined;
  readonly hasDisplay: boolean;
  readonly deviceName: string;
  /** Environment handed on to Chromium. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads `SERVER_URL`, `AGENT_DATA_DIR` (default `./var/player`), `STAGE_DIR` (default `stage` beside this file),
 * `STAGE_PORT` (default 0), `CHROMIUM_PATH`, `STAGE_BROWSER` (`auto` or `none`). `--server=`, `--data=`, `--stage=`, `--port=`
 * and `--browser=` on the command line win. Throws an Error that says what to do.
 */
export function readConfig(argv: readonly string[]): AgentConfig {
  const env = process.env;
  const given = new Map(argv.map((argument) => /^--([a-z]+)=(.*)$/.exec(argument)).flatMap(pairOf));
  const serverUrl = given.get("server") ?? env.SERVER_URL ?? "http://127.0.0.1:8080";
  if (!/^https?:$/.test(URL.canParse(serverUrl) ? new URL(serverUrl).protocol : "")) {
    throw new Error(`SERVER_URL is not an http or https address: ${serverUrl}`);
  }
  const stagePort = Number(given.get("port") ?? env.STAGE_PORT ?? 0);
  if (!Number.isInteger(stagePort) || stagePort < 0 || stagePort > 65_535) {
    throw new Error("STAGE_PORT must be a port number, or 0 for any free one.");
  }
  const browser = given.get("browser") ?? env.STAGE_BROWSER ?? "auto";
  if (browser !== "auto" && browser !== "none") throw new Error("STAGE_BROWSER must be auto or none.");
  return {
    serverUrl,
    dataDir: resolve(given.get("data") ?? env.AGENT_DATA_DIR ?? "var/player"),
    stageDir: resolve(given.get("stage") ?? env.STAGE_DIR ?? `${import.meta.dirname}/stage`),
    stagePort,
    browser,
    chromiumPath: env.CHROMIUM_PATH,
    hasDisplay: Boolean(env.DISPLAY || env.WAYLAND_DISPLAY),
    deviceName: hostname().normalize("NFC").slice(0, 80),
    environment: env,
  };
}

function pairOf(match: RegExpExecArray | null): [string, string][] {
  return match?.[1] === undefined ? [] : [[match[1], match[2] ?? ""]];
}
