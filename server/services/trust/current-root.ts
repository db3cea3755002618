import type { Envelope } from "../../../schemas/envelope.ts";
import { RootDocument } from "../../../schemas/root-document.ts";
import { envelopeBytes } from "../../../schemas/trust/envelope.ts";
import { parseCanonical } from "../../../schemas/trust/signed-document.ts";
import type { ServiceContext } from "../../context.ts";
import { findNewestRoot } from "../../db/repos/root-documents.ts";

export interface SignedRoot {
  readonly document: RootDocument;
  readonly envelope: Envelope;
}

/** The newest root document. Throws when `ensureRoot` has not run yet. Inside a transaction pass `{ db: tx }`. */
export async function currentRoot(ctx: Pick<ServiceContext, "db">): Promise<SignedRoot> {
  const root = await findCurrentRoot(ctx);
  if (root === undefined) throw new Error("There is no root document yet.");
  return root;
}

/** The newest root document, or `undefined` in a new installation. */
export async function findCurrentRoot(ctx: Pick<ServiceContext, "db">): Promise<SignedRoot | undefined> {
  const stored = await findNewestRoot(ctx.db);
  if (stored === undefined) return undefined;
  const opened = parseCanonical(new TextDecoder().decode(envelopeBytes(stored.envelope)), RootDocument);
  if (!opened.ok) throw new Error(`The stored root document ${stored.version} is damaged: ${opened.reason}.`);
  return { document: opened.document, envelope: stored.envelope };
}
