import type { AiringBundle } from "../../../schemas/player-http.ts";
import type { ServiceContext } from "../../context.ts";
import { findAiringRow, listApprovals } from "../../db/repos/airing-documents.ts";
import { DomainError } from "../../errors.ts";
import { readEnvelope } from "./airing-standing.ts";

/**
 * The document's stored text, byte for byte, with every approval known for it. Judges nothing: whoever reads it must.
 * Errors: `not-found`.
 */
export async function readAiringBundle(ctx: Pick<ServiceContext, "db">, airingSha256: string): Promise<AiringBundle> {
  const row = await findAiringRow(ctx.db, airingSha256);
  if (row === undefined) throw new DomainError("not-found", "error.not-found", {}, { airingSha256 });
  const approvals = await listApprovals(ctx.db, [airingSha256]);
  return { document: row.document, approvals: approvals.flatMap(readEnvelope) };
}
