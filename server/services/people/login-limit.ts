import type { Database } from "../../context.ts";
import { deleteFailuresBefore, findFailures, saveFailures } from "../../db/repos/sign-in.ts";
import { DomainError } from "../../errors.ts";
import { sha256Hex } from "../../sha256.ts";

const MAX_ATTEMPTS = 5;
const WINDOW_MS = 15 * 60_000;

/** Names the pair of login and address; hashed, because what people type into the login field may be a password. */
export function loginLimitKey(login: string, remoteAddress: string): string {
  return sha256Hex(JSON.stringify([login, remoteAddress]));
}

/**
 * Takes one of the five attempts of 15 minutes, or throws `too-many-attempts` with the minutes left. It is counted
 * before the password is looked at, so that guesses sent side by side do not share one count.
 */
export async function takeLoginAttempt(tx: Database, key: string, nowMs: number): Promise<void> {
  await deleteFailuresBefore(tx, nowMs - WINDOW_MS);
  const row = await findFailures(tx, key);
  if (row !== undefined && row.failures >= MAX_ATTEMPTS) {
    const minutes = Math.max(1, Math.ceil((row.window_starts_at_ms + WINDOW_MS - nowMs) / 60_000));
    throw new DomainError("too-many-attempts", "people.too-many-attempts", { minutes });
  }
  await saveFailures(tx, {
    key,
    failures: (row?.failures ?? 0) + 1,
    window_starts_at_ms: row?.window_starts_at_ms ?? nowMs,
  });
}
