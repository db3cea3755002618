import { join } from "node:path";
import type { SlateText } from "../../../schemas/stage-channel.ts";
import type { AgentConfig } from "../config.ts";
import type { PlannedSlot } from "../core/program.ts";
import { type Glass, OLDEST_RENDERER_MS } from "../core/recycling.ts";
import type { DisplayMode } from "../core/watchdog-events.ts";
import { ownEntrance } from "../loopback/loopback-listener.ts";
import type { LoopbackServer } from "../loopback/loopback-server.ts";
import type { StageHub } from "../loopback/stage-hub.ts";
import { writeFileDurably } from "../ports/files.ts";
import { chromiumOptions, type FirstBrowser } from "../ports/first-browser.ts";
import type { Report } from "../ports/reporter.ts";
import type { AgentTime } from "./agent-time.ts";
import { DisplayShell } from "./display-shell.ts";
import { SlatePicture } from "./slate-picture.ts";

/** A file that a path unit of the system watches for; its name stands in `player/install/` too. */
const REBOOT_WANTED = "reboot-wanted";

export interface OpenDisplayPorts {
  readonly loopback: LoopbackServer;
  readonly hub: StageHub;
  readonly time: AgentTime;
  readonly slate: () => SlateText;
  /** `undefined` until the player is paired. */
  readonly player: () => PlayerOfDisplay | undefined;
  readonly report: Report;
  /** Begun by a cold start. */
  readonly firstBrowser?: FirstBrowser | undefined;
}

/** What of the player the display has to do with. */
export interface PlayerOfDisplay {
  readonly onGlass: PlannedSlot | null;
  setMode(mode: DisplayMode): void;
  pageLost(): void;
}

/** The agent's own screen. */
export interface OwnDisplay {
  readonly shell: DisplayShell;
  readonly slatePicture: SlatePicture;
  stop(): Promise<void>;
}

/** Opens the stage in a browser of our own and keeps it there; `undefined` where there is none, or none is wanted. */
export async function openDisplay(config: AgentConfig, ports: OpenDisplayPorts): Promise<OwnDisplay | undefined> {
  const { environment, dataDir } = config;
  const { loopback, hub, time, slate, player, report } = ports;
  if (config.browser === "none") return undefined;
  const browser = await chromiumOptions(config);
  if (browser === undefined) {
    report("browser-missing", {});
    return undefined;
  }
  const pageUrl = `${loopback.origin}/`;
  const shell = new DisplayShell({
    browser: {
      ...browser,
      first: ports.firstBrowser,
      pageUrl,
      entrance: {
        open: () => ownEntrance(loopback),
        whenUsed: () => loopback.guard.whenOwnIsIn(),
        close: () => loopback.guard.closeOwnEntrance(),
      },
      cookie: { name: loopback.guard.cookieName, value: loopback.guard.ownCookie },
    },
    mono: () => time.mono(),
    agentMs: () => time.agentMs(),
    hub,
    glass: () => glassOf(player()?.onGlass ?? null),
    onMode: (mode) => player()?.setMode(mode),
    onPageLost: () => player()?.pageLost(),
    onReboot: () => {
      const path = join(dataDir, "run", REBOOT_WANTED);
      writeFileDurably(path, "").catch((error: unknown) => report("trouble", { reason: String(error) }));
    },
    oldestRendererMs: config.oldestRendererMs ?? OLDEST_RENDERER_MS,
    report,
  });
  const drawPage = (url: string) => shell.drawPage(url);
  const slatePicture = new SlatePicture({ dataDir, pageUrl, slate, drawPage, environment, report });
  shell.start();
  slatePicture.refresh();
  return {
    shell,
    slatePicture,
    async stop() {
      slatePicture.stop();
      await shell.stop();
    },
  };
}

function glassOf(slot: PlannedSlot | null): Glass | null {
  if (slot === null) return null;
  const { startsAtMs, endsAtMs, airing } = slot.stageSlot;
  return { kind: airing.kind, startedAtMs: startsAtMs, endsAtMs };
}
