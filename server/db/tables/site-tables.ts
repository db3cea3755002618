import type { Generated } from "kysely";

/** Places, screens and the players that serve them. */
export interface SiteTables {
  sites: {
    id: string;
    gate_id: string | null;
    name_vi: string;
    name_en: string;
    time_zone: string;
    /** LanguageMix, heaviest first. */
    language_mix_json: string;
    /** Labels, sorted. */
    tags_json: string;
    created_at_ms: number;
    updated_at_ms: number;
    retired_at_ms: number | null;
  };
  /** Operating hours, each in force until the next; `hours_json` is OperatingHours. */
  site_hours: {
    site_id: string;
    from_date: string;
    hours_json: string;
    created_by: string | null;
    created_at_ms: number;
  };
  clusters: { id: string; site_id: string; name: string; created_at_ms: number; retired_at_ms: number | null };
  screens: {
    id: string;
    cluster_id: string;
    name: string;
    width_px: number;
    height_px: number;
    /** Labels, sorted. */
    tags_json: string;
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
  /** When a player first told that it holds a list of withdrawals. */
  withdrawal_confirmations: { player: number; version: number; confirmed_at_ms: number };
  player_commands: {
    number: number;
    player: number;
    screen_id: string;
    order_json: string;
    created_by: string | null;
    created_at_ms: number;
    expires_at_ms: number;
    /** null while nothing is known of it. */
    outcome: "done" | "failed" | "expired" | null;
    detail: string | null;
    ended_at_ms: number | null;
  };
  /** What was really on a screen: asked for by a command, or once a day for each item. */
  stage_pictures: {
    seq: Generated<number>;
    player: number;
    screen_id: string;
    airing_sha256: string | null;
    civil_date: string | null;
    command_number: number | null;
    sha256: string;
    size_bytes: number;
    taken_at_ms: number;
    received_at_ms: number;
  };
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
}
