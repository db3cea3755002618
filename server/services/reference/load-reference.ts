import { readReferenceData } from "../../../schemas/reference/reference-data.ts";
import type { ServiceContext } from "../../context.ts";
import { type ReferenceRow, readReferenceHashes, referenceKey, saveReferenceRows } from "../../db/repos/reference.ts";
import type { ReferenceKind } from "../../db/tables.ts";
import { withTransaction } from "../../db/transaction.ts";
import { sha256Hex } from "../../sha256.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { requireRole } from "../people/require-role.ts";

/**
 * Brings the reference data that comes with this version into the database and returns how many rows were new or changed.
 * Idempotent. A row that a later version leaves out stays: content and evidence may point to it.
 */
export async function loadReference(ctx: ServiceContext): Promise<{ changed: number }> {
  requireRole(ctx, "administrator");
  const rows = shippedRows();
  return withTransaction(ctx.db, async (tx) => {
    const stored = await readReferenceHashes(tx);
    const changed = rows.filter((row) => stored.get(referenceKey(row)) !== row.sha256);
    if (changed.length > 0) {
      await saveReferenceRows(tx, changed);
      await recordAudit(tx, ctx, {
        action: "load-reference",
        noun: "reference",
        nounId: "all",
        detail: { changed: changed.length },
      });
    }
    return { changed: changed.length };
  });
}

function shippedRows(): ReferenceRow[] {
  const data = readReferenceData();
  return [
    ...data.gates.rows.map((gate) => toRow("gate", gate.id, null, gate)),
    ...data.provinces.rows.map((row) => toRow("province", `${row.scheme} ${row.code}`, row.validFrom, row)),
    ...data.languages.rows.map((language) => toRow("language", language.tag, null, language)),
    ...data.holidays.rows.map((holiday) => toRow("holiday", holiday.id, null, holiday)),
    ...data.programmes.rows.map((programme) => toRow("programme", programme.code, null, programme)),
    ...data.organisations.rows.map((row) => toRow("organisation", row.id, row.validFrom, row)),
  ];
}

/** A row valid since ever has the empty text as its start, which sorts before every date. */
function toRow(kind: ReferenceKind, id: string, validFrom: string | null, content: object): ReferenceRow {
  const row_json = JSON.stringify(content);
  return { kind, id, valid_from: validFrom ?? "", row_json, sha256: sha256Hex(row_json) };
}
