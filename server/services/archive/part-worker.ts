import { writeFileSync } from "node:fs";
import { makePart } from "./part-job.ts";

// The child process that writes one file of archived records: the lines in the first argument, the file in the second,
// what came of it in the third; why nothing did on standard output.
const [linesPath = "", partPath = "", madePath = ""] = process.argv.slice(2);
try {
  writeFileSync(madePath, JSON.stringify(await makePart({ linesPath, partPath })));
} catch (error) {
  process.stdout.write(error instanceof Error ? error.message : String(error));
}
