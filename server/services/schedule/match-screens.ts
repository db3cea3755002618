import { EntryTarget } from "../../../schemas/entry-target.ts";
import { targetMatches } from "../../../schemas/rules/target-filter.ts";
import type { ServiceContext } from "../../context.ts";
import { listScreensToCompile } from "../../db/repos/manifests.ts";
import { requireRole } from "../people/require-role.ts";
import { listReference } from "../reference/list-reference.ts";
import { badInput } from "../rule-refusal.ts";
import { screenFacts } from "../sites/screen-facts.ts";
import { withStoredTags } from "./target-values.ts";

/** A screen that a target reaches. */
export interface MatchedScreen {
  readonly screenId: string;
  readonly name: string;
  readonly siteId: string;
  readonly siteNames: { readonly vi: string; readonly en: string };
}

/** The screens in use that a target reaches now, by id, and how many there are in all. Errors: `bad-input`. */
export async function matchScreens(
  ctx: ServiceContext,
  input: { readonly target: unknown },
): Promise<{ screens: MatchedScreen[]; ofScreens: number }> {
  requireRole(ctx, "editor", "approver", "administrator");
  const parsed = EntryTarget.safeParse(input.target);
  if (!parsed.success) throw badInput(parsed.error);
  const target = withStoredTags(parsed.data);
  const gates = new Map((await listReference(ctx.db, "gate")).map((gate) => [gate.id, gate]));
  const rows = await listScreensToCompile(ctx.db);
  const screens = rows
    .filter((row) => targetMatches(target, screenFacts(row, gates)))
    .map((row) => ({
      screenId: row.screen_id,
      name: row.screen_name,
      siteId: row.site_id,
      siteNames: { vi: row.name_vi, en: row.name_en },
    }));
  return { screens, ofScreens: rows.length };
}
