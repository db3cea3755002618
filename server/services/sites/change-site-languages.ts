import { z } from "zod";
import { LanguageTag } from "../../../schemas/primitives.ts";
import type { ServiceContext } from "../../context.ts";
import { findSite, updateSiteLanguages } from "../../db/repos/sites.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";
import { findReference } from "../reference/list-reference.ts";

const SiteLanguages = z.array(LanguageTag).min(1).max(12);

/**
 * Sets the languages a site shows, in order of weight; on the screens with the next publication. A language named twice
 * counts once. Errors: `bad-input` for an unknown language or an empty list, `not-found`.
 */
export async function changeSiteLanguages(
  ctx: ServiceContext,
  input: { siteId: string; languages: readonly string[] },
): Promise<{ languages: string[] }> {
  requireRole(ctx, "editor", "administrator");
  const parsed = SiteLanguages.safeParse([...new Set(input.languages)]);
  if (!parsed.success) throw new DomainError("bad-input", "error.bad-input", { what: "languages" });
  await withTransaction(ctx.db, async (tx) => {
    const site = await findSite(tx, input.siteId);
    if (site === undefined) throw new DomainError("not-found", "error.not-found", {}, { siteId: input.siteId });
    for (const tag of parsed.data) {
      const [known] = await findReference(tx, "language", tag);
      if (known === undefined) throw new DomainError("bad-input", "error.bad-input", { what: tag });
    }
    await updateSiteLanguages(tx, input.siteId, parsed.data, ctx.now());
    const detail = { languages: parsed.data };
    await recordAudit(tx, ctx, { action: "change-site-languages", noun: "site", nounId: input.siteId, detail });
  });
  return { languages: parsed.data };
}
