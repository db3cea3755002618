import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const Built = z.object({ files: z.record(z.string(), z.string()), build: z.string() });

/**
 * Names of the built console files. Read on first use and kept: the files carry their hash in the name, so a new build
 * is a new process. Throws when `npm run build` has not been run.
 */
export function createAssetFiles(consoleDistDir: string): (name: string) => string {
  let built: z.infer<typeof Built> | undefined;
  return (name) => {
    built ??= Built.parse(JSON.parse(readFileSync(join(consoleDistDir, "manifest.json"), "utf8")));
    const file = built.files[name];
    if (file === undefined) throw new Error(`The console's build holds no ${name}.`);
    return `/assets/${file}`;
  };
}
