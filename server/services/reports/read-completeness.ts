import type { Database } from "../../context.ts";
import { addCauses, outagesOf } from "../completeness/day-account.ts";
import { openSiteDays, readDaysOfScreen, type SiteDays } from "../completeness/read-days.ts";
import type { ClusterCompleteness, FigureFacts } from "./report-facts.ts";

/** How the days of each cluster's screens add up within operating hours, as far as was known at the cut-off. */
export async function readCompleteness(
  db: Database,
  { places, span, untilReceivedMs }: Pick<FigureFacts, "places" | "span" | "untilReceivedMs">,
): Promise<ClusterCompleteness[]> {
  const clusters = new Map<string, ClusterCompleteness>();
  const sites = new Map<string, SiteDays>();
  for (const { cluster_id: clusterId, screen_id: screenId, site_id: siteId, time_zone: timeZone } of places) {
    const site = sites.get(siteId) ?? (await openSiteDays(db, { siteId, timeZone }, span, untilReceivedMs));
    sites.set(siteId, site);
    const days = await readDaysOfScreen(db, screenId, site);
    const accounts = days.map(({ account }) => account);
    const outages = outagesOf(accounts);
    const sumOf = (figure: "shownMs" | "panelUnknownMs" | "notYetKnownMs") =>
      accounts.reduce((sum, { inHours }) => sum + inHours[figure], 0);
    const known = clusters.get(clusterId);
    clusters.set(clusterId, {
      clusterId,
      screens: (known?.screens ?? 0) + 1,
      shownMs: (known?.shownMs ?? 0) + sumOf("shownMs"),
      panelUnknownMs: (known?.panelUnknownMs ?? 0) + sumOf("panelUnknownMs"),
      notYetKnownMs: (known?.notYetKnownMs ?? 0) + sumOf("notYetKnownMs"),
      outages: (known?.outages ?? 0) + outages.length,
      longestOutageMs: Math.max(known?.longestOutageMs ?? 0, ...outages.map(({ fromMs, toMs }) => toMs - fromMs)),
      outageCauses: addCauses({ causes: known?.outageCauses ?? {} }, ...outages),
    });
  }
  return [...clusters.values()];
}
