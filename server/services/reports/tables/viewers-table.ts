import type { TableTemplate } from "../../../../schemas/reference/report-templates.ts";
import type { ReportTable } from "../../../../schemas/report-document.ts";
import { count, layTable, NO_SOURCE, text } from "../report-cells.ts";
import type { ReportFacts } from "../report-facts.ts";

/** What viewers did. Scans are counted without the place of the scan, so they stand in the sum alone. */
export function viewersTable(template: TableTemplate, number: number, facts: ReportFacts): ReportTable {
  const clusters = new Map(facts.places.map((place) => [place.cluster_id, place]));
  const unmeasured = { sessions: NO_SOURCE, pages: NO_SOURCE, toplang: NO_SOURCE, feedback: NO_SOURCE };
  const rows = [...clusters.values()].map((place) => ({
    level: "row" as const,
    cells: { cluster: text(`${place.cluster_name}, ${place.site_name_vi}`), ...unmeasured, qr: NO_SOURCE },
  }));
  const total = {
    level: "total" as const,
    cells: {
      cluster: text("Tổng cộng"),
      ...unmeasured,
      qr: facts.codes === null ? NO_SOURCE : count(facts.codes.scans),
    },
  };
  return layTable(
    template,
    number,
    [...rows, total],
    ["Lượt quét mã chỉ ghi số lần theo giờ, không ghi nơi quét và người quét, nên chỉ có ở dòng tổng cộng."],
  );
}
