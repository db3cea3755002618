import { DOCUMENT_TYPES } from "../../schemas/envelope.ts";
import { signDocument } from "../../schemas/trust/envelope.ts";
import type { Database } from "../../server/context.ts";
import { insertManifest } from "../../server/db/repos/manifests.ts";
import { makeSigner } from "./trust.ts";

/** Gives a screen a manifest that holds these airing documents, as far as the ledger looks at one. */
export async function giveManifest(
  db: Database,
  screenId: string,
  airingSha256s: readonly string[],
  revision = 1,
): Promise<void> {
  const items = airingSha256s.map((airingSha256) => ({ airingSha256 }));
  const envelope = await signDocument({ screenId, revision, items }, DOCUMENT_TYPES.manifest, [await makeSigner()]);
  const sha256 = `${revision}`.padStart(64, "0");
  await insertManifest(db, {
    screen_id: screenId,
    revision,
    sha256,
    content_sha256: sha256,
    envelope_json: JSON.stringify(envelope),
    created_at_ms: 0,
  });
}
