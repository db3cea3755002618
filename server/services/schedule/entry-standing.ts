import { type PlaceTime, pinInstants, spansOnDate } from "../../../schemas/rules/entry-spans.ts";
import { addDays, civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ScheduledEntry, ScheduleLayer } from "../../../schemas/schedule.ts";
import type { CompileScreen } from "../manifests/compile-input.ts";
import type { PlannedLoser, ScreenPlan } from "../manifests/screen-plan.ts";
import type { PlannedFrom } from "./read-plans.ts";

/** Why an entry that reaches the screen is not on the air, and when that ends. */
export type EntryLoss =
  | {
      readonly kind: "covered";
      readonly byEntryId: string;
      readonly byLayer: ScheduleLayer;
      /** null: not within the days looked at. */
      readonly untilMs: number | null;
    }
  | { readonly kind: "not-begun"; readonly fromDate: string; readonly nextOpenAtMs: number | null }
  | { readonly kind: "ended"; readonly untilDate: string }
  | { readonly kind: "not-open"; readonly nextOpenAtMs: number | null }
  | { readonly kind: "waits"; readonly nextAtMs: number | null }
  | { readonly kind: "empty-playlist" | "nothing-approved" | "expired" | "not-valid-yet" | "does-not-fit" };

/** How many civil dates are looked through for the next time an entry is open. */
export const LOOK_AHEAD_DAYS = 92;
const COVER_AHEAD_MS = 3 * 86_400_000;

/** What a loser's standing is found from. */
export interface StandingParts extends PlannedFrom {
  readonly plan: ScreenPlan;
  readonly place: PlaceTime;
}

/** Tells in full why an entry is off the air at an instant. */
export function lossOf(parts: StandingParts, entry: ScheduledEntry, loser: PlannedLoser, atMs: number): EntryLoss {
  const { reason } = loser;
  switch (reason.kind) {
    case "covered":
      return { ...reason, untilMs: uncoveredAt(parts.plan, entry.id, atMs) };
    case "not-begun":
      return { ...reason, nextOpenAtMs: nextOpenAt(entry, parts.place, atMs) };
    case "not-open":
      return { kind: "not-open", nextOpenAtMs: nextOpenAt(entry, parts.place, atMs) };
    case "waits":
      return { kind: "waits", nextAtMs: reason.nextAtMs ?? nextOpenAt(entry, parts.place, atMs) };
    case "nothing-valid":
      return { kind: nothingValid(entry, parts.plan.screen, parts, atMs) };
    default:
      return reason;
  }
}

/** The next instant after `atMs` at which the entry opens, a section begins; null within the days looked at. */
export function nextOpenAt(entry: ScheduledEntry, place: PlaceTime, atMs: number): number | null {
  const today = civilAt(atMs, place.timeZone).date;
  const first = entry.fromDate > today ? entry.fromDate : today;
  const last = addDays(today, LOOK_AHEAD_DAYS);
  for (let date = first; date <= last; date = addDays(date, 1)) {
    const starts =
      entry.claim?.kind === "pinned"
        ? pinInstants(entry, entry.claim.atLocal, place, date)
        : spansOnDate(entry, place, date).map(([startAtMs]) => startAtMs);
    const next = starts.find((startAtMs) => startAtMs > atMs);
    if (next !== undefined) return next;
  }
  return null;
}

function uncoveredAt(plan: ScreenPlan, entryId: string, atMs: number): number | null {
  const pieces = plan.piecesBetween(atMs, Math.min(plan.untilMs, atMs + COVER_AHEAD_MS));
  const isCovered = ({ losers }: { losers: readonly PlannedLoser[] }) =>
    losers.some((loser) => loser.entryId === entryId && loser.reason.kind === "covered");
  return pieces.find((piece) => !isCovered(piece))?.startsAtMs ?? null;
}

/** Which of the reasons an open entry has for showing nothing here. */
export function nothingValid(
  entry: ScheduledEntry,
  screen: CompileScreen,
  { sources, expired }: PlannedFrom,
  atMs: number,
): "empty-playlist" | "nothing-approved" | "expired" | "not-valid-yet" {
  const storyIds = sources.schedule.playlists.find(({ id }) => id === entry.playlistId)?.storyIds ?? [];
  if (storyIds.length === 0) return "empty-playlist";
  const here = storyIds
    .flatMap((storyId) => sources.editions[storyId] ?? [])
    .filter(({ siteIds }) => siteIds === null || siteIds.includes(screen.siteId));
  if (here.length === 0) return storyIds.some((storyId) => expired.has(storyId)) ? "expired" : "nothing-approved";
  return here.every(({ notAfterMs }) => notAfterMs !== null && notAfterMs <= atMs) ? "expired" : "not-valid-yet";
}
