import type { ServiceContext } from "../../context.ts";
import { listHourlyAirtime } from "../../db/repos/proof.ts";
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
  const rows = await listHourlyAirtime(ctx.db, fromMs, toMs);
  const places = await listScreensInPeriod(ctx.db, fromMs, toMs);
  return places.map((place) => {
    const own = rows.filter((row) => row.screen_id === place.screen_id);
    const perMille = (isCounted: (row: (typeof rows)[number]) => boolean) =>
      Array.from({ length: HOURS }, (_, hour) => {
        const ofHour = own.filter((row) => row.hour_at_ms === fromMs + hour * HOUR_MS && isCounted(row));
        return Math.min(1_000, Math.round((ofHour.reduce((sum, row) => sum + row.airtime_ms, 0) * 1_000) / HOUR_MS));
      });
    return {
      screenId: place.screen_id,
      screenName: place.screen_name,
      clusterName: place.cluster_name,
      siteId: place.site_id,
      siteName: place.site_name_vi,
      provenPerMille: perMille((row) => row.outcome === "completed" && row.panel === "on"),
      shownPerMille: perMille(() => true),
    };
  });
}
