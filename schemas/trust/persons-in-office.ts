import type { DocumentType, Envelope } from "../envelope.ts";
import type { RootDocument } from "../root-document.ts";
import { envelopeBytes, validSigners } from "./envelope.ts";
import { approverKeys } from "./root-of-trust.ts";

/** Who says yes in one document, and when; `undefined` where it is about something else. */
export type ReadYes = (text: string) => { personId: string; atMs: number } | undefined;

/**
 * The distinct persons who said yes in these envelopes: each signed with a key that was that person's own, as an approver
 * in office at the moment of signing. One person with two keys counts once.
 */
export async function personsInOffice(
  envelopes: readonly Envelope[],
  type: DocumentType,
  root: RootDocument,
  readYes: ReadYes,
): Promise<Set<string>> {
  const keys = approverKeys(root);
  const persons = new Set<string>();
  for (const envelope of envelopes) {
    const signers = await validSigners(envelope, type, keys);
    const yes = readYes(new TextDecoder().decode(envelopeBytes(envelope)));
    if (yes === undefined) continue;
    const signedInOffice = root.approvers.some(
      (approver) =>
        approver.personId === yes.personId &&
        signers.has(approver.keyId) &&
        yes.atMs >= approver.fromMs &&
        (approver.untilMs === null || yes.atMs < approver.untilMs),
    );
    if (signedInOffice) persons.add(yes.personId);
  }
  return persons;
}
