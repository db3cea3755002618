import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StatusShell } from "../../player/agent/shells/status-shell.ts";
import { openRootKeeper, type RootKeeper } from "../../player/agent/trust/root-keeper.ts";
import { openTrustedState } from "../../player/agent/trust/trusted-state.ts";
import { openWithdrawalKeeper, type WithdrawalKeeper } from "../../player/agent/trust/withdrawal-keeper.ts";
import { recordSha256 } from "../../schemas/trust/record-chain.ts";
import { findHeldNow } from "../../server/db/repos/manifests.ts";
import { getAiring } from "../../server/services/approval/get-airing.ts";
import { verifyAudit } from "../../server/services/audit/verify-audit.ts";
import type { LedgerPlayer } from "../../server/services/ledger/ingest-batch.ts";
import { currentRoot } from "../../server/services/trust/current-root.ts";
import { currentWithdrawals } from "../../server/services/withdrawals/current-withdrawals.ts";
import { withdrawAiring } from "../../server/services/withdrawals/withdraw-airing.ts";
import { type RunningServer, startServer } from "../../server/start-server.ts";
import { approvePicture } from "../support/content-factory.ts";
import { giveManifest } from "../support/held-manifest.ts";
import { type Installations, makeInstallations, SILENT } from "../support/installation.ts";
import { addPlayer, deviceLog } from "../support/play-device.ts";
import { until } from "../support/processes.ts";
import { addScreen } from "../support/screen-factory.ts";
import { addPerson } from "../support/server-context.ts";
import { SessionRig } from "../support/session-rig.ts";
import { hashBytes, makeSigner, type TestSigner } from "../support/trust.ts";

const WITHIN_MS = 20_000;
const AIRING = "a".repeat(64);
const RECORDS = 90;
/** Of them, those that were stored when the backup was made. */
const SAVED_RECORDS = 40;
/** Of the manifest that the player got after the backup. */
const LATER_REVISION = 7;

let houses: Installations;
let playerDir: string;
let server: RunningServer | undefined;
let rig: SessionRig | undefined;
beforeEach(async () => {
  houses = await makeInstallations();
  playerDir = await mkdtemp(join(tmpdir(), "cotmoc-player-"));
});
afterEach(async () => {
  rig?.stop();
  await server?.stop();
  await rm(playerDir, { recursive: true, force: true });
  await houses.remove();
});

async function start(): Promise<RunningServer> {
  server = await startServer(houses.configOf("server"), SILENT);
  return server;
}

/** The player's end as it is shipped: its session, its pinned root, its list on disk. `isMute`: it brings nothing back. */
async function connect(
  { ctx, address }: RunningServer,
  { player, signer, screenId }: Field,
  isMute = false,
): Promise<{ rig: SessionRig; keeper: WithdrawalKeeper; root: RootKeeper }> {
  const trusted = await openTrustedState(playerDir);
  const root = await openRootKeeper(playerDir, trusted);
  if (!root.isPinned) await root.pin((await currentRoot(ctx)).envelope);
  const keeper = await openWithdrawalKeeper(playerDir, root, trusted);
  const told: { shell?: StatusShell } = {};
  const device = new SessionRig({ url: address.url, signer, player, ctx }, address.url, (status, list) => {
    told.shell?.take(status, list);
  });
  const mute = { postBytes: async () => ({ kind: "unreachable" }) as const };
  told.shell = new StatusShell({
    screenId,
    link: { ...device.link, ...(isMute ? mute : {}) },
    root,
    trusted,
    withdrawals: keeper,
    onRootMoved: async () => undefined,
    onWithdrawn: () => {
      device.state.withdrawalsVersion = keeper.version;
      device.session.stateChanged();
    },
    onCommands: () => undefined,
    onManifestNamed: () => undefined,
    report: (event, detail = {}) => void device.events.push({ event, ...detail }),
  });
  device.state.withdrawalsVersion = keeper.version;
  rig = device;
  return { rig: device, keeper, root };
}

/** What is there besides the server. */
interface Field {
  readonly player: LedgerPlayer;
  readonly signer: TestSigner;
  readonly screenId: string;
}

type Person = Awaited<ReturnType<typeof addPerson>>;

