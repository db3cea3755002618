import type { Database } from "../../context.ts";
import { listSiteMixes } from "../../db/repos/inbox.ts";
import { storedMix } from "../sites/stored-forms.ts";

/** Every language spoken at any site in use. */
export async function siteLanguages(db: Database): Promise<ReadonlySet<string>> {
  const mixes = await listSiteMixes(db);
  return new Set(mixes.flatMap((json) => storedMix(json).map(({ language }) => language)));
}
