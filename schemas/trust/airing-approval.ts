import { AiringDocument, ApprovalDocument } from "../airing-document.ts";
import { DOCUMENT_TYPES } from "../envelope.ts";
import type { AiringBundle } from "../player-http.ts";
import type { RootDocument } from "../root-document.ts";
import { personsInOffice } from "./persons-in-office.ts";
import { parseCanonical } from "./signed-document.ts";

/** SHA-256 of bytes in lower-case hex; passed in because browser and Node have different ones. */
export type HashBytes = (bytes: Uint8Array) => string;

export type AiringRefusal = "document-changed" | "document-malformed" | "too-few-approvers" | "outside-scope";

export type AiringVerdict = { ok: true; document: AiringDocument } | { ok: false; reason: AiringRefusal };

/**
 * Says whether this airing document may be shown at `siteId` (its dates are the manifest's and the clock's business):
 * its bytes have the hash the manifest names, and `root.approvalThreshold` distinct persons, each an approver at the
 * moment of signing, signed that hash. One person with two keys counts once.
 */
export async function judgeAiring(
  bundle: AiringBundle,
  airingSha256: string,
  siteId: string | null,
  root: RootDocument,
  hash: HashBytes,
): Promise<AiringVerdict> {
  if (hash(new TextEncoder().encode(bundle.document)) !== airingSha256)
    return { ok: false, reason: "document-changed" };
  const opened = parseCanonical(bundle.document, AiringDocument);
  if (!opened.ok) return { ok: false, reason: "document-malformed" };
  const document = opened.document;
  if (document.scope.kind === "sites" && (siteId === null || !document.scope.siteIds.includes(siteId))) {
    return { ok: false, reason: "outside-scope" };
  }
  const persons = await approvingPersons(bundle, airingSha256, root);
  if (persons.size < Math.max(2, root.approvalThreshold)) return { ok: false, reason: "too-few-approvers" };
  return { ok: true, document };
}

/** The distinct persons whose valid approvals of `airingSha256` are in the bundle. */
export function approvingPersons(
  bundle: Pick<AiringBundle, "approvals">,
  airingSha256: string,
  root: RootDocument,
): Promise<Set<string>> {
  return personsInOffice(bundle.approvals, DOCUMENT_TYPES.approval, root, (text) => {
    const opened = parseCanonical(text, ApprovalDocument);
    if (!opened.ok || opened.document.airingSha256 !== airingSha256) return undefined;
    return { personId: opened.document.personId, atMs: opened.document.approvedAtMs };
  });
}
