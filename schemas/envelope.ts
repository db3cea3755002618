import * as z from "zod";
import { Base64Url } from "./primitives.ts";

/**
 * Signed bytes: one flattened JWS (EdDSA) per signature over the same payload.
 * `payload` is base64url of canonical JSON; every signature covers it with its own protected header.
 */
export const Envelope = z.strictObject({
  payload: Base64Url.max(4_000_000),
  signatures: z
    .array(z.strictObject({ protected: Base64Url.max(1_000), signature: Base64Url.length(86) }))
    .min(1)
    .max(16),
});
export type Envelope = z.infer<typeof Envelope>;

/** The `typ` of each kind of signed document: a signature made for one kind never counts for another. */
export const DOCUMENT_TYPES = {
  root: "cotmoc-root",
  approval: "cotmoc-approval",
  manifest: "cotmoc-manifest",
  status: "cotmoc-status",
  withdrawals: "cotmoc-withdrawals",
  lift: "cotmoc-lift",
  challenge: "cotmoc-challenge",
  playBatch: "cotmoc-play-batch",
  evidence: "cotmoc-evidence",
} as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[keyof typeof DOCUMENT_TYPES];
