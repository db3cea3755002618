import type { Database, ServiceContext } from "../../context.ts";
import { findPersonRow } from "../../db/repos/people.ts";
import { endLinks, findLink, insertLink, type OneTimeLinkRow, spendLink } from "../../db/repos/sign-in.ts";
import type { Transaction } from "../../db/transaction.ts";
import { DomainError } from "../../errors.ts";
import { sha256Hex } from "../../sha256.ts";
import { newSecretToken } from "./secret-token.ts";

type Purpose = OneTimeLinkRow["purpose"];

const LIFETIME_MS: Readonly<Record<Purpose, number>> = {
  "first-run": 30 * 60_000,
  invite: 7 * 24 * 3_600_000,
  reset: 7 * 24 * 3_600_000,
};

/** Makes the person's one open link (`null`: the first-run link); older ones end. Returns the only copy of its token. */
export async function issueLink(
  tx: Transaction,
  purpose: Purpose,
  personId: string | null,
  nowMs: number,
): Promise<string> {
  const token = newSecretToken();
  await endLinks(tx, personId, nowMs);
  await insertLink(tx, {
    token_sha256: sha256Hex(token),
    purpose,
    person_id: personId,
    expires_at_ms: nowMs + LIFETIME_MS[purpose],
    used_at_ms: null,
    created_at_ms: nowMs,
  });
  return token;
}

/** Uses the link up and returns it. Of several callers at once one gets it; the others get `expired`. */
export async function takeLink(
  tx: Transaction,
  token: string,
  purposes: readonly Purpose[],
  nowMs: number,
): Promise<OneTimeLinkRow> {
  const link = await findOpenLink(tx, token, nowMs);
  if (!purposes.includes(link.purpose) || !(await spendLink(tx, link.token_sha256, nowMs))) throw spent();
  return link;
}

/** The link while it can be used; throws `expired` otherwise, and for a token that never was. */
export async function findOpenLink(db: Database, token: string, nowMs: number): Promise<OneTimeLinkRow> {
  const link = await findLink(db, sha256Hex(token));
  if (link === undefined || link.used_at_ms !== null || link.expires_at_ms <= nowMs) throw spent();
  return link;
}

export interface OpenLink {
  readonly purpose: Purpose;
  readonly expiresAtMs: number;
  /** Whose link it is; null for the first run. */
  readonly person: { readonly login: string; readonly displayName: string } | null;
}

/** What the form behind a link shows. Looking does not use the link up. */
export async function readLink(ctx: ServiceContext, input: { token: string }): Promise<OpenLink> {
  const link = await findOpenLink(ctx.db, input.token, ctx.now());
  const row = link.person_id === null ? undefined : await findPersonRow(ctx.db, link.person_id);
  return {
    purpose: link.purpose,
    expiresAtMs: link.expires_at_ms,
    person: row === undefined ? null : { login: row.login, displayName: row.display_name },
  };
}

function spent(): DomainError {
  return new DomainError("expired", "people.link-spent");
}
