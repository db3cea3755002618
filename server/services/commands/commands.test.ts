import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { MAX_COMMANDS_TOLD } from "../../../schemas/commands.ts";
import { Status } from "../../../schemas/manifest.ts";
import { envelopeBytes } from "../../../schemas/trust/envelope.ts";
import { addPlayer } from "../../../tests/support/play-device.ts";
import { addScreen } from "../../../tests/support/screen-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { makeSigner } from "../../../tests/support/trust.ts";
import { findPlayer } from "../../db/repos/players.ts";
import { withTransaction } from "../../db/transaction.ts";
import { signStatus } from "../manifests/sign-status.ts";
import { listCommands } from "./list-commands.ts";
import { sendCommand } from "./send-command.ts";
import { takeCommandResults } from "./take-command-results.ts";

type Person = Awaited<ReturnType<TestContext["asPerson"]>>;
let world: TestContext;
let administrator: Person;
let screenId: string;
let player: number;

beforeAll(async () => {
  world = await createTestContext();
  administrator = await world.asPerson(["administrator"]);
});
beforeEach(async () => {
  ({ screenId } = await addScreen(world.ctx));
  player = (await addPlayer(world.ctx, await makeSigner(), screenId)).number;
});
afterAll(() => world.close());

async function told(ofScreen = screenId) {
  const envelope = await signStatus(world.ctx, ofScreen);
  return Status.parse(JSON.parse(new TextDecoder().decode(envelopeBytes(envelope)))).commands ?? [];
}

const answer = (from: number, number: number, outcome: "done" | "failed" = "done") =>
  withTransaction(world.ctx.db, (tx) =>
    takeCommandResults(tx, from, [{ number, outcome, detail: "ok" }], world.ctx.now()),
  );

test("an order is in every status of its screen until its result is known, and in no other screen's", async () => {
  const other = await addScreen(world.ctx);
  const hinted: string[] = [];
  const unwatch = world.ctx.bus.watch("command-sent", (hint) => hinted.push(hint.screenId));
  const { number } = await sendCommand(administrator, { screenId, order: { kind: "reload" } });
  unwatch();
  expect(hinted).toEqual([screenId]);
  expect(await told()).toMatchObject([{ number, player, order: { kind: "reload" } }]);
  expect(await told(other.screenId)).toEqual([]);
  await answer(player, number);
  expect(await told()).toEqual([]);
  expect(await listCommands(administrator, { screenId })).toMatchObject([{ number, state: "done", detail: "ok" }]);
});

test("numbers only grow, the first result stays, and no player answers for another", async () => {
  const stranger = await addPlayer(world.ctx, await makeSigner(), (await addScreen(world.ctx)).screenId);
  const first = await sendCommand(administrator, { screenId, order: { kind: "reload" } });
  const second = await sendCommand(administrator, { screenId, order: { kind: "identify", seconds: 10 } });
  expect(second.number).toBeGreaterThan(first.number);
  await answer(stranger.number, first.number, "failed");
  expect(await told()).toHaveLength(2);
  await answer(player, first.number, "failed");
  await answer(player, first.number, "done");
  expect((await listCommands(administrator, { screenId })).find((row) => row.number === first.number)?.state).toBe(
    "failed",
  );
});

test("what may interrupt a picture is ordered by those who may, and to a screen with a player alone", async () => {
  const editor = await world.asPerson(["editor"]);
  const send = (person: Person, kind: "restart" | "unpair" | "screenshot", to = screenId) =>
    sendCommand(person, { screenId: to, order: { kind } });
  await expect(send(editor, "restart")).rejects.toMatchObject({ code: "not-allowed" });
  await expect(send(editor, "unpair")).rejects.toMatchObject({ code: "not-allowed" });
  await send(editor, "screenshot");
  const empty = await addScreen(world.ctx);
  await expect(send(administrator, "restart", empty.screenId)).rejects.toMatchObject({ code: "conflict" });
  await expect(send(administrator, "restart", "01930000-0000-7000-8000-00000000dead")).rejects.toMatchObject({
    code: "not-found",
  });
});

test("more orders than a status carries are refused, and nothing of them is kept", async () => {
  for (let n = 0; n < MAX_COMMANDS_TOLD; n += 1)
    await sendCommand(administrator, { screenId, order: { kind: "reload" } });
  await expect(sendCommand(administrator, { screenId, order: { kind: "reload" } })).rejects.toMatchObject({
    code: "conflict",
  });
  expect(await told()).toHaveLength(MAX_COMMANDS_TOLD);
});

test("a player that has forgotten the server is no longer one of its players", async () => {
  const { number } = await sendCommand(administrator, { screenId, order: { kind: "unpair" } });
  expect((await findPlayer(world.ctx.db, player))?.revoked_at_ms).toBeNull();
  await answer(player, number);
  expect((await findPlayer(world.ctx.db, player))?.revoked_at_ms).not.toBeNull();
});
