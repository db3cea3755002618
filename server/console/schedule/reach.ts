import type { EntryTarget } from "../../../schemas/schedule.ts";
import type { ScheduleView } from "../../services/schedule/read-schedule.ts";
import type { ScreenView } from "../../services/sites/screen-view.ts";

/** An entry as the schedule is read. */
export type ReadEntry = ScheduleView["entries"][number];

/** The screens in use that an entry's target names. */
export function reachedScreens(target: EntryTarget, screens: readonly ScreenView[]): ScreenView[] {
  return screens.filter((screen) => {
    if (target.kind === "everywhere") return true;
    return target.kind === "sites"
      ? target.siteIds.includes(screen.siteId)
      : target.screenIds.includes(screen.screenId);
  });
}
