import { z } from "zod";
import { Tag } from "../../../schemas/entry-target.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { findScreenRow, updateScreenTags } from "../../db/repos/screens.ts";
import { findSite, updateSite } from "../../db/repos/sites.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { nextUpdate } from "../audit/refuse-changed.ts";
import { requireRole } from "../people/require-role.ts";

/** Most labels of one screen or site. */
export const MAX_TAGS = 20;

const Tags = z
  .array(Tag)
  .transform((tags) => [...new Set(tags)].sort())
  .pipe(z.array(z.string()).max(MAX_TAGS));

/** Whose labels are meant. */
export type TaggedNoun = { readonly screenId: string } | { readonly siteId: string };

/**
 * Replaces the labels of a screen or a site; one given twice counts once. Targets that name a label follow at the next
 * plan. Errors: `bad-input` for a label that is none; `not-found`.
 */
export async function changeTags(
  ctx: ServiceContext,
  input: TaggedNoun & { readonly tags: readonly string[] },
): Promise<{ tags: string[] }> {
  requireRole(ctx, "editor", "administrator");
  const parsed = Tags.safeParse(input.tags);
  if (!parsed.success) throw new DomainError("bad-input", "sites.bad-tags", { max: MAX_TAGS });
  const tags = parsed.data;
  await withTransaction(ctx.db, async (tx) => {
    const { noun, nounId, before } = await saveTags(tx, ctx, input, canonicalJson(tags));
    await recordAudit(tx, ctx, { action: "change-tags", noun, nounId, detail: { before, after: tags } });
  });
  ctx.bus.hint("place-changed", "siteId" in input ? { siteId: input.siteId } : { screenId: input.screenId });
  return { tags };
}

async function saveTags(tx: Transaction, ctx: ServiceContext, whose: TaggedNoun, tagsJson: string) {
  if ("siteId" in whose) {
    const site = await findSite(tx, whose.siteId);
    if (site === undefined) throw new DomainError("not-found", "error.not-found", {}, { siteId: whose.siteId });
    await updateSite(tx, site.id, { tags_json: tagsJson, updated_at_ms: nextUpdate(ctx, site) });
    return { noun: "site", nounId: site.id, before: site.tags_json };
  }
  const screen = await findScreenRow(tx, whose.screenId);
  if (screen === undefined) throw new DomainError("not-found", "error.not-found", {}, { screenId: whose.screenId });
  await updateScreenTags(tx, screen.id, tagsJson, nextUpdate(ctx, screen));
  return { noun: "screen", nounId: screen.id, before: screen.tags_json };
}
