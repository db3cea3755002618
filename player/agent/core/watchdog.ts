import type {
  DisplayMode,
  PageLife,
  StepReason,
  WatchdogEffect,
  WatchdogEvent,
  WatchdogState,
  WatchdogStep,
} from "./watchdog-events.ts";

const RELOAD_AFTER_MS = 5_000;
const KILL_AFTER_MS = 10_000;
/** A page has this long from its opening to its first heartbeat. */
const LOAD_MS = 15_000;
const START_MS = 20_000;
const BROWSER_SILENT_MS = 5_000;
const END_AGAIN_MS = 5_000;
const KILLS_ALLOWED = 2;
const KILLS_WITHIN_MS = 60_000;
const RESTARTS_ALLOWED = 5;
const RESTARTS_WITHIN_MS = 600_000;
const LONGEST_LAUNCH_DELAY_MS = 30_000;
/** After this long without a restart more is tried again. */
const CALM_MS = 1_800_000;
/** Between two events there is at most a tick; a longer silence is our own, and says nothing about the page. */
const OWN_STALL_MS = 2_500;

const NEW_PAGE: PageLife = {
  isLoading: true,
  provenMonoMs: 0,
  beatMonoMs: 0,
  frames: null,
  isReloadTried: false,
  isKilled: false,
};

/** Before the first tick, which launches the browser. */
export const FIRST_WATCHDOG: WatchdogState = {
  browser: "down",
  sinceMonoMs: 0,
  launchAtMonoMs: 0,
  answeredMonoMs: 0,
  page: NEW_PAGE,
  killsMonoMs: [],
  restartsMonoMs: [],
  mode: "all",
  modeSinceMonoMs: 0,
  counts: { reloads: 0, kills: 0, restarts: 0 },
  seenMonoMs: 0,
};

/**
 * Moves the watchdog on by one event. Only a heartbeat with a new frame proves a picture: 5 s without one reload the
 * page, 10 s kill its renderer; three kills in a minute or 5 s without an answer restart the browser; more than five
 * restarts in ten minutes leave out first all but images, then all but the slate, then ask for a reboot. Every step is
 * taken, counted and told once. Wants a tick at least once a second.
 */
export function stepWatchdog(before: WatchdogState, event: WatchdogEvent): WatchdogStep {
  const work: Work = { state: forgiveOwnStall(before, event.monoMs), effects: [], nowMs: event.monoMs };
  apply(work, event);
  look(work);
  work.state = { ...work.state, seenMonoMs: event.monoMs };
  return { state: work.state, effects: work.effects };
}

interface Work {
  state: WatchdogState;
  readonly effects: WatchdogEffect[];
  readonly nowMs: number;
}

/** After a pause of the whole machine everyone is late; nobody is hung for that. */
function forgiveOwnStall(state: WatchdogState, nowMs: number): WatchdogState {
  if (nowMs - state.seenMonoMs <= OWN_STALL_MS) return state;
  const page = { ...state.page, provenMonoMs: nowMs, beatMonoMs: nowMs };
  return { ...state, answeredMonoMs: nowMs, sinceMonoMs: nowMs, page };
}

function apply(work: Work, event: WatchdogEvent): void {
  const { state, nowMs } = work;
  switch (event.type) {
    case "tick":
      return;
    case "browser-started":
      if (state.browser !== "starting") return;
      work.state = { ...state, browser: "up", sinceMonoMs: nowMs, answeredMonoMs: nowMs, page: openedAt(nowMs) };
      return;
    case "browser-answered":
      work.state = { ...state, answeredMonoMs: nowMs };
      return;
    case "browser-ended":
      browserEnded(work);
      return;
    case "renderer-crashed":
      if (state.browser === "up") rendererCrashed(work);
      return;
    case "kill-failed":
      if (state.browser === "up") restart(work, "kills");
      return;
    case "page-replaced":
      if (state.browser === "up") work.state = { ...state, page: openedAt(nowMs) };
      return;
    case "beat":
      if (state.browser === "up") beat(work, event.frames);
  }
}

function openedAt(nowMs: number): PageLife {
  return { ...NEW_PAGE, provenMonoMs: nowMs, beatMonoMs: nowMs };
}

/** The first heartbeat only says where the counter stands; a later one with another figure proves the picture. */
function beat(work: Work, frames: number): void {
  const { state, nowMs } = work;
  const { page } = state;
  if (page.isKilled) return;
  const isProof = page.frames !== null && frames !== page.frames;
  const proof = isProof ? { isLoading: false, provenMonoMs: nowMs, isReloadTried: false } : {};
  work.state = { ...state, page: { ...page, frames, beatMonoMs: nowMs, ...proof } };
}

