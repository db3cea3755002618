import { createHash } from "node:crypto";
import fc from "fast-check";

/** SHA-256 as rules take it. */
export const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** True when the larger counts are asked for. */
export const isLong = process.env.TEST_TIER === "long";

/** So many runs of a property, more in the long tier; a failing one is told at once, without a search for a smaller. */
export const runs = (normal: number, long: number) => ({ numRuns: isLong ? long : normal, endOnFailure: true });

/** Names a random instance. */
export const anySeed = fc.integer({ min: 0, max: 2_000_000_000 });
