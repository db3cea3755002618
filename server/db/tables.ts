import type { Generated } from "kysely";

/**
 * Rows as both databases return them: instants are epoch milliseconds, booleans 0 or 1, `…_json` columns hold text that
 * a schema parses on the way out. Nothing that evidence points to is ever deleted; it is retired.
 */
export interface Tables {
  settings: { key: string; value: string };
  people: {
    id: string;
    login: string;
    display_name: string;
    /** `scrypt$N$r$p$salt$hash`; null for a person who cannot sign in. */
    password_hash: string | null;
    state: "invited" | "active" | "disabled";
    /** null: made by the installation itself. */
    created_by: string | null;
    created_at_ms: number;
    updated_at_ms: number;
  };
  person_roles: { person_id: string; role: Role; granted_by: string | null; granted_at_ms: number };
  /** Who held another's account in hand, and when: such two cannot be the two halves of an approval for 7 days. */
  person_influences: { person_id: string; by_person_id: string; kind: "created" | "reset" | "unlocked"; at_ms: number };
  one_time_links: {
    token_sha256: string;
    purpose: "first-run" | "invite" | "reset";
    person_id: string | null;
    expires_at_ms: number;
    used_at_ms: number | null;
    created_at_ms: number;
  };
  sessions: {
    token_sha256: string;
    person_id: string;
    created_at_ms: number;
    last_seen_at_ms: number;
    expires_at_ms: number;
  };
  login_failures: { key: string; failures: number; window_starts_at_ms: number };
  audit_log: {
    seq: Generated<number>;
    at_ms: number;
    actor_id: string | null;
    action: string;
    noun: string;
    noun_id: string;
    detail_json: string;
    prev_sha256: string;
    sha256: string;
  };
  reference_rows: { kind: ReferenceKind; id: string; valid_from: string; row_json: string; sha256: string };

  sites: {
    id: string;
    gate_id: string | null;
    name_vi: string;
    name_en: string;
    time_zone: string;
    /** Language tags in order of weight. */
    languages_json: string;
    created_at_ms: number;
    updated_at_ms: number;
    retired_at_ms: number | null;
  };
  clusters: { id: string; site_id: string; name: string; created_at_ms: number; retired_at_ms: number | null };
  screens: {
    id: string;
    cluster_id: string;
    name: string;
    width_px: number;
    height_px: number;
    created_at_ms: number;
    updated_at_ms: number;
    retired_at_ms: number | null;
  };
  /** `number` is given at each pairing and never reused. */
  players: {
    number: Generated<number>;
    key_id: string;
    public_x: string;
    device_name: string;
    paired_at_ms: number;
    paired_by: string | null;
    revoked_at_ms: number | null;
    highest_boot: number;
    /** Newest hello or heartbeat, as PlayerState; null before the first. */
    state_json: string | null;
    state_at_ms: number | null;
  };
  /** Which screen a player served, and when. Half-open. */
  player_assignments: { player: number; screen_id: string; from_ms: number; to_ms: number | null };
  pairing_requests: {
    id: string;
    code_sha256: string;
    secret_sha256: string;
    key_id: string;
    public_x: string;
    device_name: string;
    tries_left: number;
    expires_at_ms: number;
    /** Set when an operator typed the code; the words are compared after that. */
    claimed_screen_id: string | null;
    claimed_by: string | null;
    player: number | null;
    created_at_ms: number;
  };

  root_documents: { version: number; envelope_json: string; created_at_ms: number };
  person_keys: { key_id: string; person_id: string; public_x: string; from_ms: number; until_ms: number | null };

