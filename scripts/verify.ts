import { UnreadableArchive } from "./verify/read-archive.ts";
import { sayVerdict } from "./verify/say-verdict.ts";
import { verifyBundle } from "./verify/verify-bundle.ts";

/**
 * Checks the evidence of a report without server and database: `npm run verify -- FILE.zip`. Ends with 0 when all is fine,
 * 1 when something was altered, 2 when the file cannot be read.
 */
async function verify(): Promise<void> {
  const [path] = process.argv.slice(2);
  if (path === undefined) {
    say(["Cách dùng / Usage: npm run verify -- FILE.zip"]);
    process.exitCode = 2;
    return;
  }
  try {
    const verdict = await verifyBundle(path);
    say(sayVerdict(verdict));
    process.exitCode = verdict.findingsTotal === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UnreadableArchive)) throw error;
    say([`Không đọc được tệp / The file cannot be read: ${error.message}`]);
    process.exitCode = 2;
  }
}

function say(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

await verify();
