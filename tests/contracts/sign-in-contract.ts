import { expect } from "vitest";
import type { Database } from "../../server/context.ts";
import {
  deleteExpiredSessions,
  deleteFailuresBefore,
  deleteSessionsOf,
  endLinks,
  findFailures,
  findLink,
  findSessionRow,
  insertLink,
  insertSession,
  saveFailures,
  spendLink,
  touchSession,
} from "../../server/db/repos/sign-in.ts";
import { addPersonRow } from "./people-contract.ts";

async function addLink(db: Database, token: string, personId: string | null): Promise<void> {
  await insertLink(db, {
    token_sha256: token,
    purpose: personId === null ? "first-run" : "invite",
    person_id: personId,
    expires_at_ms: 100,
    used_at_ms: null,
    created_at_ms: 1,
  });
}

export const signInContract = {
  name: "sessions end when told, a link is spent once, failures count by key",
  async run(db: Database): Promise<void> {
    await addPersonRow(db, "a");
    for (const token of ["s1", "s2", "s3"]) {
      const expiresAtMs = token === "s3" ? 50 : 1_000;
      const times = { created_at_ms: 1, last_seen_at_ms: 1, expires_at_ms: expiresAtMs };
      await insertSession(db, { token_sha256: token, person_id: "a", ...times });
    }
    await touchSession(db, "s1", 40);
    await deleteExpiredSessions(db, 50);
    expect(await findSessionRow(db, "s3")).toBeUndefined();
    expect(await findSessionRow(db, "s1")).toMatchObject({ last_seen_at_ms: 40 });
    await deleteSessionsOf(db, "a");
    expect(await findSessionRow(db, "s1")).toBeUndefined();

    await addLink(db, "l1", "a");
    await addLink(db, "l2", null);
    expect(await Promise.all([spendLink(db, "l1", 50), spendLink(db, "l1", 50)])).toEqual(
      expect.arrayContaining([true, false]),
    );
    expect(await findLink(db, "l1")).toMatchObject({ used_at_ms: 50 });
    expect(await spendLink(db, "l2", 100)).toBe(false);
    await endLinks(db, "a", 10);
    expect(await findLink(db, "l2")).toMatchObject({ expires_at_ms: 100 });
    await endLinks(db, null, 10);
    expect(await spendLink(db, "l2", 11)).toBe(false);

    await saveFailures(db, { key: "k", failures: 1, window_starts_at_ms: 5 });
    await saveFailures(db, { key: "k", failures: 2, window_starts_at_ms: 5 });
    expect(await findFailures(db, "k")).toEqual({ key: "k", failures: 2, window_starts_at_ms: 5 });
    await deleteFailuresBefore(db, 5);
    expect(await findFailures(db, "k")).toBeUndefined();
  },
};
