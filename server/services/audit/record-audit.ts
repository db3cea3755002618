import { type CanonicalValue, canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { CHAIN_START_SHA256 } from "../../../schemas/trust/record-chain.ts";
import type { ServiceContext } from "../../context.ts";
import { findLastAuditRow, insertAuditRow } from "../../db/repos/audit.ts";
import type { Transaction } from "../../db/transaction.ts";
import { auditSha256 } from "./audit-sha256.ts";

export interface AuditEntry {
  /** What was done, as a verb with its noun: `disable-person`. */
  readonly action: string;
  readonly noun: string;
  readonly nounId: string;
  /** Never a secret. Numbers are safe integers. */
  readonly detail?: { readonly [key: string]: CanonicalValue };
}

/**
 * Adds one line to the audit log in the transaction of the deed itself: both are stored or neither. Each line carries
 * the hash of the one before, so that a line changed or removed later is found by `verifyAudit`.
 */
export async function recordAudit(
  tx: Transaction,
  ctx: Pick<ServiceContext, "actor" | "now">,
  entry: AuditEntry,
): Promise<void> {
  const last = await findLastAuditRow(tx);
  const row = {
    at_ms: ctx.now(),
    actor_id: actorId(ctx.actor),
    action: entry.action,
    noun: entry.noun,
    noun_id: entry.nounId,
    detail_json: canonicalJson(normalised(entry.detail ?? {})),
    prev_sha256: last?.sha256 ?? CHAIN_START_SHA256,
  };
  await insertAuditRow(tx, { ...row, sha256: auditSha256(row) });
}

/** The person, or what part of the installation acted; null for someone not signed in. */
function actorId(actor: ServiceContext["actor"]): string | null {
  if (actor.kind === "person") return actor.personId;
  return actor.kind === "system" ? `system:${actor.reason}` : null;
}

/** Imported text may not be NFC or well formed; in the log that must not make the deed itself fail. */
function normalised(value: CanonicalValue): CanonicalValue {
  if (typeof value === "string") return Buffer.from(value, "utf8").toString("utf8").normalize("NFC");
  if (Array.isArray(value)) return value.map(normalised);
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, normalised(member)]));
  }
  return value;
}
