import type { ContentTables } from "./tables/content-tables.ts";
import type { PeopleTables } from "./tables/people-tables.ts";
import type { PlannedTables } from "./tables/planned-tables.ts";
import type { PlayLogTables } from "./tables/play-log-tables.ts";
import type { PresenceTables } from "./tables/presence-tables.ts";
import type { ReportTables } from "./tables/report-tables.ts";
import type { ScheduleTables } from "./tables/schedule-tables.ts";
import type { SiteTables } from "./tables/site-tables.ts";
import type { SourceTables } from "./tables/source-tables.ts";

/**
 * Rows as both databases return them: instants are epoch milliseconds, booleans 0 or 1, `…_json` columns hold text that
 * a schema parses on the way out. Nothing that evidence points to is ever deleted; it is retired.
 */
export interface Tables
  extends PeopleTables,
    SiteTables,
    ContentTables,
    SourceTables,
    ScheduleTables,
    PlayLogTables,
    PresenceTables,
    PlannedTables,
    ReportTables {}

export type Role = PeopleTables["person_roles"]["role"];
export type ReferenceKind = PeopleTables["reference_rows"]["kind"];
