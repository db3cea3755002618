import type { Database } from "../../context.ts";
import { listReferenceJson } from "../../db/repos/reference.ts";
import type { ReferenceKind } from "../../db/tables.ts";
import { REFERENCE_SCHEMAS, type ReferenceOf } from "./reference-kinds.ts";

/**
 * All rows of one kind, by their id (a province's is `<scheme> <code>`), dated rows oldest first. Reference data is public
 * inside the house: whoever holds the database may read it.
 */
export async function listReference<Kind extends ReferenceKind>(
  db: Database,
  kind: Kind,
): Promise<ReferenceOf<Kind>[]> {
  return (await listReferenceJson(db, kind)).map((json) => parseRow(kind, json));
}

/** The rows with this id: one, several when dated, none when unknown. */
export async function findReference<Kind extends ReferenceKind>(
  db: Database,
  kind: Kind,
  id: string,
): Promise<ReferenceOf<Kind>[]> {
  return (await listReferenceJson(db, kind, id)).map((json) => parseRow(kind, json));
}

function parseRow<Kind extends ReferenceKind>(kind: Kind, json: string): ReferenceOf<Kind> {
  return REFERENCE_SCHEMAS[kind].parse(JSON.parse(json)) as ReferenceOf<Kind>;
}