/** What no event tells: everything that has been silent or still for too long. */
function look(work: Work): void {
  const { state, nowMs } = work;
  switch (state.browser) {
    case "down":
      if (nowMs < state.launchAtMonoMs) return;
      work.state = { ...state, browser: "starting", sinceMonoMs: nowMs };
      work.effects.push({ type: "launch" });
      return;
    case "starting":
      if (nowMs - state.sinceMonoMs >= START_MS) restart(work, "not-starting");
      return;
    case "ending":
      if (nowMs - state.sinceMonoMs < END_AGAIN_MS) return;
      work.state = { ...state, sinceMonoMs: nowMs };
      work.effects.push({ type: "end-browser" });
      return;
    case "up":
      if (nowMs - state.answeredMonoMs >= BROWSER_SILENT_MS) restart(work, "browser-silent");
      else lookAtPage(work);
      if (work.state.mode !== "all" && nowMs - lastTrouble(work.state) >= CALM_MS) setMode(work, "up");
  }
}

function lookAtPage(work: Work): void {
  const { page } = work.state;
  const stillForMs = work.nowMs - page.provenMonoMs;
  if (page.isLoading) {
    if (stillForMs >= LOAD_MS) kill(work, "not-loading");
    return;
  }
  const reason = page.beatMonoMs > page.provenMonoMs ? "frozen" : "silent";
  if (stillForMs >= KILL_AFTER_MS) kill(work, reason);
  else if (stillForMs >= RELOAD_AFTER_MS && !page.isReloadTried) {
    // Should the new page come up, any frame of it is a new one; should it not, the renderer's time runs on.
    work.state = { ...work.state, page: { ...page, isReloadTried: true, frames: null } };
    count(work, "reload", reason);
    work.effects.push({ type: "reload" });
  }
}

function rendererCrashed(work: Work): void {
  const { state, nowMs } = work;
  const { isKilled, isLoading } = state.page;
  work.state = { ...state, page: openedAt(nowMs) };
  if (!isKilled) {
    count(work, "reload", "crashed");
    work.effects.push({ type: "page-lost", reason: "crashed" });
    // A page that cannot even come up is not helped by loading it again and again.
    if (isLoading && !mayKillAgain(work)) {
      restart(work, "kills");
      return;
    }
  }
  work.effects.push({ type: "reload" });
}

/** T2; the third in a minute is a T3. */
function kill(work: Work, reason: StepReason): void {
  work.effects.push({ type: "page-lost", reason });
  count(work, "kill", reason);
  if (!mayKillAgain(work)) {
    restart(work, "kills");
    return;
  }
  work.state = { ...work.state, page: { ...openedAt(work.nowMs), isKilled: true } };
  work.effects.push({ type: "kill-renderer" });
}

function mayKillAgain(work: Work): boolean {
  const { state, nowMs } = work;
  const killsMonoMs = [...state.killsMonoMs.filter((atMs) => nowMs - atMs < KILLS_WITHIN_MS), nowMs];
  work.state = { ...state, killsMonoMs };
  return killsMonoMs.length <= KILLS_ALLOWED;
}

function restart(work: Work, reason: StepReason): void {
  countRestart(work, reason);
  work.state = { ...work.state, browser: "ending", sinceMonoMs: work.nowMs };
  work.effects.push({ type: "end-browser" });
}

function browserEnded(work: Work): void {
  if (work.state.browser === "down") return;
  if (work.state.browser !== "ending") countRestart(work, "browser-ended");
  const { state, nowMs } = work;
  const recent = state.restartsMonoMs.length;
  // The first start again is at once; a browser that ends and ends is given more and more time.
  const delayMs = recent <= 1 ? 0 : Math.min(LONGEST_LAUNCH_DELAY_MS, 500 * 2 ** (recent - 2));
  work.state = { ...state, browser: "down", sinceMonoMs: nowMs, launchAtMonoMs: nowMs + delayMs };
}

function countRestart(work: Work, reason: StepReason): void {
  const { state, nowMs } = work;
  const restartsMonoMs = [...state.restartsMonoMs.filter((atMs) => nowMs - atMs < RESTARTS_WITHIN_MS), nowMs];
  work.state = { ...state, restartsMonoMs, killsMonoMs: [] };
  count(work, "restart", reason);
  if (restartsMonoMs.length <= RESTARTS_ALLOWED) return;
  if (state.mode === "slate") work.effects.push({ type: "reboot" });
  setMode(work, "down");
}

function setMode(work: Work, direction: "up" | "down"): void {
  const modes: readonly DisplayMode[] = ["slate", "images", "all"];
  const index = modes.indexOf(work.state.mode) + (direction === "up" ? 1 : -1);
  const mode = modes[Math.max(0, index)] ?? "all";
  const isNews = mode !== work.state.mode;
  work.state = { ...work.state, mode, modeSinceMonoMs: work.nowMs, restartsMonoMs: [] };
  if (isNews) work.effects.push({ type: "mode", mode });
}

function lastTrouble({ restartsMonoMs, modeSinceMonoMs }: WatchdogState): number {
  return Math.max(modeSinceMonoMs, ...restartsMonoMs);
}

function count(work: Work, step: "reload" | "kill" | "restart", reason: StepReason): void {
  const { counts } = work.state;
  const name = `${step}s` as const;
  work.state = { ...work.state, counts: { ...counts, [name]: counts[name] + 1 } };
  work.effects.push({ type: "step", step, reason });
}
