/** What may be planned: everything; only what needs neither a video decoder nor layout; nothing but the slate. */
export type DisplayMode = "all" | "images" | "slate";

/** How often each step was taken since the agent started. */
export interface WatchdogCounts {
  /** The page was loaded anew: T1, and every renderer that ended by itself. */
  readonly reloads: number;
  /** The renderer was killed: T2. */
  readonly kills: number;
  /** Chromium was started again: T3. */
  readonly restarts: number;
}

export type StepReason =
  /** No heartbeat. */
  | "silent"
  /** Heartbeats, but no new frame. */
  | "frozen"
  /** The renderer ended. */
  | "crashed"
  /** The page never came to its first heartbeat. */
  | "not-loading"
  /** The browser does not answer on its pipe. */
  | "browser-silent"
  | "browser-ended"
  | "not-starting"
  /** The steps below did not help. */
  | "kills";

/** The page that is, or should be, on the glass. */
export interface PageLife {
  /** No heartbeat since it was last opened. */
  readonly isLoading: boolean;
  /** When it was opened, or last proved that its picture lives. */
  readonly provenMonoMs: number;
  readonly beatMonoMs: number;
  /** Counter of its last heartbeat. */
  readonly frames: number | null;
  readonly isReloadTried: boolean;
  /** Its renderer was killed by us, so its end is no news. */
  readonly isKilled: boolean;
}

export interface WatchdogState {
  /** `ending`: killed by us, its end not yet seen. */
  readonly browser: "down" | "starting" | "up" | "ending";
  readonly sinceMonoMs: number;
  /** While `down`: when it is to be started. */
  readonly launchAtMonoMs: number;
  readonly answeredMonoMs: number;
  readonly page: PageLife;
  /** Instants of the last T2, and of pages that died before their first heartbeat. */
  readonly killsMonoMs: readonly number[];
  /** Instants of the last T3 in this mode. */
  readonly restartsMonoMs: readonly number[];
  readonly mode: DisplayMode;
  readonly modeSinceMonoMs: number;
  readonly counts: WatchdogCounts;
  readonly seenMonoMs: number;
}

export type WatchdogEvent = { readonly monoMs: number } & (
  | { readonly type: "tick" }
  /** Chromium runs and its page is being opened. */
  | { readonly type: "browser-started" }
  /** It ended, or could not be started. */
  | { readonly type: "browser-ended" }
  | { readonly type: "browser-answered" }
  | { readonly type: "renderer-crashed" }
  /** There was no renderer to be killed. */
  | { readonly type: "kill-failed" }
  /** Another page took this one's place on the glass, as planned. */
  | { readonly type: "page-replaced" }
  | { readonly type: "beat"; readonly frames: number }
);

export type WatchdogEffect =
  | { readonly type: "launch" }
  | { readonly type: "reload" }
  | { readonly type: "kill-renderer" }
  | { readonly type: "end-browser" }
  | { readonly type: "mode"; readonly mode: DisplayMode }
  /** The page was lost with whatever it showed. */
  | { readonly type: "page-lost"; readonly reason: StepReason }
  /** Nothing on this machine helps any more but starting it again. */
  | { readonly type: "reboot" }
  | { readonly type: "step"; readonly step: "reload" | "kill" | "restart"; readonly reason: StepReason };

export interface WatchdogStep {
  readonly state: WatchdogState;
  readonly effects: readonly WatchdogEffect[];
}
