import type { Database } from "../../context.ts";
import { findReference } from "../reference/list-reference.ts";

/** A language's own name, else its Vietnamese one, else its tag. */
export async function languageName(db: Database, tag: string): Promise<string> {
  const [language] = await findReference(db, "language", tag);
  return language?.autonym || language?.nameVi || tag;
}
