import type { CdpListener, CdpPipe } from "./cdp-pipe.ts";
import { type ChromiumOptions, type ChromiumProcess, startChromium } from "./chromium-process.ts";
import type { FirstBrowser } from "./first-browser.ts";
import { killProcess } from "./kill-process.ts";
import { type Ask, capture, captureSmall, createTarget, navigate, waitUntilDrawn } from "./page-calls.ts";
import { privateBytesOf } from "./private-memory.ts";
import { soonest } from "./soonest.ts";

/** A browser that has not come in by itself by now is sent: to send one that is on its way would load the page twice. */
const ENTER_WITHIN_MS = 3_000;
const COOKIE_WITHIN_MS = 400;
const COOKIE_ATTEMPTS = 10;
const FRAME_WITHIN_MS = 5_000;
/** Colour of a page before its first byte: the slate's ground, not the white of an empty page. */
const GROUND = { r: 43, g: 51, b: 55, a: 1 };

export interface DisplayOptions extends ChromiumOptions {
  /** Taken by the first `launch` instead of starting one. */
  readonly first?: FirstBrowser | undefined;
  /** Where the page is. */
  readonly pageUrl: string;
  readonly cookie: { readonly name: string; readonly value: string };
  /** Where a browser enters by itself while nobody can yet talk to it. */
  readonly entrance: Entrance;
  /** The renderer of the page on the glass has ended. A hung one, and some that ran out of memory, never say so. */
  readonly onCrashed: () => void;
  /** The browser has ended, told once for each `launch` that resolved. */
  readonly onEnded: (how: { code: number | null; signal: string | null }) => void;
}

export interface Entrance {
  /** An address that lets the browser about to be started in, once. */
  open(): string;
  /** Resolves when it was used; at once when there is none. */
  whenUsed(): Promise<void>;
  /** Closes it; true when the browser is in already. */
  close(): boolean;
}

/**
 * The browser that shows the stage. Decides nothing: when what is done is the watchdog's business. Everything rejects
 * when the browser is not there or does not answer in time.
 */
export interface Display {
  /** Starts the browser and opens the page; the page is not yet there when it resolves. */
  launch(): Promise<{ pid: number }>;
  /** Opens the page on the glass anew. */
  reload(): Promise<void>;
  /**
   * Gives the browser the page's cookie, which so never has to stand in an address. It is lost with the browser's
   * network process, and the page, which lives on, is not let in any more.
   */
  letIn(): Promise<void>;
  /** Ends every renderer, hung ones too. */
  killRenderer(): Promise<void>;
  /** Ends the browser at once; `onEnded` follows. */
  end(): void;
  /** Resolves when the browser answers. */
  ping(): Promise<void>;
  /** Opens a second page out of sight, behind the one on the glass. */
  openBehind(): Promise<void>;
  /**
   * Makes the page behind draw what it has now and says whether that is just what is on the glass. Out of sight a page
   * presents nothing: without this it would first be seen with a picture of long ago.
   */
  drawBehind(): Promise<boolean>;
  /** Puts the page that should be on the glass there. */
  raise(): Promise<void>;
  /**
   * Puts the page behind on the glass and the other one behind it, without anything in between. `isReady` is asked at
   * the last moment; when it says no, nothing is done and the answer is false.
   */
  exchange(isReady: () => boolean): Promise<boolean>;
  /** Closes the page behind, if there is one. */
  closeBehind(): Promise<void>;
  /** Private memory of the largest renderer. */
  rendererBytes(): Promise<number | undefined>;
  /** What is on the glass, as a small JPEG. */
  takePicture(): Promise<Buffer>;
  /** A PNG of another page of ours, drawn out of sight at the size of the screen. */
  drawPage(url: string): Promise<Buffer>;
  /** Ends the browser for good. */
  stop(): Promise<void>;
}

/** No browser runs until the first `launch`. */
export function createDisplay(options: DisplayOptions): Display {
  return new ChromiumDisplay(options);
}

class ChromiumDisplay implements Display {
  readonly #options: DisplayOptions;
  #chromium: ChromiumProcess | undefined;
  /** Targets: the page on the glass and the one behind it. */
  #front: string | undefined;
  #behind: string | undefined;
  #isStopped = false;
  /** Who waits for the next picture that the page broadcasts. */
  readonly #frameTakers: ((data: string) => void)[] = [];

  constructor(options: DisplayOptions) {
    this.#options = options;
  }

