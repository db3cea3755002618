import { join } from "node:path";
import { openTwinFile } from "../ports/twin-file.ts";

/** The number of this start, higher than that of any start before it. */
export interface BootCounter {
  readonly boot: number;
  /** Resolves once the number is on disk: nothing may be logged under it before. Rejects while the disk takes nothing. */
  keep(): Promise<void>;
  /** Takes a number above `floor`, on disk before it is used. Changes nothing when it is already above. */
  raiseAbove(floor: number): Promise<number>;
}

/** How far a number that cannot be kept lies above the last: the next start, which does not know of it, has another. */
const UNKEPT_SPREAD = 1_000_000;

/**
 * Counts this start, on disk when it returns; on a disk that takes nothing the start goes on all the same, under a number
 * that no other start has. `random` is in `[0, 1)`.
 */
export async function countBoot(dataDir: string, random: () => number): Promise<BootCounter> {
  const file = openTwinFile(join(dataDir, "boot"));
  const before = Number((await file.read()) ?? 0);
  let boot = before + 1;
  let isKept = false;
  const keep = async () => {
    if (isKept) return;
    await file.write(String(boot));
    isKept = true;
  };
  try {
    await keep();
  } catch {
    boot += 1 + Math.floor(random() * UNKEPT_SPREAD);
  }
  return {
    get boot() {
      return boot;
    },
    keep,
    async raiseAbove(floor) {
      if (floor >= boot) {
        await file.write(String(floor + 1));
        boot = floor + 1;
        isKept = true;
      }
      return boot;
    },
  };
}
