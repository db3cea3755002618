/** What is planned, what was published, and the manifests compiled from it. */
export interface ScheduleTables {
  playlists: {
    id: string;
    name: string;
    created_by: string | null;
    created_at_ms: number;
    updated_at_ms: number;
    retired_at_ms: number | null;
  };
  playlist_items: { playlist_id: string; position: number; story_id: string };
  /** Dayparts with a name. */
  dayparts: {
    id: string;
    name: string;
    /** 0 Monday … 6 Sunday. */
    weekdays_json: string;
    /** DaypartWindow list. */
    windows_json: string;
    /** DateException list, by date. */
    exceptions_json: string;
    created_by: string | null;
    created_at_ms: number;
    updated_at_ms: number;
    retired_at_ms: number | null;
  };
  schedule_entries: {
    id: string;
    name: string;
    layer: "base" | "campaign" | "takeover" | "override";
    playlist_id: string;
    /** EntryTarget. */
    target_json: string;
    from_date: string;
    /** Last date, inclusive; null without end. */
    until_date: string | null;
    /** Civil date on which somebody should look at it again. */
    review_date: string | null;
    /** Whose share it is; null: the gate's own. */
    lock: "ministry" | "province" | null;
    /** recurrence, hours and exceptions of EntryTiming. */
    timing_json: string;
    /** claim, capPpm, spacingMs and order of an entry. */
    airtime_json: string;
    created_by: string | null;
    created_at_ms: number;
    updated_at_ms: number;
    retired_at_ms: number | null;
  };
  /** What the operator published: playlists and entries as they stood. Manifests are compiled from the newest alone. */
  published_schedules: {
    id: string;
    snapshot_json: string;
    sha256: string;
    published_by: string | null;
    published_at_ms: number;
  };
  manifests: {
    screen_id: string;
    revision: number;
    /** Hash of the signed payload. */
    sha256: string;
    /** Hash of the same content with revision 1: equal content makes no new revision. */
    content_sha256: string;
    envelope_json: string;
    created_at_ms: number;
  };
}
