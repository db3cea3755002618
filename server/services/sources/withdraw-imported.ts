import { asActor, type ServiceContext } from "../../context.ts";
import { listAiringsOfVersions } from "../../db/repos/airing-documents.ts";
import { findStoryOfGroup, type InboxItemRow } from "../../db/repos/inbox.ts";
import { findEdition, listEditionVersions } from "../../db/repos/stories.ts";
import { text } from "../../messages/catalogue.ts";
import { withdrawAiring } from "../withdrawals/withdraw-airing.ts";

/**
 * Takes everything off the air that was made from this article in its language. Idempotent. The source decides here,
 * so the installation acts, whoever asked for the look; the reason says why.
 */
export async function withdrawImported(
  ctx: ServiceContext,
  item: InboxItemRow,
  reason: "gone-at-source" | "changed-at-source",
): Promise<void> {
  const story = await findStoryOfGroup(ctx.db, item.source_id, item.group_key);
  const edition = story === undefined ? undefined : await findEdition(ctx.db, story.id, item.language);
  if (edition === undefined) return;
  const versions = (await listEditionVersions(ctx.db, [edition.id])).filter(
    (version) => version.source_url === item.canonical_url,
  );
  const airings = await listAiringsOfVersions(
    ctx.db,
    versions.map((version) => version.id),
  );
  const system = asActor(ctx, { kind: "system", reason: "source-take-down" });
  for (const airing of airings) {
    await withdrawAiring(system, { airingSha256: airing.sha256, reason: text("vi", `sources.take-down.${reason}`) });
  }
}
