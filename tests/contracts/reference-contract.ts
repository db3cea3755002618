import { expect } from "vitest";
import type { Database } from "../../server/context.ts";
import {
  listReferenceJson,
  readReferenceHashes,
  referenceKey,
  saveReferenceRows,
} from "../../server/db/repos/reference.ts";

export const referenceContract = {
  name: "reference rows are replaced by their key alone, and dated rows of one id stand side by side",
  async run(db: Database): Promise<void> {
    const row = (id: string, validFrom: string, text: string) =>
      ({ kind: "province", id, valid_from: validFrom, row_json: `"${text}"`, sha256: text }) as const;
    const many = Array.from({ length: 450 }, (_, index) => row(`m${index}`, "", "many"));
    await saveReferenceRows(db, [
      row("b", "2026-01-01", "newer"),
      row("b", "", "older"),
      row("a", "", "first"),
      ...many,
    ]);
    await saveReferenceRows(db, [row("a", "", "changed")]);
    expect(await listReferenceJson(db, "province", "b")).toEqual(['"older"', '"newer"']);
    expect((await listReferenceJson(db, "province")).slice(0, 3)).toEqual(['"changed"', '"older"', '"newer"']);
    expect(await listReferenceJson(db, "gate")).toEqual([]);
    const hashes = await readReferenceHashes(db);
    expect(hashes.size).toBe(453);
    expect(hashes.get(referenceKey(row("b", "2026-01-01", "")))).toBe("newer");
  },
};
