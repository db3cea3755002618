import { hostname } from "node:os";
import { resolve } from "node:path";
import { readVolumeHours, type VolumeHours } from "./core/volume.ts";
import { type NetworkConfig, readNetworkConfig } from "./network-config.ts";

export const AGENT_VERSION = "0.1.0";

/** How this player was told to run. Only this file reads the environment and the command line. */
export interface AgentConfig {
  readonly serverUrl: string;
  readonly dataDir: string;
  /** For what need not outlive a start, as the browser's profile: best in memory. `run` below the data directory if not set. */
  readonly runDir?: string;
  /** Directory of the stage's built page. */
  readonly stageDir: string;
  /** Port on 127.0.0.1; 0 lets the system choose one. */
  readonly stagePort: number;
  /** `auto` starts Chromium when there is one; `none` only prints the address. */
  readonly browser: "auto" | "none";
  readonly chromiumPath: string | undefined;
  readonly hasDisplay: boolean;
  readonly deviceName: string;
  /** Straight and without limits when left out. */
  readonly network?: NetworkConfig;
  /** Age at which a renderer is replaced; a day when left out. */
  readonly oldestRendererMs?: number;
  /** Loudness by the hour of the screen's day; silence when left out. */
  readonly volumeHours?: VolumeHours;
  /** Environment handed on to Chromium. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads `SERVER_URL`, `AGENT_DATA_DIR` (default `./var/player`), `AGENT_RUN_DIR` (default `run` in it), `STAGE_DIR` (default `stage` in `programDir`, where the program is),
 * `STAGE_PORT` (default 0), `CHROMIUM_PATH`, `STAGE_BROWSER` (`auto` or `none`), `STAGE_RENEW_MS` (age at which the page's
 * process is replaced, default a day), `STAGE_VOLUME` (as in `07-18=60,18-22=30`, default silence). `--server=, `--data=`, `--stage=`, `--port=`
 * and `--browser=` on the command line win. Throws an Error that says what to do.
 */
export function readConfig(argv: readonly string[], programDir: string): AgentConfig {
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
    stageDir: resolve(given.get("stage") ?? env.STAGE_DIR ?? `${programDir}/stage`),
    stagePort,
    browser,
    chromiumPath: env.CHROMIUM_PATH,
    hasDisplay: Boolean(env.DISPLAY || env.WAYLAND_DISPLAY),
    deviceName: hostname().normalize("NFC").slice(0, 80),
    network: readNetworkConfig(
      (name) => given.get(name),
      (name) => env[name],
      serverUrl,
    ),
    ...(env.AGENT_RUN_DIR === undefined ? {} : { runDir: resolve(env.AGENT_RUN_DIR) }),
    ...(env.STAGE_RENEW_MS === undefined ? {} : { oldestRendererMs: durationOf(env.STAGE_RENEW_MS) }),
    volumeHours: readVolumeHours(env.STAGE_VOLUME ?? ""),
    environment: env,
  };
}

function durationOf(text: string): number {
  const durationMs = Number(text);
  if (!Number.isInteger(durationMs) || durationMs < 1_000) throw new Error("STAGE_RENEW_MS must be at least 1000.");
  return durationMs;
}

function pairOf(match: RegExpExecArray | null): [string, string][] {
  return match?.[1] === undefined ? [] : [[match[1], match[2] ?? ""]];
}
