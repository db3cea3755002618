import type { ServiceContext } from "../../context.ts";
import { readHourlyAirtime } from "../../db/repos/proof.ts";
import { listScreensInPeriod } from "../../db/repos/report-figures.ts";
import { requireRole } from "../people/require-role.ts";
import { spanOf } from "../reports/report-period.ts";

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** One screen's day: of each hour how much of it is proven, and how much was shown at all, in thousandths. */
export interface ScreenHours {
  readonly screenId: string;
  readonly screenName: string;
  readonly clusterName: string;
  readonly siteId: string;
  readonly siteName: string;
  /** Completed on a panel known to be lit. */
  readonly provenPerMille: readonly number[];
  /** Whatever was on the glass for two seconds. */
  readonly shownPerMille: readonly number[];
}

/** Airtime of every screen in use on a civil day of the reports' zone, hour by hour, by site and cluster. */
export async function airtimeByHour(ctx: ServiceContext, input: { date: string }): Promise<ScreenHours[]> {
  requireRole(ctx, "editor", "approver", "administrator");
  const { fromMs, toMs } = spanOf(input.date, input.date);
  const places = await listScreensInPeriod(ctx.db, fromMs, toMs);
  const hours = new Map(places.map(({ screen_id }) => [screen_id, { provenMs: noHours(), shownMs: noHours() }]));
  for await (const { screenId, rows } of readHourlyAirtime(ctx.db, fromMs, toMs)) {
    const own = hours.get(screenId);
    for (const [hourAtMs, provenMs, shownMs] of own === undefined ? [] : rows) {
      const hour = (hourAtMs - fromMs) / HOUR_MS;
      own?.provenMs.splice(hour, 1, provenMs);
      own?.shownMs.splice(hour, 1, shownMs);
    }
  }
  return places.map((place) => {
    const own = hours.get(place.screen_id);
    return {
      screenId: place.screen_id,
      screenName: place.screen_name,
      clusterName: place.cluster_name,
      siteId: place.site_id,
      siteName: place.site_name_vi,
      provenPerMille: (own?.provenMs ?? noHours()).map(perMille),
      shownPerMille: (own?.shownMs ?? noHours()).map(perMille),
    };
  });
}

const noHours = (): number[] => Array.from({ length: HOURS }, () => 0);

/** Two showings that overlap are no more than the whole hour. */
function perMille(airtimeMs: number): number {
  return Math.min(1_000, Math.round((airtimeMs * 1_000) / HOUR_MS));
}
