import {
  base64url,
  type CryptoKey,
  calculateJwkThumbprint,
  FlattenedSign,
  flattenedVerify,
  importJWK,
  type JWSHeaderParameters,
} from "jose";
import type { DocumentType, Envelope } from "../envelope.ts";
import type { PublicKey } from "../root-document.ts";
import { canonicalBytes } from "./canonical-json.ts";

/** A private Ed25519 key in memory, with the name its public half goes by. */
export interface Signer {
  readonly keyId: string;
  readonly key: CryptoKey;
}

/** Public keys by RFC 7638 thumbprint; only these may vouch for an envelope. */
export type TrustedKeys = ReadonlyMap<string, PublicKey>;

/** Names a public key by its RFC 7638 thumbprint. */
export function keyIdOf(publicKey: PublicKey): Promise<string> {
  return calculateJwkThumbprint({ ...publicKey }, "sha256");
}

/** Signs the canonical bytes of `document` once per signer, each with its own protected header. */
export async function signDocument(
  document: unknown,
  documentType: DocumentType,
  signers: readonly Signer[],
): Promise<Envelope> {
  const bytes = canonicalBytes(document);
  const signatures = await Promise.all(
    signers.map(async ({ key, keyId }) => {
      const jws = await new FlattenedSign(bytes)
        .setProtectedHeader({ alg: "EdDSA", kid: keyId, typ: documentType })
        .sign(key);
      if (jws.protected === undefined) throw new Error("A signature without a protected header was made.");
      return { protected: jws.protected, signature: jws.signature };
    }),
  );
  return { payload: base64url.encode(bytes), signatures };
}

/** The payload's bytes, unverified. */
export function envelopeBytes(envelope: Envelope): Uint8Array {
  return base64url.decode(envelope.payload);
}

/**
 * Returns the distinct key ids among `trusted` whose signature over this payload, made for this `documentType`, is valid.
 * A signature that is malformed, of another type, by an unknown key or with any other algorithm counts as absent; never throws.
 */
export async function validSigners(
  envelope: Envelope,
  documentType: DocumentType,
  trusted: TrustedKeys,
): Promise<Set<string>> {
  const valid = new Set<string>();
  for (const { protected: header, signature } of envelope.signatures) {
    const keyId = await validSigner({ payload: envelope.payload, protected: header, signature }, documentType, trusted);
    if (keyId !== undefined) valid.add(keyId);
  }
  return valid;
}

async function validSigner(
  jws: { payload: string; protected: string; signature: string },
  documentType: DocumentType,
  trusted: TrustedKeys,
): Promise<string | undefined> {
  try {
    let keyId: string | undefined;
    const verified = await flattenedVerify(
      jws,
      (header: JWSHeaderParameters) => {
        const publicKey = header.kid === undefined ? undefined : trusted.get(header.kid);
        if (publicKey === undefined) throw new Error("unknown key");
        keyId = header.kid;
        return importedKey(publicKey);
      },
      { algorithms: ["EdDSA"] },
    );
    return verified.protectedHeader?.typ === documentType ? keyId : undefined;
  } catch {
    // Not an error to report: an invalid signature is one that does not count.
    return undefined;
  }
}

const importedKeys = new WeakMap<PublicKey, ReturnType<typeof importJWK>>();

/** A player signs with one key for years: it is read once as long as somebody holds it. */
function importedKey(publicKey: PublicKey): ReturnType<typeof importJWK> {
  const imported = importedKeys.get(publicKey) ?? importJWK({ ...publicKey }, "EdDSA");
  importedKeys.set(publicKey, imported);
  return imported;
}
