import type { ServiceContext } from "../../context.ts";
import { listScreensToCompile } from "../../db/repos/manifests.ts";
import { requireRole } from "../people/require-role.ts";
import { storedTags } from "./stored-forms.ts";

/** A label with how many screens in use it reaches, their own or through their site. */
export interface TagCount {
  readonly tag: string;
  readonly screens: number;
}

/** Every label that a screen in use or its site bears, by label. */
export async function listTags(ctx: ServiceContext): Promise<TagCount[]> {
  requireRole(ctx, "editor", "approver", "administrator");
  const counts = new Map<string, number>();
  for (const row of await listScreensToCompile(ctx.db)) {
    const tags = new Set([...storedTags(row.screen_tags_json), ...storedTags(row.site_tags_json)]);
    for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts].map(([tag, screens]) => ({ tag, screens })).sort((one, other) => (one.tag < other.tag ? -1 : 1));
}
