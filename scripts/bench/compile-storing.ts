import { insertManifest } from "../../server/db/repos/manifests.ts";
import { withTransaction } from "../../server/db/transaction.ts";
import { sha256Hex } from "../../server/sha256.ts";
import { addScreen } from "../../tests/support/screen-factory.ts";
import { createTestContext } from "../../tests/support/server-context.ts";

/** Milliseconds that storing these manifests takes in a fresh SQLite database, in one transaction. */
export async function storeEnvelopes(envelopes: readonly string[]): Promise<number> {
  const { ctx, close } = await createTestContext();
  try {
    const { screenId } = await addScreen(ctx);
    const startedMs = performance.now();
    await withTransaction(ctx.db, async (tx) => {
      for (const [index, envelope] of envelopes.entries()) {
        await insertManifest(tx, {
          screen_id: screenId,
          revision: index + 1,
          sha256: sha256Hex(`${index}`),
          content_sha256: sha256Hex(`content ${index}`),
          envelope_json: envelope,
          created_at_ms: ctx.now(),
        });
      }
    });
    return performance.now() - startedMs;
  } finally {
    await close();
  }
}
