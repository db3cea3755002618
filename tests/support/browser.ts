import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** What Chromium needs on a machine without a display, a sandbox or a way out. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A real Chromium with a fresh profile; the caller closes it. Throws with what to install when there is none. */
export async function launchBrowser(extraFlags: readonly string[] = []): Promise<Browser> {
  const executablePath = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
    (path) => path !== undefined && path !== "" && existsSync(path),
  );
  if (executablePath === undefined)
    throw new Error("No Chromium found: apt-get install chromium, or set CHROMIUM_PATH.");
  return chromium.launch({ executablePath, args: [...FLAGS, ...extraFlags] });
}
