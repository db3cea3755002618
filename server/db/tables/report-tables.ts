/** Reports, what people write into them, and scans of codes. */
export interface ReportTables {
  reports: {
    id: string;
    kind: "month" | "quarter" | "year" | "programme" | "certificate";
    /** `2026-10`, `2026-Q4` or `2026`. */
    period: string;
    /** Of a programme's report. */
    programme: string | null;
    /** Of a certificate. */
    cluster_id: string | null;
    /** Days whose figures are in it, both included; by default those of the period. */
    from_date: string;
    to_date: string;
    /** 0: the period's report; from 1 on its corrections. */
    correction: number;
    status: "draft" | "locked" | "signed" | "sent";
    /** Grows with each change. */
    version: number;
    /** Of the year in which it was signed. */
    number: number | null;
    signed_on: string | null;
    /** Records received later are not in it; null while it is a draft. */
    until_received_ms: number | null;
    /** ReportDocument as locked; null while it is a draft. */
    document_json: string | null;
    document_sha256: string | null;
    created_by: string | null;
    created_at_ms: number;
    updated_at_ms: number;
    locked_at_ms: number | null;
    sent_at_ms: number | null;
  };
  report_texts: {
    report_id: string;
    section: string;
    text: string;
    written_by: string | null;
    written_at_ms: number;
  };
  /** What a person says of a cell that has no source, or of a row of their own. */
  report_hand_cells: {
    report_id: string;
    table_id: string;
    row_key: string;
    column_key: string;
    /** ReportCell. */
    cell_json: string;
    written_by: string | null;
    written_at_ms: number;
  };
  /** Of a locked report: FrozenContext of its evidence. */
  report_evidence: { report_id: string; context_json: string };
  /** Who issues reports, each in force until the next begins. */
  letterheads: { from_date: string; letterhead_json: string };
  /** How often a code was followed, by hour; nothing is kept of who followed it. */
  qr_scans: { code: string; hour_at_ms: number; scans: number };
}
