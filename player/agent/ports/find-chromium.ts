import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** The first Chromium there is: `configured`, else `chromium` or `google-chrome` on the PATH. */
export async function findChromium(
  configured: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const directories = (environment.PATH ?? "").split(delimiter).filter((directory) => directory !== "");
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const candidates =
    configured === undefined
      ? names.flatMap((name) => directories.map((directory) => join(directory, name)))
      : [configured];
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
