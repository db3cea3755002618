import { z } from "zod";
import { type DatedHours, OperatingHours } from "../../../schemas/operating-hours.ts";
import { CivilDate } from "../../../schemas/primitives.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import {
  deleteSiteHours,
  findSiteHours,
  listSiteHours,
  type SiteHoursRow,
  saveSiteHours,
} from "../../db/repos/site-hours.ts";
import { findSite } from "../../db/repos/sites.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { personNames } from "../approval/person-names.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { personIdOrNull, requireRole } from "../people/require-role.ts";
import { badInput } from "../rule-refusal.ts";
import { storedHours } from "./stored-forms.ts";

/** Most changes of hours one site keeps. */
const MAX_HOURS_ROWS = 200;

const Input = z.object({ fromDate: CivilDate, hours: OperatingHours.nullable() });

/** Hours with who set them, and when. */
export type SiteHours = DatedHours & { readonly setBy: string | null; readonly setAtMs: number };

/**
 * Sets when a site serves people, from a civil date until the next such change; hours set before for that very date are
 * replaced. `hours: null` takes back what was set for that date, so that the hours before it go on; again it changes
 * nothing. What was is kept in the audit log. Errors: `bad-input` with the reason, `not-found`; `conflict`, naming who,
 * when the hours of that date were set or taken back meanwhile.
 */
export async function setOperatingHours(
  ctx: ServiceContext,
  input: {
    readonly siteId: string;
    readonly fromDate: string;
    readonly hours: unknown;
    /** The `setAtMs` of that date's hours that the change was made from; null: there were none. */
    readonly expectedSetAtMs?: number | null | undefined;
  },
): Promise<{ hours: SiteHours[] }> {
  requireRole(ctx, "editor", "administrator");
  const parsed = Input.safeParse(input);
  if (!parsed.success) throw badInput(parsed.error, "sites.bad-hours");
  const { fromDate, hours } = parsed.data;
  const { siteId } = input;
  await withTransaction(ctx.db, async (tx) => {
    if ((await findSite(tx, siteId)) === undefined)
      throw new DomainError("not-found", "error.not-found", {}, { siteId });
    const before = await findSiteHours(tx, siteId, fromDate);
    await refuseSetMeanwhile(tx, before, input.expectedSetAtMs);
    if (hours === null) {
      if (before === undefined) return;
      await deleteSiteHours(tx, siteId, fromDate);
    } else {
      if (before === undefined && (await listSiteHours(tx, [siteId])).length >= MAX_HOURS_ROWS) {
        throw new DomainError("too-large", "sites.too-many-hours", { max: MAX_HOURS_ROWS });
      }
      const atMs = Math.max(ctx.now(), (before?.created_at_ms ?? 0) + 1);
      const made = { created_by: personIdOrNull(ctx), created_at_ms: atMs };
      await saveSiteHours(tx, { site_id: siteId, from_date: fromDate, hours_json: canonicalJson(hours), ...made });
    }
    const detail = { fromDate, before: before?.hours_json ?? null, after: hours };
    await recordAudit(tx, ctx, { action: "set-operating-hours", noun: "site", nounId: siteId, detail });
  });
  ctx.bus.hint("place-changed", { siteId });
  return { hours: await listOperatingHours(ctx, { siteId }) };
}

async function refuseSetMeanwhile(
  tx: Transaction,
  row: SiteHoursRow | undefined,
  expectedSetAtMs: number | null | undefined,
): Promise<void> {
  if (expectedSetAtMs === undefined || expectedSetAtMs === (row?.created_at_ms ?? null)) return;
  const name = (await personNames({ db: tx }, [row?.created_by ?? null])).get(row?.created_by ?? "");
  if (name === undefined) throw new DomainError("conflict", "error.changed-meanwhile");
  throw new DomainError("conflict", "error.changed-meanwhile-by", { name });
}

/** All hours of a site, oldest first; empty: open around the clock. Errors: `not-found`. */
export async function listOperatingHours(ctx: ServiceContext, input: { siteId: string }): Promise<SiteHours[]> {
  requireRole(ctx, "editor", "approver", "administrator");
  if ((await findSite(ctx.db, input.siteId)) === undefined) {
    throw new DomainError("not-found", "error.not-found", {}, { ...input });
  }
  const rows = await listSiteHours(ctx.db, [input.siteId]);
  return rows.map((row) => ({ ...storedHours(row), setBy: row.created_by, setAtMs: row.created_at_ms }));
}
