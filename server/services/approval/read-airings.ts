import type { AiringDocument } from "../../../schemas/airing-document.ts";
import type { ServiceContext } from "../../context.ts";
import { listAiringRows } from "../../db/repos/airing-documents.ts";
import { requireRole } from "../people/require-role.ts";
import { airingStandings } from "./airing-standing.ts";

/** The documents with these hashes; one that is unknown, or whose stored bytes are no longer those, is absent. */
export async function readAirings(
  ctx: ServiceContext,
  airingSha256s: readonly string[],
): Promise<Record<string, AiringDocument>> {
  requireRole(ctx, "editor", "approver", "administrator");
  const rows = await listAiringRows(ctx.db, [...new Set(airingSha256s)]);
  const documents: Record<string, AiringDocument> = {};
  for (const [sha256, { document }] of await airingStandings(ctx, rows)) {
    if (document !== null) documents[sha256] = document;
  }
  return documents;
}
