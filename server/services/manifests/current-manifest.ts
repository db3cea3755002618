import { Envelope } from "../../../schemas/envelope.ts";
import { Manifest } from "../../../schemas/manifest.ts";
import { envelopeBytes } from "../../../schemas/trust/envelope.ts";
import { parseCanonical } from "../../../schemas/trust/signed-document.ts";
import type { ServiceContext } from "../../context.ts";
import { findNewestManifest, type ManifestRow } from "../../db/repos/manifests.ts";

/** A manifest as signed. */
export interface SignedManifest {
  readonly manifest: Manifest;
  readonly envelope: Envelope;
  /** Hash of the signed payload: what the status names. */
  readonly sha256: string;
  readonly createdAtMs: number;
}

/** The newest manifest of a screen, or `undefined` before the first. Inside a transaction pass `{ db: tx }`. */
export async function currentManifest(
  ctx: Pick<ServiceContext, "db">,
  screenId: string,
): Promise<SignedManifest | undefined> {
  const row = await findNewestManifest(ctx.db, screenId);
  return row === undefined ? undefined : openManifestRow(row);
}

/** Reads a stored manifest. Throws when the stored text is damaged. */
export function openManifestRow(row: ManifestRow): SignedManifest {
  const envelope = Envelope.parse(JSON.parse(row.envelope_json));
  const opened = parseCanonical(new TextDecoder().decode(envelopeBytes(envelope)), Manifest);
  if (!opened.ok)
    throw new Error(`The stored manifest ${row.revision} of ${row.screen_id} is damaged: ${opened.reason}.`);
  return { manifest: opened.document, envelope, sha256: row.sha256, createdAtMs: row.created_at_ms };
}
