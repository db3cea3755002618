import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Script } from "node:vm";

/** A script as it was built, and what V8 made of it then. */
export interface BuiltParts {
  /** One function of `exports`, `require`, `module`, `__filename` and `__dirname`. */
  readonly scriptPath: string;
  readonly codePath: string;
  /** SHA-256 of the code, in hexadecimal. */
  readonly codeSha256: string;
}

/**
 * Runs a built script and returns what it exports. Its compiled code lies beside it, which
 * saves a start the reading of half a megabyte of text; when that is not, byte for byte, what was built, or was made by
 * another V8, the text is compiled instead, and nothing else changes.
 */
export function loadParts({ scriptPath, codePath, codeSha256 }: BuiltParts): Record<string, unknown> {
  const text = readFileSync(scriptPath, "utf8");
  const cachedData = readCode(codePath, codeSha256);
  const script = new Script(text, {
    filename: scriptPath,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const built: { exports: Record<string, unknown> } = { exports: {} };
  script.runInThisContext()(built.exports, createRequire(scriptPath), built, scriptPath, dirname(scriptPath));
  return built.exports;
}

function readCode(path: string, sha256: string): Buffer | undefined {
  try {
    const code = readFileSync(path);
    return createHash("sha256").update(code).digest("hex") === sha256 ? code : undefined;
  } catch {
    // Not there, or not to be read: it is a help and no more.
    return undefined;
  }
}
