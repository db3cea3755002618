import type { Migration } from "kysely";
import { up as people } from "./0001-people.ts";
import { up as sitesAndPlayers } from "./0002-sites-and-players.ts";
import { up as content } from "./0003-content.ts";
import { up as schedule } from "./0004-schedule.ts";
import { up as playLog } from "./0005-play-log.ts";
import { up as sourceDocuments } from "./0006-source-documents.ts";
import { up as anomalyLookup } from "./0007-anomaly-lookup.ts";
import { up as scheduleEngine } from "./0008-schedule-engine.ts";
import { up as withdrawalsAndCommands } from "./0009-withdrawals-and-commands.ts";
import { up as playTotals } from "./0010-play-totals.ts";
import { up as reports } from "./0011-reports.ts";
import { up as presence } from "./0012-presence.ts";
import { up as adoptedWithdrawals } from "./0013-adopted-withdrawals.ts";
import { up as batchHeads } from "./0014-batch-heads.ts";
import { up as playsAsTheyCome } from "./0015-plays-as-they-come.ts";
import { up as playArchive } from "./0016-play-archive.ts";
import { up as monthTotalsByMonth } from "./0017-month-totals-by-month.ts";
import { up as heldManifests } from "./0018-held-manifests.ts";
import { up as targetsAndTraffic } from "./0019-targets-and-traffic.ts";
import { up as backedUpMarks } from "./0020-backed-up-marks.ts";
import { up as reportEvidence } from "./0021-report-evidence.ts";
import { up as narrowPlays } from "./0022-narrow-plays.ts";
import { up as totalsAsTheyCome } from "./0023-totals-as-they-come.ts";
import { up as playsInStretches } from "./0024-plays-in-stretches.ts";
import { up as totalsByNumber } from "./0025-totals-by-number.ts";

/** In order of their names. A migration that has been released is never edited: a change is the next number. */
export const migrations = {
  "0001-people": { up: people },
  "0002-sites-and-players": { up: sitesAndPlayers },
  "0003-content": { up: content },
  "0004-schedule": { up: schedule },
  "0005-play-log": { up: playLog },
  "0006-source-documents": { up: sourceDocuments },
  "0007-anomaly-lookup": { up: anomalyLookup },
  "0008-schedule-engine": { up: scheduleEngine },
  "0009-withdrawals-and-commands": { up: withdrawalsAndCommands },
  "0010-play-totals": { up: playTotals },
  "0011-reports": { up: reports },
  "0012-presence": { up: presence },
  "0013-adopted-withdrawals": { up: adoptedWithdrawals },
  "0014-batch-heads": { up: batchHeads },
  "0015-plays-as-they-come": { up: playsAsTheyCome },
  "0016-play-archive": { up: playArchive },
  "0017-month-totals-by-month": { up: monthTotalsByMonth },
  "0018-held-manifests": { up: heldManifests },
  "0019-targets-and-traffic": { up: targetsAndTraffic },
  "0020-backed-up-marks": { up: backedUpMarks },
  "0021-report-evidence": { up: reportEvidence },
  "0022-narrow-plays": { up: narrowPlays },
  "0023-totals-as-they-come": { up: totalsAsTheyCome },
  "0024-plays-in-stretches": { up: playsInStretches },
  "0025-totals-by-number": { up: totalsByNumber },
} as const satisfies Record<string, Migration>;
