import { afterAll, beforeAll, expect, test } from "vitest";
import { approvePicture } from "../../../tests/support/content-factory.ts";
import { createEditorialDesk, type EditorialDesk } from "../../../tests/support/editorial-desk.ts";
import { addPlayer } from "../../../tests/support/play-device.ts";
import { playerState } from "../../../tests/support/player-state.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { makeSigner } from "../../../tests/support/trust.ts";
import { writePlayerState } from "../../db/repos/player-states.ts";
import { withTransaction } from "../../db/transaction.ts";
import { confirmWithdrawals } from "./confirm-withdrawals.ts";
import { withdrawAiring } from "./withdraw-airing.ts";
import { withdrawalProgress } from "./withdrawal-progress.ts";

let world: EditorialDesk["world"];
let editor: EditorialDesk["editor"];
let approvers: EditorialDesk["approvers"];

beforeAll(async () => {
  ({ world, editor, approvers } = await createEditorialDesk());
});
afterAll(() => world.close());

const tell = (player: number, withdrawalsVersion: number, playing: string | null, atMs: number) =>
  withTransaction(world.ctx.db, (tx) =>
    confirmWithdrawals(tx, player, playerState({ withdrawalsVersion, playing }), atMs),
  );

test("a screen confirms a withdrawal once it holds the list and shows nothing of it; the others stay pending by name", async () => {
  const screens = [await addScreen(world.ctx), await addScreen(world.ctx), await addScreen(world.ctx)];
  const players: number[] = [];
  for (const { screenId } of screens.slice(0, 2)) {
    players.push((await addPlayer(world.ctx, await makeSigner(), screenId)).number);
  }
  const [near = 0, far = 0] = players;
  const { airingSha256 } = await approvePicture(editor, approvers, "một");
  const { version } = await withdrawAiring(editor, { airingSha256, reason: "sai" });
  const ids = async () => {
    const { confirmed, pending } = await withdrawalProgress(editor, { airingSha256 });
    return { confirmed: confirmed.map((row) => row.screenId), pending: pending.map((row) => row.screenId).sort() };
  };
  const [first = "", second = ""] = screens.map(({ screenId }) => screenId);
  expect(await ids()).toEqual({ confirmed: [], pending: [first, second].sort() });
  await tell(near, version - 1, null, 1_000);
  await tell(near, version, airingSha256, 2_000);
  expect((await ids()).confirmed).toEqual([]);
  await tell(near, version, null, 3_000);
  await tell(near, version, null, 4_000);
  expect(await ids()).toEqual({ confirmed: [first], pending: [second] });
  expect((await withdrawalProgress(editor, { airingSha256 })).confirmed[0]?.confirmedAtMs).toBe(3_000);
  const later = await approvePicture(editor, approvers, "hai");
  const next = await withdrawAiring(editor, { airingSha256: later.airingSha256, reason: "sai" });
  await tell(far, next.version, null, 5_000);
  expect((await ids()).confirmed.sort()).toEqual([first, second].sort());
});

test("a list that a player knows and this server has lost is never given its number again", async () => {
  const { screenId } = await addScreen(world.ctx);
  const { number } = await addPlayer(world.ctx, await makeSigner(), screenId);
  const state = playerState({ withdrawalsVersion: 500 });
  await withTransaction(world.ctx.db, (tx) =>
    writePlayerState(tx, number, { json: JSON.stringify(state), boot: 1, atMs: 1 }),
  );
  const { airingSha256 } = await approvePicture(editor, approvers, "sau khi khôi phục");
  expect(await withdrawAiring(editor, { airingSha256, reason: "sai" })).toEqual({ version: 501 });
});
