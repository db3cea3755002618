import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { promisify } from "node:util";
import { DOCUMENT_TYPES, type Envelope } from "../../../schemas/envelope.ts";
import { PlayBatchHead } from "../../../schemas/play-record.ts";
import type { PublicKey } from "../../../schemas/root-document.ts";
import { openSignedDocument, parseCanonical } from "../../../schemas/trust/signed-document.ts";

/**
 * What a player signed of a batch; `undefined` unless it is signed by this key, as `openSignedDocument` would say. A
 * signature with the very header that players write is checked in one step beside the event loop, which a fleet's batches
 * keep busy; any other goes the usual way.
 */
export async function openBatchHead(
  envelope: Envelope,
  key: { readonly keyId: string; readonly publicKey: PublicKey },
): Promise<PlayBatchHead | undefined> {
  const opened = (await isPlainlySigned(envelope, key))
    ? parseCanonical(Buffer.from(envelope.payload, "base64url").toString("utf8"), PlayBatchHead)
    : await openSignedDocument(
        envelope,
        DOCUMENT_TYPES.playBatch,
        PlayBatchHead,
        new Map([[key.keyId, key.publicKey]]),
        1,
      );
  return opened.ok ? opened.document : undefined;
}

const verifyBeside = promisify(verify);

async function isPlainlySigned(
  { payload, signatures }: Envelope,
  { keyId, publicKey }: { readonly keyId: string; readonly publicKey: PublicKey },
): Promise<boolean> {
  const header = JSON.stringify({ alg: "EdDSA", kid: keyId, typ: DOCUMENT_TYPES.playBatch });
  const expected = Buffer.from(header).toString("base64url");
  const own = signatures.find((signature) => signature.protected === expected);
  if (own === undefined) return false;
  const signed = Buffer.from(`${expected}.${payload}`);
  return verifyBeside(null, signed, keyObject(publicKey), Buffer.from(own.signature, "base64url"));
}

const keyObjects = new WeakMap<PublicKey, KeyObject>();

/** A player signs with one key for years: it is read once as long as somebody holds it. */
function keyObject(publicKey: PublicKey): KeyObject {
  const known = keyObjects.get(publicKey) ?? createPublicKey({ key: { ...publicKey }, format: "jwk" });
  keyObjects.set(publicKey, known);
  return known;
}