  assets: {
    sha256: string;
    file_name: string;
    size_bytes: number;
    state: "queued" | "processing" | "ready" | "failed";
    /** 0 … 1 000 000. */
    progress_ppm: number;
    failure_code: string | null;
    failure_text: string | null;
    kind: "image" | "video" | null;
    width_px: number | null;
    height_px: number | null;
    duration_ms: number | null;
    uploaded_by: string | null;
    created_at_ms: number;
    updated_at_ms: number;
  };
  renditions: {
    sha256: string;
    asset_sha256: string;
    role: "main" | "thumbnail";
    media_type: "video/mp4" | "image/webp" | "image/jpeg";
    size_bytes: number;
    width_px: number;
    height_px: number;
    duration_ms: number | null;
    pipeline_version: number;
    chunk_list_sha256: string;
    created_at_ms: number;
  };
  stories: {
    id: string;
    title: string;
    created_by: string | null;
    /** Non-null: made from this inbox item. */
    inbox_item_id: string | null;
    created_at_ms: number;
    updated_at_ms: number;
    retired_at_ms: number | null;
  };
  editions: { id: string; story_id: string; language: string; created_at_ms: number; retired_at_ms: number | null };
  /** Immutable: a change is the next version. */
  edition_versions: {
    id: string;
    edition_id: string;
    version: number;
    kind: "image" | "video" | "slide";
    title: string;
    /** Picture or video; the slide's picture; null for a slide of text alone. */
    asset_sha256: string | null;
    template_id: string | null;
    /** SlideFields; null unless a slide. */
    fields_json: string | null;
    duration_ms: number;
    not_before_ms: number | null;
    not_after_ms: number | null;
    credit: string;
    source_url: string | null;
    needs_native_check: number;
    /** Main programme first; the rest share the plays. */
    programmes_json: string;
    created_by: string | null;
    created_at_ms: number;
  };
  /** Sent for approval: canonical text, named by its hash. */
  airing_documents: {
    sha256: string;
    edition_version_id: string;
    document: string;
    submitted_by: string | null;
    submitted_at_ms: number;
    rejected_by: string | null;
    rejected_at_ms: number | null;
    rejection_reason: string | null;
  };
  approvals: {
    airing_sha256: string;
    person_id: string;
    key_id: string;
    envelope_json: string;
    approved_at_ms: number;
  };
  withdrawals: {
    seq: Generated<number>;
    airing_sha256: string | null;
    rendition_sha256: string | null;
    reason: string;
    withdrawn_by: string | null;
    withdrawn_at_ms: number;
    version: number;
  };
  withdrawal_lists: { version: number; envelope_json: string; created_at_ms: number };
  qr_links: { code: string; target_url: string; edition_version_id: string; created_at_ms: number };

  sources: {
    id: string;
    profile: string;
    name: string;
    base_url: string;
    media_base_url: string;
    language: string;
    state: "active" | "paused";
    health: "unknown" | "ok" | "degraded" | "stale" | "empty" | "blocked" | "dead";
    last_poll_at_ms: number | null;
    last_ok_at_ms: number | null;
    last_error: string | null;
    /** Parts of a slug, any of which lets an article into the inbox; empty: every article. */
    keywords_json: Generated<string>;
    created_at_ms: number;
  };
  /** The newest answer of robots.txt and of each day's list, so that an unchanged one is not transferred again. */
  source_documents: {
    source_id: string;
    url: string;
    /** HTTP status, or `unreachable`. */
    answer: string;
    /** Last text really received. */
    body: string | null;
    etag: string | null;
    last_modified: string | null;
    fetched_at_ms: number;
  };
  inbox_items: {
    id: string;
    source_id: string;
    canonical_url: string;
    /** Same on every language of one article. */
    group_key: string;
    language: string;
    state: "discovered" | "fetched" | "taken" | "dismissed" | "failed";
    title: string | null;
    summary: string | null;
    credit: string | null;
    origin_url: string | null;
    image_url: string | null;
    image_asset_sha256: string | null;
    published_at_ms: number | null;
    last_modified_at_ms: number | null;
    text_sha256: string | null;
    /** Code of `services/sources/inbox-failure.ts`; null when all is well. */
    failure_text: string | null;
    /** First of the looks at which the article was gone from its source; null while it is there. */
    gone_since_ms: Generated<number | null>;
    discovered_at_ms: number;
    updated_at_ms: number;
  };

  playlists: {
    id: string;
    name: string;
    created_by: string | null;
    created_at_ms: number;
    updated_at_ms: number;
    retired_at_ms: number | null;
  };
  playlist_items: { playlist_id: string; position: number; story_id: string };
  schedule_entries: {
    id: string;
    name: string;
    layer: "base" | "campaign";
    playlist_id: string;
    /** EntryTarget. */
    target_json: string;
    from_date: string;
    /** Last date, inclusive; null without end. */
    until_date: string | null;
    /** Daypart; null: the whole day, every day. */
    daypart_json: string | null;
    /** Campaign: share of airtime in its windows, 1 … 1 000 000. */
    share_ppm: number | null;
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
  play_anomalies: {
    id: Generated<number>;
    player: number;
    kind: "conflict" | "broken-chain" | "bad-signature" | "implausible" | "gap";
    boot: number;
    seq: number;
    detail_json: string;
    at_ms: number;
  };
  clock_anchors: { player: number; boot: number; mono_ms: number; utc_ms: number; uncertainty_ms: number };
  job_runs: { job: string; due_at_ms: number; finished_at_ms: number };
}

export type Role = "editor" | "approver" | "administrator";
export type ReferenceKind = "gate" | "province" | "language" | "holiday" | "programme" | "organisation";
