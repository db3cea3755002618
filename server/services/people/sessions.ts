import type { Database, ServiceContext } from "../../context.ts";
import { deleteExpiredSessions, findSessionRow, insertSession, touchSession } from "../../db/repos/sign-in.ts";
import type { Transaction } from "../../db/transaction.ts";
import { sha256Hex } from "../../sha256.ts";
import type { Person } from "./person.ts";
import { findPerson } from "./read-person.ts";
import { rolesInForce } from "./roles-in-force.ts";
import { newSecretToken } from "./secret-token.ts";

/** A session dies this long after it was last used, and this long after it began, whichever comes first. */
export const SESSION_IDLE_MS = 12 * 3_600_000;
export const SESSION_MAX_MS = 7 * 24 * 3_600_000;

/** Uses within this time of the last noted one are not written down: reading a page must not cost a commit. */
const TOUCH_AFTER_MS = 60_000;

/** Opens a session and returns its token, the only copy there is. */
export async function openSession(tx: Transaction, personId: string, nowMs: number): Promise<string> {
  const token = newSecretToken();
  await deleteExpiredSessions(tx, nowMs);
  await insertSession(tx, {
    token_sha256: sha256Hex(token),
    person_id: personId,
    created_at_ms: nowMs,
    last_seen_at_ms: nowMs,
    expires_at_ms: nowMs + SESSION_MAX_MS,
  });
  return token;
}

/** The active person whose living session this token opens, with the roles that are in force now; else `undefined`. */
export async function findSignedInPerson(
  ctx: Pick<ServiceContext, "db" | "now">,
  token: string,
): Promise<Person | undefined> {
  const tokenSha256 = sha256Hex(token);
  const session = await findSessionRow(ctx.db, tokenSha256);
  if (session === undefined) return undefined;
  const nowMs = ctx.now();
  if (nowMs >= session.expires_at_ms || nowMs >= session.last_seen_at_ms + SESSION_IDLE_MS) return undefined;
  const person = await findPerson(ctx.db, session.person_id);
  if (person?.state !== "active") return undefined;
  await noteUse(ctx.db, tokenSha256, session.last_seen_at_ms, nowMs);
  return { ...person, roles: await rolesInForce(ctx, person) };
}

async function noteUse(db: Database, tokenSha256: string, lastSeenAtMs: number, nowMs: number): Promise<void> {
  if (nowMs - lastSeenAtMs >= TOUCH_AFTER_MS) await touchSession(db, tokenSha256, nowMs);
}
