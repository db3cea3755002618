import type { ScheduleView } from "../../services/schedule/read-schedule.ts";

/** An entry as the schedule is read. */
export type ReadEntry = ScheduleView["entries"][number];
