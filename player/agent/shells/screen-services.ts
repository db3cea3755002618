import { join } from "node:path";
import type { Order } from "../../../schemas/commands.ts";
import { PLAYER_PATHS, type StagePicture } from "../../../schemas/player-http.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { PlannedSlot } from "../core/program.ts";
import type { StageHub } from "../loopback/stage-hub.ts";
import type { ServerLink } from "../ports/network.ts";
import type { Report } from "../ports/reporter.ts";
import { wantForgetting } from "../trust/forget-server.ts";
import type { AgentTime } from "./agent-time.ts";
import type { OwnDisplay } from "./open-display.ts";
import { runOrder } from "./order-runner.ts";
import { PictureShell } from "./picture-shell.ts";
import type { VolumeShell } from "./volume-shell.ts";

/** Pictures of a screen that never had a manifest are of no site. */
const FIRST_TIME_ZONE = "Asia/Ho_Chi_Minh";

export interface ScreenServicesPorts {
  readonly dataDir: string;
  readonly hub: StageHub;
  /** `undefined` where the agent has no browser of its own: then there is no picture and nothing to load again. */
  readonly display: OwnDisplay | undefined;
  readonly volume: VolumeShell;
  readonly link: ServerLink;
  readonly time: AgentTime;
  readonly timeZone: () => string | undefined;
  /** Ends the agent as planned, to be started again. */
  readonly restart: () => void;
  readonly report: Report;
}

/** What is done for whoever looks after a screen: orders of the server, and pictures of what is really on the glass. */
export class ScreenServices {
  readonly #ports: ScreenServicesPorts;
  readonly #pictures: PictureShell | undefined;

  private constructor(ports: ScreenServicesPorts, pictures: PictureShell | undefined) {
    this.#ports = ports;
    this.#pictures = pictures;
  }

  static async open(ports: ScreenServicesPorts): Promise<ScreenServices> {
    const { display, dataDir, time, timeZone, link, report } = ports;
    if (display === undefined) return new ScreenServices(ports, undefined);
    const pictures = await PictureShell.open(join(dataDir, "pictures"), {
      agentMs: () => time.agentMs(),
      today: () => civilAt(time.agentMs(), timeZone() ?? FIRST_TIME_ZONE).date,
      take: () => display.shell.takePicture(),
      send: ({ airingSha256, civilDate, takenAtMs }, bytes) =>
        sendPicture(link, { of: "day", airingSha256, civilDate, takenAtMs }, bytes),
      report,
    });
    return new ScreenServices(ports, pictures);
  }

  /** Carries out one order; see `runOrder`. */
  carryOut(order: Order, number: number): Promise<string> {
    const { hub, display, volume, link, time, dataDir, restart } = this.#ports;
    const runPorts = {
      identify: (seconds: number) => hub.identify(seconds),
      reload: async () => {
        if (display === undefined) throw new Error("no-browser");
        await display.shell.reload();
      },
      takePicture: () => {
        if (display === undefined) throw new Error("no-browser");
        return display.shell.takePicture();
      },
      sendPicture: async (ofNumber: number, bytes: Uint8Array) => {
        const takenAtMs = Math.floor(time.agentMs());
        const answer = await sendPicture(link, { of: "command", number: ofNumber, takenAtMs }, bytes);
        if (answer !== "kept") throw new Error(`picture-${answer}`);
      },
      setVolume: (volumePpm: number) => volume.order(volumePpm),
      restart,
      forgetServer: async () => {
        await wantForgetting(dataDir, time.agentMs());
        restart();
      },
    };
    return runOrder(runPorts, order, number);
  }

  /** What is on the glass has changed. */
  glass(slot: PlannedSlot | null): void {
    const lengthMs = slot === null ? 0 : slot.stageSlot.endsAtMs - slot.stageSlot.startsAtMs;
    this.#pictures?.glass(slot === null ? null : { airingSha256: slot.item.airingSha256, lengthMs });
  }

  /** The server can be reached. */
  online(): void {
    this.#pictures?.online();
  }

  stop(): void {
    this.#pictures?.stop();
  }
}

async function sendPicture(
  link: ServerLink,
  picture: StagePicture,
  bytes: Uint8Array,
): Promise<"kept" | "gone" | "later"> {
  const query = new URLSearchParams(Object.entries(picture).map(([name, value]) => [name, String(value)]));
  const answer = await link.postBytes(`${PLAYER_PATHS.pictures}?${query}`, bytes, "image/jpeg");
  if (answer.kind === "json") return "kept";
  return answer.kind === "unreachable" ? "later" : "gone";
}
