import { join } from "node:path";
import type { AgentConfig } from "../config.ts";
import type { CdpListener } from "./cdp-pipe.ts";
import { type ChromiumOptions, type ChromiumProcess, startChromium } from "./chromium-process.ts";
import { findChromium } from "./find-chromium.ts";

/** The browser of a cold start, begun before anything else is read: it needs as long to come up as the agent itself. */
export interface FirstBrowser {
  /** Resolves when its process runs, or could not be started: until then nothing must keep this process busy. */
  readonly begun: Promise<void>;
  /** Hands it over, once; `undefined` when it was taken before. Rejects when it could not be started. */
  take(onEvent: CdpListener): Promise<ChromiumProcess | undefined>;
  /** Ends it unless it was taken. */
  discard(): void;
}

/** How this player's Chromium is started; `undefined` when none is wanted or none is there. */
export async function chromiumOptions(config: AgentConfig): Promise<ChromiumOptions | undefined> {
  const { browser, chromiumPath, environment, hasDisplay, dataDir, runDir } = config;
  if (browser === "none") return undefined;
  const found = await findChromium(chromiumPath, environment);
  if (found === undefined) return undefined;
  return {
    chromiumPath: found,
    profilesDir: join(runDir ?? join(dataDir, "run"), "chromium"),
    hasDisplay,
    environment,
  };
}

/** Begins it at `url`. Only for whoever holds the data directory: two browsers would share it. */
export function beginFirstBrowser(config: AgentConfig, url: string): FirstBrowser {
  let listener: CdpListener = () => undefined;
  let begun: Promise<ChromiumProcess | undefined> | undefined = chromiumOptions(config).then((options) =>
    options === undefined
      ? undefined
      : startChromium(options, url, (method, parameters) => listener(method, parameters)),
  );
  return {
    // Whoever takes it hears why it could not be started.
    begun: begun.then(
      () => undefined,
      () => undefined,
    ),
    take(onEvent) {
      const taken = begun;
      begun = undefined;
      listener = onEvent;
      return taken ?? Promise.resolve(undefined);
    },
    discard() {
      begun?.then(
        (chromium) => chromium?.kill(),
        () => undefined,
      );
      begun = undefined;
    },
  };
}
