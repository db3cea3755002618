import { type KeptPicture, openPictureShelf, type PictureShelf } from "../ports/picture-shelf.ts";
import type { Report } from "../ports/reporter.ts";

/** A picture is taken in the middle of a showing, away from both seams; of a long one soon. */
const LATEST_MS = 5_000;
const SEND_AGAIN_MS = 60_000;

export interface PictureShellPorts {
  readonly agentMs: () => number;
  /** The site's civil date now. */
  readonly today: () => string;
  /** A JPEG of what is on the glass. */
  readonly take: () => Promise<Uint8Array>;
  /** `gone`: the server will never take it. `later`: it could not be asked. */
  readonly send: (picture: KeptPicture, bytes: Uint8Array) => Promise<"kept" | "gone" | "later">;
  readonly report: Report;
}

/**
 * Keeps one picture of each item and day of what was really on the glass, and sends it when the server can be reached.
 * It is beside the evidence, never in its way: whatever goes wrong with a picture, playing and logging go on.
 */
export class PictureShell {
  readonly #ports: PictureShellPorts;
  readonly #shelf: PictureShelf;
  #onGlass: string | null = null;
  #timer: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  #isSending = false;
  #isStopped = false;

  private constructor(ports: PictureShellPorts, shelf: PictureShelf) {
    this.#ports = ports;
    this.#shelf = shelf;
  }

  static async open(directory: string, ports: PictureShellPorts): Promise<PictureShell> {
    return new PictureShell(ports, await openPictureShelf(directory));
  }

  /** An item came onto the glass, or nothing did. */
  glass(shown: { readonly airingSha256: string; readonly lengthMs: number } | null): void {
    clearTimeout(this.#timer);
    this.#onGlass = shown?.airingSha256 ?? null;
    if (shown === null || this.#isStopped || this.#shelf.has(this.#ports.today(), shown.airingSha256)) return;
    const delayMs = Math.min(LATEST_MS, shown.lengthMs / 2);
    this.#timer = setTimeout(() => this.#background(this.#takeOf(shown.airingSha256)), delayMs);
  }

  /** The server can be reached. */
  online(): void {
    this.#background(this.#sendAll());
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#again);
  }

  async #takeOf(airingSha256: string): Promise<void> {
    const civilDate = this.#ports.today();
    const takenAtMs = Math.floor(this.#ports.agentMs());
    const bytes = await this.#ports.take();
    // Taken across a seam it may show the next item: then there will be another time.
    if (this.#onGlass !== airingSha256 || this.#shelf.has(civilDate, airingSha256)) return;
    await this.#shelf.keep({ civilDate, airingSha256, takenAtMs }, bytes);
    await this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending || this.#isStopped) return;
    this.#isSending = true;
    clearTimeout(this.#again);
    try {
      for (let picture = this.#shelf.oldest(); picture !== undefined; picture = this.#shelf.oldest()) {
        const bytes = await this.#shelf.read(picture);
        const answer = bytes === undefined ? "gone" : await this.#ports.send(picture, bytes);
        if (answer === "later") {
          this.#again = setTimeout(() => this.online(), SEND_AGAIN_MS);
          return;
        }
        await this.#shelf.done(picture, this.#ports.today());
      }
    } finally {
      this.#isSending = false;
    }
  }

  #background(work: Promise<void>): void {
    work.catch((error: unknown) => this.#ports.report("picture-trouble", { reason: String(error) }));
  }
}
