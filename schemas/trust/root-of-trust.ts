import { DOCUMENT_TYPES, type Envelope } from "../envelope.ts";
import { type PublicKey, RootDocument } from "../root-document.ts";
import { envelopeBytes, keyIdOf, type TrustedKeys } from "./envelope.ts";
import { type Opened, openSignedDocument, parseCanonical } from "./signed-document.ts";

export type RootRole = "root" | "scheduler" | "gate";

/** The keys that hold a role, by key id. */
export function keysOfRole(root: RootDocument, role: RootRole): TrustedKeys {
  return pickKeys(root, root.roles[role].keyIds);
}

/** The keys of everyone who is or was an approver. */
export function approverKeys(root: RootDocument): TrustedKeys {
  return pickKeys(
    root,
    root.approvers.map((approver) => approver.keyId),
  );
}

function pickKeys(root: RootDocument, keyIds: readonly string[]): TrustedKeys {
  const keys = new Map<string, PublicKey>();
  for (const keyId of keyIds) {
    const key = root.keys[keyId];
    if (key !== undefined) keys.set(keyId, key);
  }
  return keys;
}

/**
 * Opens a root document that signs itself: the threshold of its own root keys, each named by its true thumbprint.
 * Says nothing about whether this root is the right one; that is what the six words at pairing are for.
 */
export async function openFirstRoot(envelope: Envelope): Promise<Opened<RootDocument>> {
  const claimed = parseCanonical(new TextDecoder().decode(envelopeBytes(envelope)), RootDocument);
  if (!claimed.ok) return claimed;
  for (const [keyId, key] of Object.entries(claimed.document.keys)) {
    if ((await keyIdOf(key)) !== keyId) return { ok: false, reason: "wrong-shape" };
  }
  return openRootWith(envelope, claimed.document);
}

/**
 * Opens the successor of `current`: exactly one version higher, signed by the threshold of the old root keys and by
 * its own. A version that skips, repeats or goes back is refused, so no step of the chain can be left out.
 */
export async function openNextRoot(envelope: Envelope, current: RootDocument): Promise<Opened<RootDocument>> {
  const next = await openFirstRoot(envelope);
  if (!next.ok) return next;
  if (next.document.version !== current.version + 1) return { ok: false, reason: "gone-back" };
  const vouched = await openRootWith(envelope, current);
  return vouched.ok ? next : vouched;
}

function openRootWith(envelope: Envelope, judge: RootDocument): Promise<Opened<RootDocument>> {
  return openSignedDocument(
    envelope,
    DOCUMENT_TYPES.root,
    RootDocument,
    keysOfRole(judge, "root"),
    judge.roles.root.threshold,
  );
}
