import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SlateText } from "../../../schemas/stage-channel.ts";
import { STAGE_HASHES } from "../../../schemas/stage-paths.ts";
import { writeFileDurably } from "../ports/files.ts";
import type { Report } from "../ports/reporter.ts";

const run = promisify(execFile);
/** The first item has the machine to itself; a slate that changes twice in a row is drawn once. */
const SETTLE_MS = 5_000;
const AGAIN_MS = 60_000;
const TOOL_TIMEOUT_MS = 10_000;

export interface SlatePicturePorts {
  readonly dataDir: string;
  readonly pageUrl: string;
  readonly slate: () => SlateText;
  readonly drawPage: (url: string) => Promise<Buffer>;
  /** With a `DISPLAY` the picture becomes the background of that display. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly report: Report;
}

/**
 * Keeps the slate as a picture: `slate.png` in the data directory, and the display's own background, so that it is
 * seen while there is no browser at all. Drawn anew when what stands on it changes.
 */
export class SlatePicture {
  readonly #ports: SlatePicturePorts;
  #timer: NodeJS.Timeout | undefined;
  #drawn = "";
  #isStopped = false;

  constructor(ports: SlatePicturePorts) {
    this.#ports = ports;
  }

  /** What stands on the slate may have changed. */
  refresh(afterMs = SETTLE_MS): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#draw().catch((error: unknown) => {
        if (this.#isStopped) return;
        this.#ports.report("slate-picture-trouble", { reason: String(error) });
        this.refresh(AGAIN_MS);
      });
    }, afterMs);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #draw(): Promise<void> {
    const { dataDir, pageUrl, slate, drawPage, environment, report } = this.#ports;
    const text = JSON.stringify(slate());
    if (text === this.#drawn) return;
    const path = join(dataDir, "slate.png");
    await writeFileDurably(path, await drawPage(`${pageUrl}${STAGE_HASHES.slate}${encodeURIComponent(text)}`));
    if (environment.DISPLAY !== undefined && environment.DISPLAY !== "") {
      await run("hsetroot", ["-fill", path], { env: { ...environment }, timeout: TOOL_TIMEOUT_MS });
    }
    this.#drawn = text;
    report("slate-picture-drawn");
  }
}
