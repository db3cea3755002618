import type { Generated } from "kysely";

type SubjectColumn =
  | "zone"
  | "kind"
  | "airing_sha256"
  | "edition_version_id"
  | "language"
  | "entry_id"
  | "clock"
  | "outcome"
  | "joined_late"
  | "panel";

/** What was shown, the totals of it, and what is odd about it. */
export interface PlayLogTables {
  /** Screens as `play_stretches` names them. */
  play_screens: { number: Generated<number>; screen_id: string };
  /** What records say of a showing over and over. Never changed, never dropped. */
  play_subjects: { number: Generated<number> } & Pick<PlayLogTables["play_records"], SubjectColumn>;
  /**
   * The records themselves: those of one player that follow each other, on one screen and civil day, of one manifest and
   * loop, received together.
   */
  play_stretches: {
    player: number;
    boot: number;
    first_seq: number;
    last_seq: number;
    /** In `play_screens`. */
    screen: number;
    manifest_revision: number;
    loop_id: string;
    received_at_ms: number;
    from_started_ms: number;
    to_started_ms: number;
    from_mono_ms: number;
    to_mono_ms: number;
    /** Of the first of them; each of the others names the one before. */
    prev_sha256: Uint8Array;
    /** What each says for itself, one after another: see `packed-play.ts`. */
    said: Uint8Array;
  };
  /** A view: each record as it was told. */
  play_records: {
    player: number;
    boot: number;
    seq: number;
    screen_id: string;
    sha256: string;
    prev_sha256: string;
    zone: string;
    kind: "image" | "video" | "slide";
    airing_sha256: string;
    edition_version_id: string;
    language: string;
    entry_id: string;
    manifest_revision: number;
    loop_id: string;
    slot_index: number;
    planned_ms: number;
    shown_ms: number;
    started_mono_ms: number;
    started_wall_ms: number;
    /** Computed from clock anchors where there are any, else the wall clock. */
    started_at_ms: number;
    clock: "anchored" | "interpolated" | "wall-only" | "unknown";
    outcome: "completed" | "cut" | "interrupted";
    joined_late: number;
    panel: "on" | "off" | "unknown";
    received_at_ms: number;
  };
  play_marks: { player: number; boot: number; seq: number; head_sha256: string; updated_at_ms: number };
  /** What totals say of what was shown. Never changed, never dropped. */
  play_items: { number: Generated<number> } & Pick<
    PlayLogTables["play_records"],
    "edition_version_id" | "entry_id" | "outcome" | "panel"
  >;
  /** Totals of hours: `screen` is in `play_screens`, `item` in `play_items`. */
  play_hour_sums: { screen: number; hour_at_ms: number; item: number; plays: number; airtime_ms: number };
  /** Totals of civil dates of the reports' zone. */
  play_day_sums: { screen: number; civil_date: string; item: number; plays: number; airtime_ms: number };
  /** Totals of civil months. */
  play_month_sums: { screen: number; civil_month: string; item: number; plays: number; airtime_ms: number };
  /** A view: totals of hours in words. */
  play_totals: {
    screen_id: string;
    edition_version_id: string;
    entry_id: string;
    outcome: "completed" | "cut" | "interrupted";
    panel: "on" | "off" | "unknown";
    /** Start of the hour, UTC. */
    hour_at_ms: number;
    /** Showings that began in this hour. */
    plays: number;
    /** Airtime inside this hour: a showing across the boundary is split. */
    airtime_ms: number;
  };
  /** A view: the same by civil date of the reports' zone, `YYYY-MM-DD`. */
  play_day_totals: Omit<PlayLogTables["play_totals"], "hour_at_ms"> & { civil_date: string };
  /** A view: the same by civil month, `YYYY-MM`. */
  play_month_totals: Omit<PlayLogTables["play_totals"], "hour_at_ms"> & { civil_month: string };
  play_anomalies: {
    id: Generated<number>;
    player: number;
    kind: "conflict" | "broken-chain" | "bad-signature" | "implausible" | "gap";
    boot: number;
    seq: number;
    detail_json: string;
    at_ms: number;
  };
  /** What a player signed of the batch that ends with this record. */
  play_batch_heads: {
    player: number;
    boot: number;
    seq: number;
    /** Envelope of PlayBatchHead, as it came. */
    envelope_json: string;
  };
  /** Up to where the newest backup that was read again holds the log of a player. */
  backed_up_marks: { player: number; boot: number; seq: number; made_at_ms: number };
  /** A checked file of records that are no longer in `play_records`. */
  play_archive_parts: {
    /** Civil date of the reports' zone on which its records began. */
    civil_date: string;
    /** From 1; a file is never changed: what comes late is in the next one. */
    part: number;
    /** Name of the file in the archive's folder. */
    path: string;
    records: number;
    /** As totals count it. */
    airtime_ms: number;
    size_bytes: number;
    /** Of the file. */
    sha256: string;
    /** Of its records, each as one line. */
    rows_sha256: string;
    archived_at_ms: number;
  };
  /** Records of one player, boot and screen that follow each other in a file, by number. */
  play_archive_spans: {
    player: number;
    boot: number;
    first_seq: number;
    civil_date: string;
    part: number;
    last_seq: number;
    screen_id: string;
    first_row: number;
    records: number;
    from_started_ms: number;
    to_started_ms: number;
    from_mono_ms: number;
    to_mono_ms: number;
    /** Of the one received last. */
    to_received_ms: number;
  };
  clock_anchors: { player: number; boot: number; mono_ms: number; utc_ms: number; uncertainty_ms: number };
  job_runs: { job: string; due_at_ms: number; finished_at_ms: number };
}
