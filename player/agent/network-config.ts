import { readFileSync } from "node:fs";
import { minutesOf } from "../../schemas/rules/zoned-time.ts";
import type { TransferLimits } from "./core/transfer-budget.ts";

/** How this player gets to its server and how much it may load; nothing set means nothing in the way and no limit. */
export interface NetworkConfig {
  /** `null`: straight. */
  readonly proxy: URL | null;
  /** Certificates, as PEM, that the server must lead to; by default the well-known authorities until pairing. */
  readonly authorityPem: string | undefined;
  readonly limits: TransferLimits;
}

type Lookup = (name: string) => string | undefined;

const SLOWEST_KBIT = 32;

/**
 * Reads `AGENT_PROXY` (else `HTTPS_PROXY` or `HTTP_PROXY` by the server's scheme, unless the server is on this machine
 * or named in `NO_PROXY`), `SERVER_CA` (a PEM file), `MEDIA_KBIT_S` (at least 32), `MEDIA_HOURS` (`22:00-05:00`, by the
 * site's clock), `DAILY_MB` and `MONTHLY_MB`. `--proxy=`, `--ca=`, `--kbit=`, `--hours=`, `--daily=` and `--monthly=` on
 * the command line win. Throws an Error that says what to do.
 */
export function readNetworkConfig(given: Lookup, env: Lookup, serverUrl: string): NetworkConfig {
  const authorityFile = given("ca") ?? env("SERVER_CA");
  const kbit = readNumber("MEDIA_KBIT_S", given("kbit") ?? env("MEDIA_KBIT_S"), SLOWEST_KBIT);
  return {
    proxy: readProxy(given("proxy") ?? env("AGENT_PROXY") ?? proxyOfSystem(env, serverUrl)),
    authorityPem: authorityFile === undefined ? undefined : readFileSync(authorityFile, "utf8"),
    limits: {
      bytesPerSecond: kbit === null ? null : kbit * 125,
      hours: readHours(given("hours") ?? env("MEDIA_HOURS")),
      dailyBytes: megabytes(readNumber("DAILY_MB", given("daily") ?? env("DAILY_MB"), 1)),
      monthlyBytes: megabytes(readNumber("MONTHLY_MB", given("monthly") ?? env("MONTHLY_MB"), 1)),
    },
  };
}

function readProxy(text: string | undefined): URL | null {
  if (text === undefined || text === "") return null;
  const address = text.includes("://") ? text : `http://${text}`;
  if (URL.canParse(address) && new URL(address).protocol === "http:") return new URL(address);
  throw new Error("AGENT_PROXY must be an address such as http://name:password@proxy:3128.");
}

/** What the system says for all programs is not meant for a server on this very machine. */
function proxyOfSystem(env: Lookup, serverUrl: string): string | undefined {
  const { hostname, protocol } = new URL(serverUrl);
  if (hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname)) return undefined;
  const spared = (env("NO_PROXY") ?? env("no_proxy") ?? "").split(",").map((name) => name.trim().replace(/^\*?\./, ""));
  if (spared.some((name) => name === "*" || (name !== "" && (hostname === name || hostname.endsWith(`.${name}`))))) {
    return undefined;
  }
  const name = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  return env(name) ?? env(name.toLowerCase());
}

function readNumber(name: string, text: string | undefined, least: number): number | null {
  if (text === undefined || text === "") return null;
  const value = Number(text);
  if (Number.isFinite(value) && value >= least) return value;
  throw new Error(`${name} must be a number of at least ${least}.`);
}

function megabytes(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1_000_000);
}

function readHours(text: string | undefined): TransferLimits["hours"] {
  if (text === undefined || text === "") return null;
  const [, from, until] = /^([01]\d:[0-5]\d|2[0-3]:[0-5]\d)-([01]\d:[0-5]\d|2[0-3]:[0-5]\d)$/.exec(text) ?? [];
  if (from === undefined || until === undefined || from === until) {
    throw new Error("MEDIA_HOURS must be two times of day such as 22:00-05:00.");
  }
  return { fromMinute: minutesOf(from), untilMinute: minutesOf(until) };
}
