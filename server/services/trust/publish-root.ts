import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import { RootDocument } from "../../../schemas/root-document.ts";
import { signDocument } from "../../../schemas/trust/envelope.ts";
import { openFirstRoot, openNextRoot } from "../../../schemas/trust/root-of-trust.ts";
import type { ServiceContext } from "../../context.ts";
import { insertRoot } from "../../db/repos/root-documents.ts";
import type { Transaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";

/**
 * Signs and stores the successor of `current` (or the first root) and returns it. It is opened as a player would open it
 * before it is stored, so no root is ever published that players would refuse. The caller hints `root-changed` after
 * its commit.
 */
export async function publishRoot(
  tx: Transaction,
  ctx: ServiceContext,
  current: RootDocument | null,
  content: Omit<RootDocument, "version" | "issuedAtMs">,
): Promise<RootDocument> {
  const document = RootDocument.parse({ ...content, version: (current?.version ?? 0) + 1, issuedAtMs: ctx.now() });
  const envelope = await signDocument(document, DOCUMENT_TYPES.root, [await ctx.keys.rootSigner()]);
  const opened = current === null ? await openFirstRoot(envelope) : await openNextRoot(envelope, current);
  if (!opened.ok) throw new Error(`A root document was made that players would refuse: ${opened.reason}.`);
  await insertRoot(tx, { version: document.version, envelope }, ctx.now());
  await recordAudit(tx, ctx, {
    action: "publish-root",
    noun: "root",
    nounId: String(document.version),
    detail: { approversInOffice: document.approvers.filter((approver) => approver.untilMs === null).length },
  });
  return document;
}
