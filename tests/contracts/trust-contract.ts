import { expect } from "vitest";
import type { Database } from "../../server/context.ts";
import {
  closePersonKeys,
  findNewestRoot,
  findRootVersion,
  insertRoot,
  openPersonKey,
} from "../../server/db/repos/root-documents.ts";
import { addPersonRow } from "./people-contract.ts";

const envelope = (payload: string) => ({
  payload,
  signatures: [{ protected: "e30", signature: "A".repeat(86) }],
});

export const trustContract = {
  name: "root versions are kept one by one; a person's key ends and opens again",
  async run(db: Database): Promise<void> {
    expect(await findNewestRoot(db)).toBeUndefined();
    for (const version of [1, 2, 10]) await insertRoot(db, { version, envelope: envelope(`AA${version}`) }, 5);
    expect(await findNewestRoot(db)).toEqual({ version: 10, envelope: envelope("AA10") });
    expect(await findRootVersion(db, 2)).toEqual(envelope("AA2"));
    expect(await findRootVersion(db, 3)).toBeUndefined();
    await expect(insertRoot(db, { version: 2, envelope: envelope("BB") }, 6)).rejects.toThrow();

    await addPersonRow(db, "a");
    const key = { keyId: "k1", publicKey: { kty: "OKP", crv: "Ed25519", x: "x" }, personId: "a", fromMs: 1 } as const;
    await openPersonKey(db, key);
    await closePersonKeys(db, "a", 9);
    const readKey = () => db.selectFrom("person_keys").select(["from_ms", "until_ms"]).execute();
    expect(await readKey()).toEqual([{ from_ms: 1, until_ms: 9 }]);
    await openPersonKey(db, { ...key, fromMs: 20 });
    expect(await readKey()).toEqual([{ from_ms: 1, until_ms: null }]);
  },
};
