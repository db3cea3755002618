import type { Migration } from "kysely";
import * as people from "./0001-people.ts";
import * as sitesAndPlayers from "./0002-sites-and-players.ts";
import * as content from "./0003-content.ts";
import * as schedule from "./0004-schedule.ts";
import * as playLog from "./0005-play-log.ts";
import * as sourceDocuments from "./0006-source-documents.ts";

/** In order of their names. A migration that has been released is never edited: a change is the next number. */
export const migrations = {
  "0001-people": people,
  "0002-sites-and-players": sitesAndPlayers,
  "0003-content": content,
  "0004-schedule": schedule,
  "0005-play-log": playLog,
  "0006-source-documents": sourceDocuments,
} as const satisfies Record<string, Migration>;
