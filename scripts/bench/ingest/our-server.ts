import { createApp } from "../../../server/app.ts";
import { insertAnchors } from "../../../server/db/repos/play-log.ts";
import { createJsonLog } from "../../../server/json-log.ts";
import { listen } from "../../../server/listen.ts";
import { attachPlayerGateway } from "../../../server/socket/gateway.ts";
import { giveManifest } from "../../../tests/support/held-manifest.ts";
import { addPlayer } from "../../../tests/support/play-device.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext } from "../../../tests/support/server-context.ts";
import type { TestSigner } from "../../../tests/support/trust.ts";
import { AIRINGS, REVISION } from "./frames.ts";

const ANCHOR_EVERY_MS = 300_000;

/** What takes plays, in the process that is measured. */
export interface Target {
  readonly url: string;
  /** Plays that are stored, counted in the store itself. */
  countPlays(): Promise<number>;
  close(): Promise<void>;
}

/** The real server on SQLite with this many players, their manifests and clock anchors; only what it logs goes nowhere. */
export async function ourServer(
  players: number,
  signer: Pick<TestSigner, "keyId" | "key" | "publicKey">,
  clock: { readonly firstStartMs: number; readonly spanMs: number },
): Promise<Target> {
  const house = await createTestContext();
  const ctx = { ...house.ctx, now: Date.now, log: createJsonLog(() => undefined, Date.now) };
  for (let index = 0; index < players; index += 1) {
    const { screenId } = await addScreen(ctx);
    const { number } = await addPlayer(ctx, signer, screenId);
    await giveManifest(ctx.db, screenId, AIRINGS, REVISION);
    const anchors = Array.from({ length: Math.ceil(clock.spanMs / ANCHOR_EVERY_MS) }, (_, place) => ({
      boot: 1,
      monoMs: place * ANCHOR_EVERY_MS,
      utcMs: clock.firstStartMs + place * ANCHOR_EVERY_MS,
      uncertaintyMs: 20,
    }));
    await insertAnchors(ctx.db, number, anchors);
  }
  const listening = await listen(createApp(ctx).fetch, "127.0.0.1", 0);
  const gateway = attachPlayerGateway(listening.server, ctx);
  return {
    url: listening.address.url,
    async countPlays() {
      const anomalies = await ctx.db.selectFrom("play_anomalies").selectAll().execute();
      if (anomalies.length > 0) throw new Error(`The frames are not plausible: ${JSON.stringify(anomalies[0])}.`);
      const counted = [];
      for (const table of ["play_totals", "play_day_totals", "play_month_totals"] as const) {
        const row = await ctx.db
          .selectFrom(table)
          .select(({ fn }) => fn.sum("plays").as("plays"))
          .executeTakeFirst();
        counted.push(Number(row?.plays ?? 0));
      }
      const { plays } = await ctx.db
        .selectFrom("play_records")
        .select(({ fn }) => fn.countAll<number>().as("plays"))
        .executeTakeFirstOrThrow();
      if (counted.some((sum) => sum !== plays))
        throw new Error(`${plays} plays are in totals of ${counted.join(", ")}.`);
      return plays;
    },
    async close() {
      await gateway.close();
      await listening.close();
      await house.close();
    },
  };
}
