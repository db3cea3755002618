import type { PlayerState } from "../../../schemas/player-socket.ts";
import type { Glass } from "../core/recycling.ts";
import { FIRST_WATCHDOG, stepWatchdog } from "../core/watchdog.ts";
import type { DisplayMode, WatchdogEffect, WatchdogEvent, WatchdogState } from "../core/watchdog-events.ts";
import { createDisplay, type Display, type DisplayOptions } from "../ports/display.ts";
import type { Report } from "../ports/reporter.ts";
import { RecycleShell } from "./recycle-shell.ts";

const TICK_MS = 500;
/** A page that has told this often that it is out of sight is not the one on the glass. */
const HIDDEN_BEATS = 3;

export interface DisplayShellPorts {
  readonly browser: Omit<DisplayOptions, "onCrashed" | "onEnded">;
  /** Monotonic. */
  readonly mono: () => number;
  readonly agentMs: () => number;
  readonly hub: { readonly ownPages: number; handOver(): boolean; dropOwn(): void };
  /** What is on the glass; `null` for the slate. */
  readonly glass: () => Glass | null;
  readonly onMode: (mode: DisplayMode) => void;
  /** The page was lost with whatever it showed. */
  readonly onPageLost: () => void;
  /** Nothing short of starting the machine again helps. */
  readonly onReboot: () => void;
  /** Age at which a renderer is replaced. */
  readonly oldestRendererMs: number;
  readonly report: Report;
}

type Unstamped<E> = E extends unknown ? Omit<E, "monoMs"> : never;

/** Keeps a browser with a living page on the screen: gives the watchdog its clock and carries its steps out. */
export class DisplayShell {
  readonly #ports: DisplayShellPorts;
  readonly #display: Display;
  readonly #recycle: RecycleShell;
  #state: WatchdogState = FIRST_WATCHDOG;
  #timer: NodeJS.Timeout | undefined;
  #isPinging = false;
  #hiddenBeats = 0;
  #isStopped = false;

  constructor(ports: DisplayShellPorts) {
    const { browser, report } = ports;
    this.#ports = ports;
    this.#display = createDisplay({
      ...browser,
      onCrashed: () => this.#dispatch({ type: "renderer-crashed" }),
      onEnded: (how) => {
        if (!this.#isStopped) report("browser-ended", how);
        this.#dispatch({ type: "browser-ended" });
      },
    });
    this.#recycle = new RecycleShell({
      ...ports,
      display: this.#display,
      onReplaced: () => this.#dispatch({ type: "page-replaced" }),
      isProven: () => !this.#state.page.isLoading,
      oldestMs: ports.oldestRendererMs,
    });
  }

  start(): void {
    this.#dispatch({ type: "tick" });
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#recycle.start();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    this.#recycle.stop();
    await this.#display.stop();
  }

  /**
   * A heartbeat of the page that presents. One that is out of sight proves no picture: the page on the glass is brought
   * forward, and presents if it was another one.
   */
  beat(frames: number, isVisible: boolean): void {
    this.#dispatch({ type: "beat", frames });
    this.#hiddenBeats = isVisible || this.#recycle.isExchanging ? 0 : this.#hiddenBeats + 1;
    if (this.#hiddenBeats === 0 || this.#isStopped) return;
    // The first may have been on its way when the page came forward.
    if (this.#hiddenBeats % HIDDEN_BEATS === 0) this.#ports.hub.handOver();
    this.#display.raise().catch((error: unknown) => this.#ports.report("browser-trouble", { reason: String(error) }));
  }

  /** Its page has lost its connection, perhaps with the browser's network process and the cookies in it. */
  pageGone(): void {
    if (this.#state.browser !== "up") return;
    this.#display.letIn().catch((error: unknown) => this.#ports.report("browser-trouble", { reason: String(error) }));
  }

  /** Opens the page anew because somebody asked for it; no step of the watchdog. */
  async reload(): Promise<void> {
    this.#ports.hub.dropOwn();
    this.#dispatch({ type: "page-replaced" });
    await this.#display.reload();
  }

  /** What is on the glass, as a small JPEG. */
  async takePicture(): Promise<Buffer> {
    return this.#display.takePicture();
  }

  /** A PNG of another page of ours, drawn out of sight. */
  async drawPage(url: string): Promise<Buffer> {
    return this.#display.drawPage(url);
  }

  /** What had to be done since the start. */
  get facts(): NonNullable<PlayerState["watchdog"]> {
    return { ...this.#state.counts, recycles: this.#recycle.count, mode: this.#state.mode };
  }

  #tick(): void {
    this.#dispatch({ type: "tick" });
    if (this.#state.browser !== "up" || this.#isPinging) return;
    this.#isPinging = true;
    this.#display
      .ping()
      .then(
        () => this.#dispatch({ type: "browser-answered" }),
        // No answer is just what the core waits for.
        () => undefined,
      )
      .finally(() => {
        this.#isPinging = false;
      });
  }

  #dispatch(event: Unstamped<WatchdogEvent>): void {
    if (this.#isStopped) return;
    const { state, effects } = stepWatchdog(this.#state, { ...event, monoMs: this.#ports.mono() } as WatchdogEvent);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: WatchdogEffect): void {
    const { hub, report, onMode, onPageLost, onReboot } = this.#ports;
    switch (effect.type) {
      case "launch":
        this.#launch();
        return;
      case "reload":
        hub.dropOwn();
        // What comes of it is seen by its heartbeats, or their absence.
        this.#display.reload().catch((error: unknown) => report("reload-trouble", { reason: String(error) }));
        return;
      case "kill-renderer":
        hub.dropOwn();
        this.#display.killRenderer().catch(() => this.#dispatch({ type: "kill-failed" }));
        return;
      case "end-browser":
        hub.dropOwn();
        this.#display.end();
        return;
      case "mode":
        report("display-mode", { mode: effect.mode });
        onMode(effect.mode);
        return;
      case "page-lost":
        this.#recycle.renewed();
        onPageLost();
        return;
      case "reboot":
        report("reboot-wanted");
        onReboot();
        return;
      case "step":
        report("watchdog", { step: effect.step, reason: effect.reason });
    }
  }

  #launch(): void {
    this.#recycle.renewed();
    this.#display.launch().then(
      ({ pid }) => {
        this.#ports.report("browser-started", { pid });
        this.#dispatch({ type: "browser-started" });
      },
      (error: unknown) => {
        if (this.#isStopped) return;
        this.#ports.report("browser-trouble", { reason: String(error) });
        this.#dispatch({ type: "browser-ended" });
      },
    );
  }
}
