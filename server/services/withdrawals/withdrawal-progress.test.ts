import { afterAll, beforeAll, expect, test } from "vitest";
import type { PlayerState } from "../../../schemas/player-socket.ts";
import { approvePicture } from "../../../tests/support/content-factory.ts";
import { addPlayer } from "../../../tests/support/play-device.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { makeSigner } from "../../../tests/support/trust.ts";
import { writePlayerState } from "../../db/repos/player-states.ts";
import { withTransaction } from "../../db/transaction.ts";
import { loadReference } from "../reference/load-reference.ts";
import { confirmWithdrawals } from "./confirm-withdrawals.ts";
import { withdrawAiring } from "./withdraw-airing.ts";
import { withdrawalProgress } from "./withdrawal-progress.ts";

type Person = Awaited<ReturnType<TestContext["asPerson"]>>;
let world: TestContext;
let editor: Person;
let approvers: [Person, Person];

beforeAll(async () => {
  world = await createTestContext();
  await loadReference(world.ctx);
  editor = await world.asPerson(["editor"]);
  approvers = [await world.asPerson(["approver"]), await world.asPerson(["approver"])];
});
afterAll(() => world.close());

const tell = (player: number, withdrawalsVersion: number, playing: string | null, atMs: number) =>
  withTransaction(world.ctx.db, (tx) =>
    confirmWithdrawals(tx, player, { withdrawalsVersion, playing } as PlayerState, atMs),
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
  const state: PlayerState = {
    boot: 1,
    agentVersion: "1",
    rootVersion: 1,
    withdrawalsVersion: 500,
    playingRevision: 0,
    heldRevision: 0,
    heldSha256: null,
    ledgerHead: { boot: 0, seq: 0 },
    playing: null,
    stageConnected: true,
    clock: "anchored",
    wallMs: 1,
    monoMs: 1,
    storeBytes: 0,
    freeBytes: 0,
    troubles: [],
  };
  await withTransaction(world.ctx.db, (tx) =>
    writePlayerState(tx, number, { json: JSON.stringify(state), boot: 1, atMs: 1 }),
  );
  const { airingSha256 } = await approvePicture(editor, approvers, "sau khi khôi phục");
  expect(await withdrawAiring(editor, { airingSha256, reason: "sai" })).toEqual({ version: 501 });
});
