import { join } from "node:path";
import { setTimeout as waitFor } from "node:timers/promises";
import * as z from "zod";
import { findText, writeFileDurably } from "../ports/files.ts";
import type { Report } from "../ports/reporter.ts";
import type { MediaStore } from "../ports/store.ts";

const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 600_000;
/** 20 GB take an hour and a half, and the picture never waits for the disk. */
const BYTES_PER_SECOND = 4_194_304;
/** How often the place is written down: a restart does not begin from the first file again. */
const NOTE_EVERY_BYTES = 268_435_456;

/** How far the scrub has come: past the file `after`, or finished at `finishedAtMs`. */
const ScrubPlace = z.strictObject({ finishedAtMs: z.int(), after: z.string() });
type ScrubPlace = z.infer<typeof ScrubPlace>;

export interface ScrubPorts {
  readonly store: Pick<MediaStore, "list" | "verify">;
  readonly dataDir: string;
  readonly wall: () => number;
  readonly report: Report;
  /** By default a slow walk through the store. */
  readonly bytesPerSecond?: number;
}

/** Reads every stored file once a day, slowly, and goes on where it was when it is started again. */
export class ScrubShell {
  readonly #ports: ScrubPorts;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #scrubbing: Promise<void> | undefined;
  #isWanted = false;

  constructor(ports: ScrubPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
    this.#look();
  }

  /** A file could not be read or was found changed: it may not be the only one. */
  soon(): void {
    this.#isWanted = true;
    this.#look();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#scrubbing;
  }

  #look(): void {
    if (this.#stopping.signal.aborted) return;
    this.#scrubbing ??= this.scrub()
      .catch((error: unknown) => {
        if (!this.#stopping.signal.aborted) this.#ports.report("scrub-trouble", { reason: String(error) });
      })
      .finally(() => {
        this.#scrubbing = undefined;
      });
  }

  /** One walk to the end, if one is due. */
  async scrub(): Promise<void> {
    const place = await this.#readPlace();
    const { store, wall, report } = this.#ports;
    const isDue = this.#isWanted || place.after !== "" || Math.abs(wall() - place.finishedAtMs) >= DAY_MS;
    if (!isDue) return;
    this.#isWanted = false;
    let unnotedBytes = 0;
    let rotten = 0;
    for (const sha256 of await store.list()) {
      if (sha256 <= place.after) continue;
      const pace = (bytes: number) => {
        unnotedBytes += bytes;
        return this.#pace(bytes);
      };
      const isGood = await store.verify(sha256, pace);
      if (this.#stopping.signal.aborted) return;
      if (!isGood) rotten += 1;
      if (unnotedBytes < NOTE_EVERY_BYTES) continue;
      unnotedBytes = 0;
      await this.#note({ ...place, after: sha256 });
    }
    await this.#note({ finishedAtMs: Math.floor(wall()), after: "" });
    report("scrubbed", { rotten });
  }

  async #pace(bytes: number): Promise<void> {
    const { bytesPerSecond = BYTES_PER_SECOND } = this.#ports;
    const { signal } = this.#stopping;
    await waitFor((bytes * 1_000) / bytesPerSecond, undefined, { signal, ref: false });
  }

  async #readPlace(): Promise<ScrubPlace> {
    const text = await findText(this.#path);
    const begin = { finishedAtMs: 0, after: "" };
    if (text === undefined) return begin;
    try {
      return ScrubPlace.parse(JSON.parse(text));
    } catch {
      // What cannot be read was worth one walk from the beginning.
      return begin;
    }
  }

  /** A disk that takes no note is walked again from here: that is no reason to stop looking. */
  async #note(place: ScrubPlace): Promise<void> {
    try {
      await writeFileDurably(this.#path, JSON.stringify(place));
    } catch (error) {
      this.#ports.report("scrub-trouble", { reason: String(error) });
    }
  }

  get #path(): string {
    return join(this.#ports.dataDir, "scrub");
  }
}
