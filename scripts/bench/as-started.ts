import { readFileSync } from "node:fs";
import { join } from "node:path";

const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, "..", "..", "package.json"), "utf8")) as {
  readonly scripts: { readonly start: string };
};

/** The options of node that `npm start` starts the server with: what is measured, and every rival, is started so too. */
export const AS_STARTED: readonly string[] = scripts.start.split(" ").filter((word) => word.startsWith("--"));
