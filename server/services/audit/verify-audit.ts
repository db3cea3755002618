import { CHAIN_START_SHA256 } from "../../../schemas/trust/record-chain.ts";
import type { Database } from "../../context.ts";
import { listAuditRows } from "../../db/repos/audit.ts";
import { auditSha256 } from "./audit-sha256.ts";

const PAGE_ROWS = 1_000;

export type AuditVerdict =
  | { readonly ok: true; readonly rows: number; readonly headSha256: string }
  /** The first line that does not follow from the one before. */
  | { readonly ok: false; readonly seq: number };

/**
 * Walks the whole audit log and says whether every line still follows from the one before. Lines cut off at the end
 * are not seen by the chain itself: compare `headSha256` with one that was noted elsewhere.
 */
export async function verifyAudit(db: Database): Promise<AuditVerdict> {
  let headSha256 = CHAIN_START_SHA256;
  let rows = 0;
  let afterSeq = 0;
  for (;;) {
    const page = await listAuditRows(db, afterSeq, PAGE_ROWS);
    for (const row of page) {
      if (row.prev_sha256 !== headSha256 || auditSha256(row) !== row.sha256) return { ok: false, seq: row.seq };
      headSha256 = row.sha256;
      afterSeq = row.seq;
      rows += 1;
    }
    if (page.length < PAGE_ROWS) return { ok: true, rows, headSha256 };
  }
}
