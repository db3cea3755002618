import { expect } from "vitest";
import { insertBatchHeads } from "../../server/db/repos/batch-heads.ts";
import {
  type LogPart,
  listAnchorsOfBoot,
  listBootsOfPart,
  listHeadsOfPart,
  listLogParts,
  listPlayersServing,
  listRecordsOfPart,
} from "../../server/db/repos/evidence.ts";
import { insertAnchors, insertPlays } from "../../server/db/repos/play-log.ts";
import { insertPlayer, openAssignment } from "../../server/db/repos/players.ts";
import { play } from "../support/play-row.ts";
import type { RepositoryContract } from "./repository-contract.ts";
import { addScreenRows } from "./sites-contract.ts";

const AT = 1_800_000_000_000;
const UNPAIRED = { device_name: "", paired_at_ms: AT, paired_by: null, revoked_at_ms: null };

/** A part of a log reaches to the end of the batch that its last record came in; its pages come in the order of the chain. */
export const evidenceContract: RepositoryContract = {
  name: "evidence: a part of a log is whole to the end of its last batch, and is read in the order of the chain",
  async run(db) {
    await addScreenRows(db, "a");
    const silent = { highest_boot: 0, state_json: null, state_at_ms: null };
    const player = await insertPlayer(db, { key_id: "key", public_x: "x", ...UNPAIRED, ...silent });
    await openAssignment(db, { player, screenId: "a-1", fromMs: 0 });
    const keys = [
      [1, 9],
      [1, 10],
      [3, 1],
      [3, 2],
      [3, 3],
    ] as const;
    await insertPlays(
      db,
      keys.map(([boot, seq], index) => {
        const at = { started_at_ms: AT + index * 10, started_mono_ms: seq * 100, received_at_ms: AT + 100 };
        return play(boot, seq, { player, ...at });
      }),
    );
    const head = { player, envelope_json: "{}" };
    await insertBatchHeads(db, [
      { ...head, boot: 1, seq: 10 },
      { ...head, boot: 3, seq: 3 },
    ]);
    await insertBatchHeads(db, [{ ...head, boot: 3, seq: 3, envelope_json: "other" }]);
    await insertBatchHeads(db, []);
    const span = { fromMs: AT + 10, toMs: AT + 40, untilReceivedMs: AT + 100 };
    const [part] = await listLogParts(db, span);
    const whole: LogPart = { player, first: { boot: 1, seq: 10 }, last: { boot: 3, seq: 3 } };
    expect(part).toEqual(whole);
    expect(await listLogParts(db, { ...span, untilReceivedMs: AT + 99 })).toEqual([]);
    const records = await listRecordsOfPart(db, whole, null, 2);
    expect(records.map(({ boot, seq }) => [boot, seq])).toEqual([
      [1, 10],
      [3, 1],
    ]);
    const rest = await listRecordsOfPart(db, whole, { boot: 3, seq: 1 }, 9);
    expect(rest.map(({ boot, seq }) => [boot, seq])).toEqual([
      [3, 2],
      [3, 3],
    ]);
    expect((await listHeadsOfPart(db, whole, null, 9)).map(({ seq, envelope_json }) => [seq, envelope_json])).toEqual([
      [10, "{}"],
      [3, "{}"],
    ]);
    expect(await listHeadsOfPart(db, whole, { boot: 1, seq: 10 }, 9)).toHaveLength(1);
    expect(await listBootsOfPart(db, whole)).toEqual([
      { boot: 1, fromMonoMs: 1_000, toMonoMs: 1_000 },
      { boot: 3, fromMonoMs: 100, toMonoMs: 300 },
    ]);
    const anchors = [50, 90, 200, 400, 500].map((monoMs) => ({ boot: 3, monoMs, utcMs: AT, uncertaintyMs: 1 }));
    await insertAnchors(db, player, anchors);
    const around = async (afterMonoMs: number, limit: number) =>
      (await listAnchorsOfBoot(db, { player, boot: 3, fromMonoMs: 100, toMonoMs: 300 }, afterMonoMs, limit)).map(
        ({ mono_ms }) => mono_ms,
      );
    expect(await around(-1, 2)).toEqual([90, 200]);
    expect(await around(200, 9)).toEqual([400]);
    const [served] = await listPlayersServing(db, [player, player + 1]);
    expect(served).toMatchObject({ number: player, key_id: "key", assignments: [{ screen_id: "a-1", to_ms: null }] });
    expect(await listPlayersServing(db, [])).toEqual([]);
  },
};
