import { canonicalBytes } from "../../../schemas/trust/canonical-json.ts";
import type { AuditRow } from "../../db/repos/audit.ts";
import { sha256Hex } from "../../sha256.ts";

/** Hash of one line of the audit log, the hash of the line before included. */
export function auditSha256(row: Omit<AuditRow, "seq" | "sha256">): string {
  return sha256Hex(
    canonicalBytes({
      type: "audit",
      atMs: row.at_ms,
      actorId: row.actor_id,
      action: row.action,
      noun: row.noun,
      nounId: row.noun_id,
      detail: row.detail_json,
      prevSha256: row.prev_sha256,
    }),
  );
}
