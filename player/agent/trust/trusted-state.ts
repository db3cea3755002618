import { join } from "node:path";
import * as z from "zod";
import { EpochMs } from "../../../schemas/primitives.ts";
import { openTwinFile } from "../ports/twin-file.ts";

/** The highest versions this player has acted on. None of them ever goes back. */
export const TrustedState = z.strictObject({
  rootVersion: z.int().min(0),
  manifestRevision: z.int().min(0),
  withdrawalsVersion: z.int().min(0),
  timeFloorMs: EpochMs,
});
export type TrustedState = z.infer<typeof TrustedState>;

const NOTHING: TrustedState = { rootVersion: 0, manifestRevision: 0, withdrawalsVersion: 0, timeFloorMs: 0 };

/** What was trusted before a restart still binds after it. */
export interface TrustedStateFile {
  readonly current: TrustedState;
  /** Raises the named values and returns once both copies are on disk; a lower value changes nothing. */
  raise(values: Partial<TrustedState>): Promise<void>;
}

/** Reads `<dataDir>/trusted.{a,b}`. Throws when both copies are damaged: then only a new pairing helps. */
export async function openTrustedState(dataDir: string): Promise<TrustedStateFile> {
  const file = openTwinFile(join(dataDir, "trusted"));
  const text = await file.read();
  let current = text === undefined ? NOTHING : TrustedState.parse(JSON.parse(text));
  let writing: Promise<void> = Promise.resolve();
  return {
    get current() {
      return current;
    },
    raise(values) {
      const raised = writing.then(async () => {
        const next = highest(current, values);
        if (JSON.stringify(next) === JSON.stringify(current)) return;
        await file.write(JSON.stringify(next));
        current = next;
      });
      // Whoever asked hears of a disk that took nothing; the next one tries again.
      writing = raised.catch(() => undefined);
      return raised;
    },
  };
}

function highest(current: TrustedState, values: Partial<TrustedState>): TrustedState {
  return {
    rootVersion: Math.max(current.rootVersion, values.rootVersion ?? 0),
    manifestRevision: Math.max(current.manifestRevision, values.manifestRevision ?? 0),
    withdrawalsVersion: Math.max(current.withdrawalsVersion, values.withdrawalsVersion ?? 0),
    timeFloorMs: Math.max(current.timeFloorMs, values.timeFloorMs ?? 0),
  };
}
