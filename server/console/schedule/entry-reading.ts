import type { NamedDaypart } from "../../../schemas/entry-timing.ts";
import { lookUpInstants } from "../../../schemas/rules/daypart-windows.ts";
import type { PlaceTime } from "../../../schemas/rules/entry-spans.ts";
import { publicHolidayDates } from "../../../schemas/rules/lunar-dates.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import type { ServiceContext } from "../../context.ts";
import { listReference } from "../../services/reference/list-reference.ts";
import { mayChange } from "../../services/schedule/entry-rights.ts";
import { lintDraft } from "../../services/schedule/lint-draft.ts";
import { listDayparts } from "../../services/schedule/list-dayparts.ts";
import type { ProblemLine } from "../../services/schedule/list-schedule-problems.ts";
import { readSchedule, type ScheduleView } from "../../services/schedule/read-schedule.ts";
import type { FormInput } from "../form-input.ts";
import { HOME_ZONE } from "../parts/format.ts";
import type { View } from "../view.ts";
import { type ReadForm, readEntryForm } from "./entry-input.ts";
import { asScheduled, entryOutlook, type Outlook } from "./entry-outlook.ts";
import type { EntryRights } from "./entry-page.tsx";
import { type PlaceScreen, type Places, readPlaces } from "./entry-places.ts";
import type { ReadEntry } from "./reach.ts";

/** A form read against everything it speaks of. */
export interface EntryReading extends ReadForm {
  readonly schedule: ScheduleView;
  readonly places: Places;
  readonly dayparts: Awaited<ReturnType<typeof listDayparts>>;
  readonly outlook: Outlook | null;
  /** What stands against it by itself: nothing to play, nothing approved. */
  readonly problems: readonly ProblemLine[];
}

/** Reads a form and what it would do; `entryId` is the entry being changed, or null. */
export async function readEntry(
  ctx: ServiceContext,
  view: View,
  form: FormInput,
  entryId: string | null,
): Promise<EntryReading> {
  const today = civilAt(view.nowMs, HOME_ZONE).date;
  const schedule = await readSchedule(ctx);
  const places = await readPlaces(ctx, view);
  const dayparts = await listDayparts(ctx);
  const read = readEntryForm(form, today);
  if (read.shown === null) return { ...read, schedule, places, dayparts, outlook: null, problems: [] };
  const timeOf = await placeTimes(ctx, today, dayparts);
  const others = schedule.entries;
  const outlook = entryOutlook({ draft: read.shown, entryId, others, places, timeOf, today });
  const entry = asScheduled(read.shown, entryId);
  const lines = await lintDraft(ctx, { entry, storyIds: storiesOf(form, schedule), dayparts });
  // That it reaches no screen, or has no date left, the outlook says already.
  const problems = lines.filter(({ problem }) => !TOLD.has(problem.kind));
  return { ...read, schedule, places, dayparts, outlook, problems };
}

const TOLD = new Set<ProblemLine["problem"]["kind"]>(["reaches-no-screen", "never-open", "ended"]);

function storiesOf(form: FormInput, { playlists }: ScheduleView): readonly string[] {
  if (form.text("what") === "stories" || playlists.length === 0) return form.all("story");
  const chosen = form.text("playlist");
  return (playlists.find(({ id }) => id === chosen) ?? playlists[0])?.storyIds ?? [];
}

/** What each place adds to an entry's timing; without a place, the home zone and the whole day. */
export async function placeTimes(
  ctx: ServiceContext,
  today: string,
  dayparts: readonly NamedDaypart[],
): Promise<(screen: PlaceScreen | null) => PlaceTime> {
  const year = Number(today.slice(0, 4));
  const publicHolidays = new Set(publicHolidayDates(await listReference(ctx.db, "holiday"), year - 1, year + 6));
  const byId = new Map(dayparts.map((daypart) => [daypart.id, daypart]));
  const known = new Map<string, PlaceTime>();
  return (screen) => {
    const timeZone = screen?.timeZone ?? HOME_ZONE;
    const name = screen?.facts.siteId ?? "";
    let place = known.get(name);
    if (place === undefined) {
      const at = lookUpInstants(timeZone);
      place = { timeZone, hours: screen?.hours ?? [], publicHolidays, dayparts: byId, at };
      known.set(name, place);
    }
    return place;
  };
}

/** What the person of this request may do with the entry; null is a new one. */
export function entryRights(ctx: ServiceContext, entry: ReadEntry | null): EntryRights {
  const may = (layer: "campaign" | "override", lock: "province" | "ministry" | null) =>
    mayChange(ctx.actor, { layer, lock });
  return {
    locks: (["province", "ministry"] as const).filter((level) => may("campaign", level)),
    mayOverride: may("override", null),
    maySave: entry === null ? may("campaign", null) : mayChange(ctx.actor, entry),
  };
}