/** Everything that happens before the restore: some of it before the backup, some of it after. */
async function loseThreeDays() {
  const first = await start();
  const { ctx } = first;
  const editor: Person = await addPerson(ctx, ["editor"]);
  const approvers = [await addPerson(ctx, ["approver"]), await addPerson(ctx, ["approver"])] as const;
  const { screenId } = await addScreen(ctx);
  await giveManifest(ctx.db, screenId, [AIRING]);
  const signer = await makeSigner();
  const field: Field = { player: await addPlayer(ctx, signer, screenId), signer, screenId };
  const early = await approvePicture(editor, approvers, "gỡ trước");
  const known = await approvePicture(editor, approvers, "gỡ sau");
  const withdraw = ({ airingSha256 }: { airingSha256: string }) =>
    withdrawAiring(editor, { airingSha256, reason: "sai" });
  await withdraw(early);
  const showings = Array.from({ length: RECORDS }, (_, at) => ({ startedMonoMs: at * 12_000 }));
  const log = deviceLog(field.player.number, [showings]);

  const before = await connect(first, field);
  before.rig.log.push(...log.slice(0, SAVED_RECORDS));
  before.rig.session.start();
  await until("the first records", WITHIN_MS, () => before.rig.mark?.seq === SAVED_RECORDS || undefined);
  const file = await houses.backUp("server", { isNoted: true });

  before.rig.log.push(...log.slice(SAVED_RECORDS, -10));
  before.rig.session.recordsWaiting();
  await until("the records after it", WITHIN_MS, () => before.rig.mark?.seq === RECORDS - 10 || undefined);
  await giveManifest(ctx.db, screenId, [AIRING], LATER_REVISION);
  await addPerson(ctx, ["approver"]);
  const unknown = await approvePicture(editor, approvers, "chưa từng sao lưu");
  for (const later of [known, unknown]) await withdraw(later);
  const { version: heldRoot } = (await currentRoot(ctx)).document;
  await until("the newest root", WITHIN_MS, () => before.root.current.version === heldRoot || undefined);
  await until("the lists", WITHIN_MS, () => before.keeper.current?.airings.size === 3 || undefined);
  before.rig.stop();
  const reconnected = await connect(first, field);
  reconnected.rig.session.start();
  await until("word of the backup", WITHIN_MS, () => reconnected.rig.backedUp !== undefined || undefined);
  expect(reconnected.rig.backedUp).toEqual({ boot: 1, seq: SAVED_RECORDS });
  reconnected.rig.stop();
  await first.stop();
  const withdrawn = [early, known, unknown].map(({ airingSha256 }) => airingSha256).sort();
  return { field, file, log, editor, known, withdrawn, ctx, heldVersion: before.keeper.version };
}

/** The older backup in its place, and the player that comes back to it. */
async function comeBack({ field, file, log }: Awaited<ReturnType<typeof loseThreeDays>>, isMute = false) {
  await houses.restore(file, "server", { replace: true });
  const second = await start();
  const after = await connect(second, field, isMute);
  after.rig.log.push(...log);
  Object.assign(after.rig.state, {
    heldRevision: LATER_REVISION,
    heldSha256: `${LATER_REVISION}`.padStart(64, "0"),
    playingRevision: LATER_REVISION,
  });
  after.rig.session.start();
  await until("every record", WITHIN_MS, () => after.rig.mark?.seq === log.length || undefined);
  return { second, after };
}

const namesOf = (entries: readonly { airingSha256: string | null }[] = []) =>
  entries.map(({ airingSha256 }) => airingSha256).sort();

describe("a server that was brought back from an older backup", () => {
  it("gets every play again, once, numbers above all that players hold, and undoes no withdrawal", async () => {
    const lost = await loseThreeDays();
    const { log, withdrawn } = lost;
    const { second, after } = await comeBack(lost);
    const { ctx } = second;
    await until("a list with all three", WITHIN_MS, async () => {
      const { document, version } = await currentWithdrawals(ctx);
      return (document?.entries.length === 3 && after.keeper.version === version) || undefined;
    });
    expect(ctx.settings.serverEpoch).not.toBe(lost.ctx.settings.serverEpoch);
    expect(after.rig.welcomes[0]?.seq).toBe(SAVED_RECORDS);

    const rows = await ctx.db.selectFrom("play_records").select("sha256").orderBy("boot").orderBy("seq").execute();
    expect(rows.map(({ sha256 }) => sha256)).toEqual(log.map((record) => recordSha256(record, hashBytes)));
    const anomalies = await ctx.db.selectFrom("play_anomalies").select("kind").execute();
    expect(anomalies.filter(({ kind }) => kind !== "implausible")).toEqual([]);

    const { version, document } = await currentWithdrawals(ctx);
    expect(version).toBeGreaterThan(lost.heldVersion);
    expect(namesOf(document?.entries)).toEqual(withdrawn);
    expect([...(after.keeper.current?.airings ?? [])].sort()).toEqual(withdrawn);
    const editor = { ...ctx, actor: lost.editor.actor };
    expect((await getAiring(editor, { airingSha256: lost.known.airingSha256 })).state).toBe("withdrawn");
    await until("a manifest above the player's", WITHIN_MS, async () => {
      const { revision } = await findHeldNow(ctx.db, lost.field.screenId);
      return revision > LATER_REVISION || undefined;
    });
    // The player held root documents that the server has lost: it follows again, to the newest.
    expect(after.root.current).toEqual((await currentRoot(ctx)).document);

    expect(await verifyAudit(ctx.db)).toMatchObject({ ok: true });
    const lines = await ctx.db
      .selectFrom("audit_log")
      .select(["action", "actor_id"])
      .where("action", "like", "adopt%")
      .execute();
    expect(lines).toEqual([{ action: "adopt-withdrawals", actor_id: "system:player" }]);
  });

  it("would not know what it had withdrawn, and be found out, if players brought nothing back", async () => {
    const lost = await loseThreeDays();
    const { second, after } = await comeBack(lost, true);
    await until("the refusal", WITHIN_MS, () => after.rig.count("withdrawals-refused") > 0 || undefined);
    const { document } = await currentWithdrawals(second.ctx);
    expect(namesOf(document?.entries)).not.toEqual(lost.withdrawn);
    // Even then nothing comes back to the glass.
    expect([...(after.keeper.current?.airings ?? [])].sort()).toEqual(lost.withdrawn);
  });
});
