import type { TableTemplate } from "../../../../schemas/reference/report-templates.ts";
import type { ReportTable } from "../../../../schemas/report-document.ts";
import { hours, layTable, NO_SOURCE, text } from "../report-cells.ts";
import type { ReportFacts } from "../report-facts.ts";

/** Each cluster with a screen in use in the period, and how long its gate was to be open. */
export function clustersTable(template: TableTemplate, number: number, facts: ReportFacts): ReportTable {
  const openings = new Map(facts.openings.map(({ clusterId, openMs }) => [clusterId, openMs]));
  const clusters = new Map(facts.places.map((place) => [place.cluster_id, place]));
  const rows = [...clusters.values()].map((place) => ({
    level: "row" as const,
    cells: {
      cluster: text(`${place.cluster_name}, ${place.site_name_vi}`),
      commune: NO_SOURCE,
      operator: NO_SOURCE,
      h_plan: hours(openings.get(place.cluster_id) ?? 0),
      h_up: NO_SOURCE,
      uptime: NO_SOURCE,
      down_n: NO_SOURCE,
      down_long: NO_SOURCE,
      reason: NO_SOURCE,
    },
  }));
  const openMs = facts.openings.reduce((sum, one) => sum + one.openMs, 0);
  const total = { level: "total" as const, cells: { cluster: text("Tổng cộng"), h_plan: hours(openMs) } };
  return layTable(template, number, [...rows, total], []);
}
