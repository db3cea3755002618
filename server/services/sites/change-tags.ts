import { z } from "zod";
import { Tag } from "../../../schemas/entry-target.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { findScreenRow, updateScreenTags } from "../../db/repos/screens.ts";
import { findSite, updateSite } from "../../db/repos/sites.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { nextUpdate, refuseChanged } from "../audit/refuse-changed.ts";
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
 * plan. Errors: `bad-input` for a label that is none; `not-found`; `conflict` when the place was changed meanwhile.
 */
export async function changeTags(
  ctx: ServiceContext,
  input: TaggedNoun & {
    readonly tags: readonly string[];
    /** The `updatedAtMs` that the change was made from. */
    readonly expectedUpdatedAtMs?: number | undefined;
  },
): Promise<{ tags: string[]; updatedAtMs: number }> {
  requireRole(ctx, "editor", "administrator");
  const parsed = Tags.safeParse(input.tags);
  if (!parsed.success) throw new DomainError("bad-input", "sites.bad-tags", { max: MAX_TAGS });
  const tags = parsed.data;
  const updatedAtMs = await withTransaction(ctx.db, async (tx) => {
    const { noun, row } = await knownPlace(tx, input);
    const { expectedUpdatedAtMs } = input;
    await refuseChanged(tx, { noun, nounId: row.id, row, expectedUpdatedAtMs });
    const atMs = nextUpdate(ctx, row);
    if (noun === "screen") await updateScreenTags(tx, row.id, canonicalJson(tags), atMs);
    else await updateSite(tx, row.id, { tags_json: canonicalJson(tags), updated_at_ms: atMs });
    const detail = { before: row.tags_json, after: tags };
    await recordAudit(tx, ctx, { action: "change-tags", noun, nounId: row.id, detail });
    return atMs;
  });
  ctx.bus.hint("place-changed", "siteId" in input ? { siteId: input.siteId } : { screenId: input.screenId });
  return { tags, updatedAtMs };
}

async function knownPlace(tx: Transaction, whose: TaggedNoun) {
  if ("siteId" in whose) {
    const site = await findSite(tx, whose.siteId);
    if (site === undefined) throw new DomainError("not-found", "error.not-found", {}, { siteId: whose.siteId });
    return { noun: "site" as const, row: site };
  }
  const screen = await findScreenRow(tx, whose.screenId);
  if (screen === undefined) throw new DomainError("not-found", "error.not-found", {}, { screenId: whose.screenId });
  return { noun: "screen" as const, row: screen };
}
