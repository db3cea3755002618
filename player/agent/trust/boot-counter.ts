import { join } from "node:path";
import { openTwinFile } from "../ports/twin-file.ts";

/** The number of this start, higher than that of any start before it. */
export interface BootCounter {
  readonly boot: number;
  /** Takes a number above `floor`, on disk before it is used. Changes nothing when it is already above. */
  raiseAbove(floor: number): Promise<number>;
}

/** Counts this start and returns once the count is on disk. */
export async function countBoot(dataDir: string): Promise<BootCounter> {
  const file = openTwinFile(join(dataDir, "boot"));
  const before = Number((await file.read()) ?? 0);
  let boot = before + 1;
  await file.write(String(boot));
  return {
    get boot() {
      return boot;
    },
    async raiseAbove(floor) {
      if (floor >= boot) {
        await file.write(String(floor + 1));
        boot = floor + 1;
      }
      return boot;
    },
  };
}
