import type { Envelope } from "../../schemas/envelope.ts";

interface Signed {
  readonly document: unknown;
  readonly signer: string;
}

const signatures = new WeakMap<Envelope, Signed>();

/** Signs without arithmetic: an envelope counts when this very object was made here, so nobody can make another. */
export function signFor(signer: string, document: unknown): Envelope {
  const envelope: Envelope = { payload: "simulated", signatures: [{ protected: signer, signature: "simulated" }] };
  signatures.set(envelope, { document, signer });
  return envelope;
}

/** The document if `signer` signed it; `undefined` for everything else. */
export function openFrom<T>(signer: string, envelope: Envelope): T | undefined {
  const signed = signatures.get(envelope);
  return signed?.signer === signer ? (signed.document as T) : undefined;
}
