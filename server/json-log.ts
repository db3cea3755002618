import type { Log } from "./context.ts";

export const LOG_LEVELS = ["info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const SECRET_NAME = /password|token|secret|cookie|authorization|private/i;
const MAX_DEPTH = 4;

/**
 * A log of one JSON object a line. Members whose name says secret are blanked, errors are written with their stack and
 * cause, and nothing that is logged can make logging itself fail.
 */
export function createJsonLog(write: (line: string) => void, now: () => number, lowest: LogLevel = "info"): Log {
  const at =
    (level: LogLevel) =>
    (event: string, detail: Readonly<Record<string, unknown>> = {}): void => {
      if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(lowest)) return;
      const line = { at: new Date(now()).toISOString(), level, event, ...plainMembers(detail, 0) };
      write(`${JSON.stringify(line)}\n`);
    };
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

function plainMembers(detail: object, depth: number): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(detail)) {
    members[name] = SECRET_NAME.test(name) ? "[hidden]" : plain(value, depth + 1);
  }
  return members;
}

function plain(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
  if (typeof value !== "object" || value === null) return value;
  if (depth > MAX_DEPTH) return "[deep]";
  if (value instanceof Error) {
    const { name, message, stack } = value;
    return { ...plainMembers(value, depth), name, message, stack, cause: plain(value.cause, depth + 1) };
  }
  if (Array.isArray(value)) return value.map((member) => plain(member, depth + 1));
  return plainMembers(value, depth);
}
