import { expect, test } from "vitest";
import { createJsonLog } from "./json-log.ts";

function logged(lowest: "info" | "warn" = "info") {
  const lines: string[] = [];
  return {
    lines,
    log: createJsonLog(
      (line) => void lines.push(line),
      () => 0,
      lowest,
    ),
  };
}

test("a line is one JSON object, and no secret is in it wherever it stands", () => {
  const { lines, log } = logged();
  const error = Object.assign(new Error("it broke", { cause: new Error("deeper") }), { sessionToken: "s3cret" });
  log.error("failed", {
    password: "s3cret",
    nested: { inviteToken: "s3cret", ok: 1n },
    list: [{ Cookie: "s3cret" }],
    error,
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]?.endsWith("\n")).toBe(true);
  expect(lines[0]?.slice(0, -1)).not.toContain("\n");
  expect(lines[0]).not.toContain("s3cret");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    at: "1970-01-01T00:00:00.000Z",
    level: "error",
    event: "failed",
    nested: { ok: "1" },
    error: { message: "it broke", cause: { message: "deeper" } },
  });
});

test("what goes in a circle does not break the log, and lower levels are left out when told", () => {
  const { lines, log } = logged("warn");
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  log.info("left out");
  log.warn("kept", { circle, undefined, symbol: Symbol("x"), call: () => undefined });
  expect(lines).toHaveLength(1);
});
