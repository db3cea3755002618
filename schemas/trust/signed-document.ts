import type { z } from "zod";
import type { DocumentType, Envelope } from "../envelope.ts";
import { canonicalJson } from "./canonical-json.ts";
import { envelopeBytes, type TrustedKeys, validSigners } from "./envelope.ts";

/** Why a signed document was refused. A closed list: each is counted and reported by name. */
export type RefusalReason =
  | "not-json"
  | "wrong-shape"
  | "not-canonical"
  | "too-few-signatures"
  | "wrong-screen"
  | "gone-back"
  | "unknown-root";

export type Opened<T> = { ok: true; document: T } | { ok: false; reason: RefusalReason };

/**
 * Returns the document inside an envelope when at least `threshold` distinct `keys` signed exactly these bytes as
 * `documentType`, the bytes are canonical, and they fit `schema`; otherwise the reason. Never throws.
 */
export async function openSignedDocument<T>(
  envelope: Envelope,
  documentType: DocumentType,
  schema: z.ZodType<T>,
  keys: TrustedKeys,
  threshold: number,
): Promise<Opened<T>> {
  const signers = await validSigners(envelope, documentType, keys);
  if (signers.size < Math.max(1, threshold)) return { ok: false, reason: "too-few-signatures" };
  return parseCanonical(new TextDecoder("utf-8").decode(envelopeBytes(envelope)), schema);
}

/** Parses canonical JSON text; text that a second writer could have written differently is refused. */
export function parseCanonical<T>(text: string, schema: z.ZodType<T>): Opened<T> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { ok: false, reason: "not-json" };
  }
  const parsed = schema.safeParse(data);
  if (!parsed.success) return { ok: false, reason: "wrong-shape" };
  try {
    if (canonicalJson(parsed.data) !== text) return { ok: false, reason: "not-canonical" };
  } catch {
    return { ok: false, reason: "not-canonical" };
  }
  return { ok: true, document: parsed.data };
}
