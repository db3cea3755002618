import type { ServiceContext } from "../../context.ts";
import { listSourceRows } from "../../db/repos/sources.ts";
import { requireRole } from "../people/require-role.ts";
import { type Source, sourceOf } from "./source-view.ts";

const MAX_SOURCES = 200;

/** Every source with its health, oldest first, at most 200. */
export async function listSources(ctx: ServiceContext): Promise<{ items: Source[] }> {
  requireRole(ctx);
  return { items: (await listSourceRows(ctx.db, MAX_SOURCES)).map(sourceOf) };
}
