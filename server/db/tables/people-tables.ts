import type { Generated } from "kysely";

/** Installation, people, their sessions, the audit log and the trust that hangs on them. */
export interface PeopleTables {
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
  person_roles: {
    person_id: string;
    /** `editor` works for a gate; those of a province or the ministry may also change what is locked at their level. */
    role: "editor" | "province-editor" | "ministry-editor" | "approver" | "administrator";
    granted_by: string | null;
    granted_at_ms: number;
  };
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
  reference_rows: {
    kind: "gate" | "province" | "language" | "holiday" | "programme" | "organisation";
    id: string;
    valid_from: string;
    row_json: string;
    sha256: string;
  };
  root_documents: { version: number; envelope_json: string; created_at_ms: number };
  person_keys: { key_id: string; person_id: string; public_x: string; from_ms: number; until_ms: number | null };
}
