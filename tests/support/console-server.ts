import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { consoleRoutes } from "../../server/console/console-routes.tsx";
import type { TestContext } from "./server-context.ts";
import { startWebServer, type TestWebServer } from "./web-server.ts";

const ISLANDS = fileURLToPath(new URL("../../server/console/islands", import.meta.url));

/** The web side with the console as it is written; its pages name built files that nobody fetches here. */
export async function startConsoleServer({ ctx, dir }: TestContext): Promise<TestWebServer> {
  const islands = (await readdir(ISLANDS)).filter((name) => /\.island\.tsx?$/.test(name));
  const names = ["console.css", ...islands.map((name) => name.replace(/\.tsx?$/, ".js"))];
  const distDir = join(dir, "dist");
  await mkdir(join(distDir, "console"), { recursive: true });
  const built = { files: Object.fromEntries(names.map((name) => [name, name])), build: "none" };
  await writeFile(join(distDir, "console", "manifest.json"), JSON.stringify(built));
  return startWebServer(ctx, { console: consoleRoutes({ publicHost: false, distDir }) });
}
