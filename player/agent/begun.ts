import type { LoopbackListener } from "./loopback/loopback-listener.ts";
import type { DataDirLock } from "./ports/data-dir-lock.ts";
import type { FirstBrowser } from "./ports/first-browser.ts";

/** What a cold start has begun before the agent was read. */
export interface Begun {
  readonly lock: DataDirLock;
  readonly listener: LoopbackListener;
  readonly browser: FirstBrowser;
}
