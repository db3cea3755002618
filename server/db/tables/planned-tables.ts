/** What screens held, what was planned on them, and what people say of a period beforehand or beside it. */
export interface PlannedTables {
  /** A record with which a player's log names another revision, or serves another screen, than with the one before. */
  manifest_holdings: {
    player: number;
    boot: number;
    seq: number;
    screen_id: string;
    revision: number;
    /** When that showing began. */
    from_ms: number;
    told_at_ms: number;
  };
  /** A showing of an airing document that began earlier than any on that screen of which was heard before. */
  first_showings: {
    airing_sha256: string;
    screen_id: string;
    told_at_ms: number;
    edition_version_id: string;
    started_at_ms: number;
  };
  /** Up to which record both are noted, with what it named. */
  noted_marks: { player: number; boot: number; seq: number; screen_id: string; revision: number };
  /** What a screen held on a civil day of the reports' zone; derived, and the same whenever it is derived again. */
  planned_days: {
    screen_id: string;
    civil_date: string;
    from_ms: number;
    to_ms: number;
    /** `[fromMs, toMs, revision]` in order. */
    held_json: string;
    /** How long it held a manifest that is known here. */
    held_ms: number;
    /** Only what was told until then is in it. */
    evidence_until_ms: number;
  };
  planned_counts: {
    screen_id: string;
    civil_date: string;
    edition_version_id: string;
    entry_id: string;
    plays: number;
  };
  /** What a period is to reach; the newest that is not retired counts. */
  report_targets: {
    id: string;
    subject: "programme" | "indicator";
    /** Of the programme or the indicator. */
    code: string;
    /** `2026-10`, `2026-Q4` or `2026`. */
    period: string;
    /** ReportCell: a number or a share. */
    cell_json: string;
    entered_by: string | null;
    entered_at_ms: number;
    retired_at_ms: number | null;
  };
  /** How many people passed a site on these days, both included; no two of a site that are in force overlap. */
  gate_traffic: {
    id: string;
    site_id: string;
    from_date: string;
    to_date: string;
    people: number;
    /** Who counted, in words. */
    source: string;
    entered_by: string | null;
    entered_at_ms: number;
    retired_at_ms: number | null;
  };
}
