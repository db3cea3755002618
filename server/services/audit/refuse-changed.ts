import type { ServiceContext } from "../../context.ts";
import { findLastAuditOf } from "../../db/repos/audit.ts";
import type { Transaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { personNames } from "../approval/person-names.ts";

interface Meant {
  readonly noun: string;
  readonly nounId: string;
  readonly row: { readonly updated_at_ms: number };
  /** What the asker saw; absent: they did not look, and overwrite. */
  readonly expectedUpdatedAtMs: number | undefined;
}

/** Errors: `conflict`, naming who changed the row, unless it is as the asker saw it. */
export async function refuseChanged(tx: Transaction, { noun, nounId, row, expectedUpdatedAtMs }: Meant): Promise<void> {
  if (expectedUpdatedAtMs === undefined || expectedUpdatedAtMs === row.updated_at_ms) return;
  const actorId = (await findLastAuditOf(tx, noun, nounId))?.actor_id ?? null;
  const name = (await personNames({ db: tx }, [actorId])).get(actorId ?? "");
  if (name === undefined) throw new DomainError("conflict", "error.changed-meanwhile");
  throw new DomainError("conflict", "error.changed-meanwhile-by", { name });
}

/** The instant to write down for a change: later than the one before also within a millisecond, so that it can tell them apart. */
export function nextUpdate(ctx: Pick<ServiceContext, "now">, row: { readonly updated_at_ms: number }): number {
  return Math.max(ctx.now(), row.updated_at_ms + 1);
}
