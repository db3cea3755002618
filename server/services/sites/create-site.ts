import { defaultLanguageMix } from "../../../schemas/rules/language-chains.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { findSiteOfGate, insertSite } from "../../db/repos/sites.ts";
import { withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { newId } from "../../new-id.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";
import { findReference, listReference } from "../reference/list-reference.ts";

/** Every gate of the reference lies in Viet Nam, which has one zone and no clock changes. */
const GATE_TIME_ZONE = "Asia/Ho_Chi_Minh";

/**
 * Makes the site of a gate with the reference's names and its languages in their default mix. One site a gate.
 * Errors: `bad-input` for a gate the reference does not know; `conflict` when the gate has a site in use.
 */
export async function createSite(ctx: ServiceContext, input: { gateId: string }): Promise<{ siteId: string }> {
  requireRole(ctx, "administrator");
  const atMs = ctx.now();
  const siteId = newId(atMs);
  await withTransaction(ctx.db, async (tx) => {
    const [gate] = await findReference(tx, "gate", input.gateId);
    if (gate === undefined) throw new DomainError("bad-input", "sites.gate-unknown", { gateId: input.gateId });
    const known = await findSiteOfGate(tx, gate.id);
    if (known !== undefined) throw new DomainError("conflict", "sites.gate-taken", { name: known.name_vi });
    const roles = new Map((await listReference(tx, "language")).map(({ tag, role }) => [tag, role]));
    const rolesOf = (tag: string) => roles.get(tag) ?? [];
    await insertSite(tx, {
      id: siteId,
      gate_id: gate.id,
      name_vi: gate.nameVi,
      name_en: gate.nameEn,
      time_zone: GATE_TIME_ZONE,
      language_mix_json: canonicalJson(defaultLanguageMix(gate.languages, gate.neighbour, rolesOf)),
      tags_json: "[]",
      created_at_ms: atMs,
      updated_at_ms: atMs,
      retired_at_ms: null,
    });
    const detail = { gateId: gate.id };
    await recordAudit(tx, ctx, { action: "create-site", noun: "site", nounId: siteId, detail });
  });
  return { siteId };
}
