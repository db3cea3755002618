import { expect } from "vitest";
import type { Database } from "../../server/context.ts";
import { findLastAuditRow, listAuditRows } from "../../server/db/repos/audit.ts";
import { findSetting, saveSetting } from "../../server/db/repos/settings.ts";
import { withTransaction } from "../../server/db/transaction.ts";
import { recordAudit } from "../../server/services/audit/record-audit.ts";
import { verifyAudit } from "../../server/services/audit/verify-audit.ts";

const actor = { kind: "system", reason: "test" } as const;

export const auditContract = {
  name: "lines written side by side make one chain; settings keep their last value",
  async run(db: Database): Promise<void> {
    expect(await findLastAuditRow(db)).toBeUndefined();
    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        withTransaction(db, (tx) =>
          recordAudit(tx, { actor, now: () => index }, { action: "try", noun: "thing", nounId: String(index) }),
        ),
      ),
    );
    expect(await verifyAudit(db)).toMatchObject({ ok: true, rows: 30 });
    const rows = await listAuditRows(db, 0, 100);
    expect(rows.map((row) => row.noun_id).sort((a, b) => Number(a) - Number(b))).toHaveLength(30);
    expect(await findLastAuditRow(db)).toEqual(rows.at(-1));
    expect(await listAuditRows(db, rows[27]?.seq ?? 0, 100)).toEqual(rows.slice(28));

    expect(await findSetting(db, "x")).toBeUndefined();
    await saveSetting(db, "x", "một");
    await saveSetting(db, "x", "hai");
    expect(await findSetting(db, "x")).toBe("hai");
  },
};