  async launch(): Promise<{ pid: number }> {
    if (this.#isStopped || this.#chromium !== undefined)
      throw new Error("The browser runs already, or for good no more.");
    const onEvent: CdpListener = (method, { targetId, data }) => {
      if (method === "Target.targetCrashed" && targetId === this.#front) this.#options.onCrashed();
      if (method === "Page.screencastFrame") for (const take of this.#frameTakers.splice(0)) take(String(data));
    };
    const { first, entrance } = this.#options;
    const chromium = (await first?.take(onEvent)) ?? (await startChromium(this.#options, entrance.open(), onEvent));
    this.#chromium = chromium;
    // Stopped while it was starting.
    if (this.#isStopped) chromium.kill();
    const ended = chromium.ended.then((how) => {
      this.#chromium = undefined;
      this.#front = undefined;
      this.#behind = undefined;
      return how;
    });
    try {
      await this.#openFirst(chromium);
    } catch (error) {
      chromium.kill();
      await ended;
      throw error;
    }
    ended.then(
      (how) => this.#options.onEnded(how),
      () => undefined,
    );
    return { pid: chromium.pid };
  }

  async #openFirst({ pipe, ended }: ChromiumProcess): Promise<void> {
    const [, { targetInfos }] = (await Promise.all([
      pipe.call("Target.setDiscoverTargets", { discover: true }),
      pipe.call("Target.getTargets"),
    ])) as [unknown, { targetInfos?: { targetId: string; type: string }[] }];
    this.#front = targetInfos?.find(({ type }) => type === "page")?.targetId ?? (await createTarget(pipe));
    const { entrance } = this.#options;
    await soonest([entrance.whenUsed(), ended], ENTER_WITHIN_MS);
    // It has its cookie and the page; a debugger would only be in the way of the first picture.
    if (entrance.close()) return;
    const isOpen = await this.#visit(this.#front, async (ask) => {
      // Only a page whose renderer lives can be painted: later ones may have lost theirs.
      const painted = ask("Emulation.setDefaultBackgroundColorOverride", { color: GROUND });
      await Promise.all([painted, this.letIn()]);
      return navigate(ask, this.#options.pageUrl);
    });
    if (!isOpen) await this.reload();
  }

  async reload(): Promise<void> {
    await this.#open(this.#front, this.#options.pageUrl);
  }

  async killRenderer(): Promise<void> {
    const pids = await this.#rendererPids();
    if (pids.length === 0) throw new Error("There is no renderer.");
    for (const pid of pids) killProcess(pid, "SIGKILL");
  }

  end(): void {
    this.#chromium?.kill();
  }

  async ping(): Promise<void> {
    await this.#pipe().call("Browser.getVersion");
  }

  async openBehind(): Promise<void> {
    await this.closeBehind();
    this.#behind = await createTarget(this.#pipe());
    await this.#open(this.#behind, this.#options.pageUrl);
  }

  async drawBehind(): Promise<boolean> {
    const draw = (targetId: string | undefined) => this.#visit(targetId, capture);
    const [behind, front] = [await draw(this.#behind), await draw(this.#front)];
    return behind.equals(front);
  }

  async raise(): Promise<void> {
    if (this.#front !== undefined) await this.#pipe().call("Target.activateTarget", { targetId: this.#front });
  }

  async exchange(isReady: () => boolean): Promise<boolean> {
    const [front, behind] = [this.#front, this.#behind];
    if (behind === undefined) throw new Error("There is no page behind.");
    // Its last drawing is what it comes to the glass with; the younger that is, the likelier it is still there.
    await this.#visit(behind, capture);
    if (!isReady()) return false;
    // Before the browser is asked: whoever raises the page meanwhile must not bring the other one back.
    this.#front = behind;
    this.#behind = front;
    await this.raise();
    return true;
  }

  async closeBehind(): Promise<void> {
    const behind = this.#behind;
    this.#behind = undefined;
    if (behind !== undefined) await this.#pipe().call("Target.closeTarget", { targetId: behind });
  }

  async rendererBytes(): Promise<number | undefined> {
    const sizes = await Promise.all((await this.#rendererPids()).map(privateBytesOf));
    const known = sizes.filter((bytes) => bytes !== undefined);
    return known.length === 0 ? undefined : Math.max(...known);
  }

  async takePicture(): Promise<Buffer> {
    return this.#visit(this.#front, (ask) => captureSmall(ask, () => this.#nextFrame()));
  }

  #nextFrame(): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("The page broadcast no picture in time.")), FRAME_WITHIN_MS);
      this.#frameTakers.push((data) => {
        clearTimeout(timer);
        resolve(data);
      });
    });
  }

  async drawPage(url: string): Promise<Buffer> {
    const targetId = await createTarget(this.#pipe());
    try {
      await this.#open(targetId, url);
      return await this.#visit(targetId, async (page) => {
        await waitUntilDrawn(page);
        return capture(page);
      });
    } finally {
      await this.#pipe().call("Target.closeTarget", { targetId });
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#chromium?.close();
  }

  /** A page that is turned away had lost its cookie. */
  async #open(targetId: string | undefined, url: string): Promise<void> {
    const isOpen = await this.#visit(targetId, (page) => navigate(page, url));
    if (isOpen) return;
    await this.letIn();
    if (!(await this.#visit(targetId, (page) => navigate(page, url)))) throw new Error("The page was not opened.");
  }

  async letIn(): Promise<void> {
    const { cookie, pageUrl } = this.#options;
    const { hostname } = new URL(pageUrl);
    const jar = { ...cookie, domain: hostname, path: "/", httpOnly: true, sameSite: "Strict" };
    const pipe = this.#pipe();
    for (let attempt = 1; ; attempt += 1) {
      try {
        await pipe.call("Storage.setCookies", { cookies: [jar] }, undefined, COOKIE_WITHIN_MS);
        return;
      } catch (error) {
        // What was asked of a network process that is just ending is never answered; the next one answers.
        if (attempt >= COOKIE_ATTEMPTS) throw error;
      }
    }
  }

  /** A debugger that stays attached costs frames, so each visit ends. */
  async #visit<T>(targetId: string | undefined, work: (ask: Ask) => Promise<T>): Promise<T> {
    const pipe = this.#pipe();
    if (targetId === undefined) throw new Error("There is no page.");
    const { sessionId } = await pipe.call("Target.attachToTarget", { targetId, flatten: true });
    if (typeof sessionId !== "string") throw new Error("The browser gave no session for its page.");
    try {
      return await work((method, parameters) => pipe.call(method, parameters, sessionId));
    } finally {
      await pipe.call("Target.detachFromTarget", { sessionId });
    }
  }

  async #rendererPids(): Promise<number[]> {
    const { processInfo } = (await this.#pipe().call("SystemInfo.getProcessInfo")) as {
      processInfo?: { type: string; id: number }[];
    };
    return (processInfo ?? []).filter(({ type }) => type === "renderer").map(({ id }) => id);
  }

  #pipe(): CdpPipe {
    if (this.#chromium === undefined) throw new Error("There is no browser.");
    return this.#chromium.pipe;
  }
}
