import { afterAll, beforeAll, expect, test } from "vitest";
import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import type { PlayGap } from "../../../schemas/play-record.ts";
import { signDocument } from "../../../schemas/trust/envelope.ts";
import { recordSha256 } from "../../../schemas/trust/record-chain.ts";
import { giveManifest } from "../../../tests/support/held-manifest.ts";
import { addPlayer, deviceLog } from "../../../tests/support/play-device.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { hashBytes, makeSigner } from "../../../tests/support/trust.ts";
import { ingestBatch } from "./ingest-batch.ts";

let house: TestContext;
beforeAll(async () => {
  house = await createTestContext();
});
afterAll(() => house.close());

test("what a player's log lost is an anomaly with its count, the mark passes over it, and sent again it counts once", async () => {
  const signer = await makeSigner();
  const { screenId } = await addScreen(house.ctx);
  await giveManifest(house.ctx.db, screenId, ["a".repeat(64)]);
  const player = await addPlayer(house.ctx, signer, screenId);
  const log = deviceLog(player.number, [Array.from({ length: 9 }, (_, place) => ({ startedMonoMs: place * 10_000 }))]);
  const [before, first, last] = [log[1], log[6], log[8]];
  if (before === undefined || first === undefined || last === undefined) throw new Error("no records");
  const gap: PlayGap = {
    from: { boot: 1, seq: 3 },
    to: { boot: 1, seq: 6 },
    count: 4,
    reason: "log-refused-writes",
    prevSha256: recordSha256(before, hashBytes),
    headSha256: first.prevSha256,
  };
  const head = {
    type: "play-batch",
    player: player.number,
    after: { boot: 0, seq: 0 },
    last: { boot: 1, seq: 9 },
    headSha256: recordSha256(last, hashBytes),
    gaps: [gap],
  };
  const records = [...log.slice(0, 2), ...log.slice(6)];
  const batch = { head: await signDocument(head, DOCUMENT_TYPES.playBatch, [signer]), records };
  for (let time = 1; time <= 2; time += 1) {
    const { stored, mark } = await ingestBatch(house.ctx, player, batch);
    expect({ stored, seq: mark.seq }).toEqual({ stored: true, seq: 9 });
  }
  const rows = await house.ctx.db.selectFrom("play_records").select("seq").orderBy("seq").execute();
  expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 7, 8, 9]);
  const anomalies = await house.ctx.db.selectFrom("play_anomalies").selectAll().execute();
  expect(anomalies.map((row) => [row.kind, row.boot, row.seq, JSON.parse(row.detail_json)])).toEqual([
    ["gap", 1, 3, { count: 4, reason: "log-refused-writes", toBoot: 1, toSeq: 6 }],
  ]);
});
