import { z } from "zod";
import type { Database } from "../../context.ts";
import { listSiteLanguages } from "../../db/repos/inbox.ts";

const Languages = z.array(z.string());

/** Every language spoken at any site in use. */
export async function siteLanguages(db: Database): Promise<ReadonlySet<string>> {
  const lists = await listSiteLanguages(db);
  return new Set(lists.flatMap((json) => Languages.parse(JSON.parse(json))));
}
