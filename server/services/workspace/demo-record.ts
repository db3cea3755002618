import { z } from "zod";
import { NounId } from "../../../schemas/primitives.ts";
import type { Database, ServiceContext } from "../../context.ts";
import { deleteSetting, findSetting, saveSetting } from "../../db/repos/settings.ts";
import { withTransaction } from "../../db/transaction.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { DEMO_MADE_AT_KEY } from "../settings/workspace-notice.ts";

/** Which nouns were made as a demo, so that one action can take them out of use again. Nothing else knows of a demo. */
export const DemoRecord = z.object({
  siteId: NounId,
  clusterId: NounId,
  screenId: NounId,
  personIds: z.array(NounId),
  storyIds: z.array(NounId),
  playlistIds: z.array(NounId),
  entryIds: z.array(NounId),
  daypartIds: z.array(NounId).default([]),
});
export type DemoRecord = z.infer<typeof DemoRecord>;

export const DEMO_NOUNS_KEY = "demo.nouns";
const DEMO_BEGUN_KEY = "demo.begun-at";

/** The demo in use, or undefined when there is none or it was removed. */
export async function findDemo(ctx: { readonly db: Database }): Promise<DemoRecord | undefined> {
  const value = await findSetting(ctx.db, DEMO_NOUNS_KEY);
  return value === undefined ? undefined : DemoRecord.parse(JSON.parse(value));
}

/** Writes down that a demo is being made, so that one which never got finished is known for what it is. */
export async function beginDemo(ctx: ServiceContext): Promise<void> {
  await saveSetting(ctx.db, DEMO_BEGUN_KEY, String(ctx.now()));
}

/** Whether a demo was begun and neither finished nor removed. */
export async function isDemoHalfMade(ctx: { readonly db: Database }): Promise<boolean> {
  return (await findSetting(ctx.db, DEMO_BEGUN_KEY)) !== undefined;
}

/** Writes down what the demo consists of; from now on the console says that it is there. */
export async function recordDemo(ctx: ServiceContext, demo: DemoRecord): Promise<void> {
  await withTransaction(ctx.db, async (tx) => {
    await saveSetting(tx, DEMO_NOUNS_KEY, JSON.stringify(demo));
    await saveSetting(tx, DEMO_MADE_AT_KEY, String(ctx.now()));
    await deleteSetting(tx, DEMO_BEGUN_KEY);
    await recordAudit(tx, ctx, { action: "make-demo", noun: "workspace", nounId: "demo", detail: { ...demo } });
  });
}
