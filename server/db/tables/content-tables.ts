import type { Generated } from "kysely";

/** Files, what is made of them, stories, approvals and withdrawals. */
export interface ContentTables {
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
    /** The list that first carried the lifts of enough persons; null while it stands. */
    lifted_in_version: number | null;
  };
  /** One person's signed yes to lifting one withdrawal. */
  withdrawal_lifts: {
    withdrawal_seq: number;
    person_id: string;
    key_id: string;
    envelope_json: string;
    lifted_at_ms: number;
  };
  /** Named by players after a restore, and unknown or not lifted here until then. */
  adopted_withdrawals: {
    /** Both hashes and the instant: what names one withdrawal. */
    name: string;
    airing_sha256: string | null;
    rendition_sha256: string | null;
    withdrawn_at_ms: number;
    /** Envelope list: the signed yeses to lifting it that were told. */
    lifts_json: string;
    /** The list that first carried it again. */
    version: number;
    player: number | null;
    adopted_at_ms: number;
  };
  withdrawal_lists: { version: number; envelope_json: string; created_at_ms: number };
  qr_links: { code: string; target_url: string; edition_version_id: string; created_at_ms: number };
}
