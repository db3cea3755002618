import type { ServiceContext } from "../../context.ts";

/** What everyone in the console must know about the workspace they stand in. */
export interface WorkspaceNotice {
  /** When the demo was made into this workspace; null: there is none, or it was removed. */
  readonly demoMadeAtMs: number | null;
}

/** Key of the settings row that says when the demo was made, in epoch milliseconds. */
export const DEMO_MADE_AT_KEY = "demo.made-at";

/** Returns what stands over every page of the console. Anyone may read it. */
export async function readWorkspaceNotice(ctx: Pick<ServiceContext, "db">): Promise<WorkspaceNotice> {
  const row = await ctx.db
    .selectFrom("settings")
    .select("value")
    .where("key", "=", DEMO_MADE_AT_KEY)
    .executeTakeFirst();
  const madeAtMs = row === undefined ? Number.NaN : Number(row.value);
  return { demoMadeAtMs: Number.isSafeInteger(madeAtMs) ? madeAtMs : null };
}
