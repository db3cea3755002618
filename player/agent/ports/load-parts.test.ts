import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Script } from "node:vm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildAgent } from "../../../scripts/build-agent.ts";
import { loadParts } from "./load-parts.ts";

const SCRIPT = `(function (exports, require, module, __filename, __dirname) {
exports.answer = () => 42;
exports.sep = require("node:path").sep;
})`;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "load-parts-"));
});
afterEach(() => rm(directory, { recursive: true }));

const sha256Of = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** The script beside this code, and what it exports. */
async function load(code: Buffer | undefined, codeSha256: string): Promise<Record<string, unknown>> {
  const [scriptPath, codePath] = [join(directory, "parts.cjs"), join(directory, "parts.code")];
  await writeFile(scriptPath, SCRIPT);
  if (code !== undefined) await writeFile(codePath, code);
  return loadParts({ scriptPath, codePath, codeSha256 });
}

describe("built parts", () => {
  it("run with their compiled code", async () => {
    const code = new Script(SCRIPT).createCachedData();
    const { answer, sep } = await load(code, sha256Of(code));
    expect((answer as () => number)()).toBe(42);
    expect(sep).toBe("/");
  });

  it("run all the same when that is missing, rotten, or another V8's", async () => {
    const code = new Script(SCRIPT).createCachedData();
    const rotten = Buffer.from(code);
    rotten[rotten.length - 9] = (rotten[rotten.length - 9] ?? 0) ^ 0x40;
    const foreign = Buffer.from(code);
    // The second word names the version.
    foreign.writeUInt32LE(foreign.readUInt32LE(4) ^ 1, 4);
    for (const [bytes, sha256] of [
      [undefined, sha256Of(code)],
      [rotten, sha256Of(code)],
      [foreign, sha256Of(foreign)],
    ] as const) {
      await rm(join(directory, "parts.code"), { force: true });
      const { answer } = await load(bytes, sha256);
      expect((answer as () => number)()).toBe(42);
    }
  });

  it("of the agent are built with code that this Node takes as it is", async () => {
    await buildAgent(join(directory, "agent.js"));
    const parts = join(directory, "agent-parts");
    const text = await readFile(join(parts, "agent.cjs"), "utf8");
    const cachedData = await readFile(join(parts, "agent.code"));
    expect(new Script(text, { cachedData }).cachedDataRejected).toBe(false);
    expect(new Script(`${text} `, { cachedData }).cachedDataRejected).toBe(true);
    expect(await readFile(join(directory, "agent.js"), "utf8")).toContain(sha256Of(cachedData));
  });
});
