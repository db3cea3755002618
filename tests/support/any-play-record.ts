import fc from "fast-check";
import type { PlayRecord } from "../../schemas/play-record.ts";

const sha256 = fc.stringMatching(/^[0-9a-f]{64}$/);
const duration = fc.oneof(fc.integer({ min: 0, max: 34_560_000_000 }), fc.constantFrom(0, 34_560_000_000));
const counted = fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.constantFrom(1, Number.MAX_SAFE_INTEGER));

/** Any record that the schema accepts, also at the ends of what it allows. */
export const anyPlayRecord: fc.Arbitrary<PlayRecord> = fc.record(
  {
    player: counted,
    boot: counted,
    seq: counted,
    zone: fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/),
    kind: fc.constantFrom("image", "video", "slide"),
    airingSha256: sha256,
    editionVersionId: fc.oneof(fc.uuid(), fc.constantFrom("00000000-0000-0000-0000-000000000000")),
    language: fc.constantFrom("vi", "tyz", "zh-Hans", "zh-Hant-TW", "en-GB"),
    entryId: fc.uuid(),
    manifestRevision: counted,
    loopId: fc.stringMatching(/^[0-9a-f]{16}$/),
    slotIndex: fc.nat(),
    plannedMs: duration,
    shownMs: duration,
    startedMonoMs: duration,
    startedWallMs: fc.oneof(fc.maxSafeInteger(), fc.integer()),
    clock: fc.constantFrom("anchored", "interpolated", "wall-only", "unknown"),
    outcome: fc.constantFrom("completed", "cut", "interrupted"),
    joinedLate: fc.boolean(),
    panel: fc.constantFrom("on", "off", "unknown"),
    prevSha256: sha256,
  },
  { noNullPrototype: true },
);
