import type { RootDocument } from "../../../schemas/root-document.ts";
import type { ServiceContext } from "../../context.ts";
import { closePersonKeys } from "../../db/repos/root-documents.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { currentRoot } from "./current-root.ts";
import { publishRoot } from "./publish-root.ts";

/**
 * Returns the root document in which nothing the person signs from now on counts; what they signed before still does.
 * Idempotent.
 */
export async function endApprover(ctx: ServiceContext, personId: string): Promise<RootDocument> {
  const document = await withTransaction(ctx.db, (tx) => endApproverIn(tx, ctx, personId));
  ctx.bus.hint("root-changed", { version: document.version });
  return document;
}

/** The same inside the caller's transaction; the caller hints `root-changed` after its commit. */
export async function endApproverIn(tx: Transaction, ctx: ServiceContext, personId: string): Promise<RootDocument> {
  const { document } = await currentRoot({ db: tx });
  const isOpen = (approver: RootDocument["approvers"][number]) =>
    approver.personId === personId && approver.untilMs === null;
  if (!document.approvers.some(isOpen)) return document;
  const untilMs = ctx.now();
  await closePersonKeys(tx, personId, untilMs);
  return publishRoot(tx, ctx, document, {
    ...document,
    approvers: document.approvers.map((approver) => (isOpen(approver) ? { ...approver, untilMs } : approver)),
  });
}
