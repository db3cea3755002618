import { LanguageMix } from "../../../schemas/language-mix.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { findSite, updateSite } from "../../db/repos/sites.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { nextUpdate, refuseChanged } from "../audit/refuse-changed.ts";
import { requireRole } from "../people/require-role.ts";
import { findReference } from "../reference/list-reference.ts";
import { refusalOfMix } from "./mix-refusal.ts";

interface ChangeLanguageMixInput {
  readonly siteId: string;
  /** Shares make a whole; stored heaviest first. */
  readonly mix: unknown;
  /** The `updatedAtMs` that the change was made from. */
  readonly expectedUpdatedAtMs?: number | undefined;
}

/**
 * Sets which share of a site's airtime each language should have; screens follow at their next plan.
 * Errors: `bad-input` with the reason (not a whole, a language twice, a minimum above its share, an unknown language);
 * `not-found`; `conflict` when the site was changed meanwhile.
 */
export async function changeLanguageMix(
  ctx: ServiceContext,
  input: ChangeLanguageMixInput,
): Promise<{ mix: LanguageMix; updatedAtMs: number }> {
  requireRole(ctx, "editor", "administrator");
  const { siteId } = input;
  const parsed = LanguageMix.safeParse(input.mix);
  if (!parsed.success) throw refusalOfMix(input.mix, parsed.error);
  const mix = parsed.data;
  const updatedAtMs = await withTransaction(ctx.db, async (tx) => {
    const site = await findSite(tx, siteId);
    if (site === undefined) throw new DomainError("not-found", "error.not-found", {}, { siteId });
    await refuseChanged(tx, {
      noun: "site",
      nounId: siteId,
      row: site,
      expectedUpdatedAtMs: input.expectedUpdatedAtMs,
    });
    for (const { language } of mix) {
      const [known] = await findReference(tx, "language", language);
      if (known === undefined) throw new DomainError("bad-input", "sites.mix-language-unknown", { language });
    }
    const atMs = nextUpdate(ctx, site);
    await updateSite(tx, siteId, { language_mix_json: canonicalJson(mix), updated_at_ms: atMs });
    const detail = { before: site.language_mix_json, after: mix };
    await recordAudit(tx, ctx, { action: "change-language-mix", noun: "site", nounId: siteId, detail });
    return atMs;
  });
  ctx.bus.hint("place-changed", { siteId });
  return { mix, updatedAtMs };
}
