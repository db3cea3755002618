import { EVERYWHERE } from "../../schemas/rules/target-filter.ts";

/** All that is plain in an entry: base, everywhere, the whole of every day, without end. */
export const PLAIN_ENTRY = {
  layer: "base",
  target: EVERYWHERE,
  fromDate: "2026-01-01",
  untilDate: null,
  recurrence: null,
  hours: { kind: "always" },
  exceptions: [],
  reviewDate: null,
  claim: null,
  capPpm: null,
  spacingMs: null,
  order: "rotate",
  lock: null,
} as const;
