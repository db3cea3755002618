import { join } from "node:path";
import * as z from "zod";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import { type VolumeHours, volumeAt } from "../core/volume.ts";
import { openTwinFile, type TwinFile } from "../ports/twin-file.ts";

const Ordered = z.strictObject({ volumePpm: z.int().min(0).max(1_000_000) });

export interface VolumePorts {
  readonly dataDir: string;
  readonly hours: VolumeHours;
  readonly agentMs: () => number;
  /** Where the screen stands; `undefined` before the first manifest: then it is silent by the hours. */
  readonly timeZone: () => string | undefined;
  readonly send: (ppm: number) => void;
}

/** Keeps the stage as loud as the hour or the last order says; the order outlives a restart. */
export class VolumeShell {
  readonly #ports: VolumePorts;
  readonly #file: TwinFile;
  #orderedPpm: number | null = null;
  #sentPpm: number | undefined;

  private constructor(ports: VolumePorts, file: TwinFile) {
    this.#ports = ports;
    this.#file = file;
  }

  static async open(ports: VolumePorts): Promise<VolumeShell> {
    const shell = new VolumeShell(ports, openTwinFile(join(ports.dataDir, "volume")));
    // An order that can no longer be read is no order: the hours hold.
    const text = await shell.#file.read().catch(() => undefined);
    shell.#orderedPpm = text === undefined ? null : Ordered.parse(JSON.parse(text)).volumePpm;
    shell.look();
    return shell;
  }

  /** Holds until the next order; on disk before it is heard. */
  async order(volumePpm: number): Promise<void> {
    await this.#file.write(JSON.stringify({ volumePpm }));
    this.#orderedPpm = volumePpm;
    this.look();
  }

  /** Tells the stage when the loudness has changed; called once a minute. */
  look(): void {
    const timeZone = this.#ports.timeZone();
    const hour = timeZone === undefined ? -1 : civilAt(this.#ports.agentMs(), timeZone).hour;
    const ppm = volumeAt(this.#ports.hours, this.#orderedPpm, hour);
    if (ppm === this.#sentPpm) return;
    this.#sentPpm = ppm;
    this.#ports.send(ppm);
  }
}
