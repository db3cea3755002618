import type { RootDocument } from "../../../schemas/root-document.ts";
import type { ServiceContext } from "../../context.ts";
import { openPersonKey } from "../../db/repos/root-documents.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { currentRoot } from "./current-root.ts";
import { publishRoot } from "./publish-root.ts";

/** Returns the root document in which the person is an approver from now on. Idempotent. */
export async function addApprover(ctx: ServiceContext, personId: string): Promise<RootDocument> {
  const document = await withTransaction(ctx.db, (tx) => addApproverIn(tx, ctx, personId));
  ctx.bus.hint("root-changed", { version: document.version });
  return document;
}

/** The same inside the caller's transaction; the caller hints `root-changed` after its commit. */
export async function addApproverIn(tx: Transaction, ctx: ServiceContext, personId: string): Promise<RootDocument> {
  const { document } = await currentRoot({ db: tx });
  const { keyId, publicKey } = await ctx.keys.personSigner(personId);
  const inOffice = document.approvers.some((approver) => approver.keyId === keyId && approver.untilMs === null);
  if (inOffice) return document;
  const fromMs = ctx.now();
  await openPersonKey(tx, { keyId, publicKey, personId, fromMs });
  return publishRoot(tx, ctx, document, {
    ...document,
    keys: { ...document.keys, [keyId]: publicKey },
    approvers: [...document.approvers, { keyId, personId, fromMs, untilMs: null }],
  });
}
