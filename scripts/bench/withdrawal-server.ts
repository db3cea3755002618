import type { RootDocument } from "../../schemas/root-document.ts";
import { createApp } from "../../server/app.ts";
import { insertManifest } from "../../server/db/repos/manifests.ts";
import { withTransaction } from "../../server/db/transaction.ts";
import { listen } from "../../server/listen.ts";
import { currentRoot } from "../../server/services/trust/current-root.ts";
import { withdrawAiring } from "../../server/services/withdrawals/withdraw-airing.ts";
import { attachPlayerGateway } from "../../server/socket/gateway.ts";
import { approvePicture } from "../../tests/support/content-factory.ts";
import { addPlayer } from "../../tests/support/play-device.ts";
import { addScreen } from "../../tests/support/screen-factory.ts";
import { createTestContext } from "../../tests/support/server-context.ts";
import { makeSigner } from "../../tests/support/trust.ts";

/** What the parent asks of this process. */
export type Ask = { readonly ask: "withdraw" } | { readonly ask: "stop" };

/** What this process tells its parent. */
export type Told =
  | {
      readonly told: "ready";
      readonly url: string;
      readonly root: RootDocument;
      /** The one key of all players. */
      readonly keyId: string;
      readonly privateKey: JsonWebKey;
      readonly players: readonly number[];
    }
  | { readonly told: "withdrawn"; readonly version: number; readonly atMs: number };

/** The real server on SQLite with this many screens, one player each, and items to withdraw one after another. */
async function serve(screens: number, withdrawals: number): Promise<void> {
  const house = await createTestContext();
  const ctx = { ...house.ctx, now: Date.now };
  const editor = { ...(await house.asPerson(["editor"])), now: Date.now };
  const approvers = [await house.asPerson(["approver"]), await house.asPerson(["approver"])] as const;
  // One key for all of them: what is measured is the way to a screen, not the making of keys.
  const signer = await makeSigner();
  const players: number[] = [];
  for (let index = 0; index < screens; index += 1) {
    const { screenId } = await addScreen(ctx);
    players.push((await addPlayer(ctx, signer, screenId)).number);
    await withTransaction(ctx.db, (tx) =>
      insertManifest(tx, {
        screen_id: screenId,
        revision: 1,
        sha256: String(index).padStart(64, "0"),
        content_sha256: String(index).padStart(64, "0"),
        envelope_json: "{}",
        created_at_ms: ctx.now(),
      }),
    );
  }
  const airings: string[] = [];
  for (let index = 0; index < withdrawals; index += 1) {
    airings.push((await approvePicture(editor, [approvers[0], approvers[1]], `mục ${index}`)).airingSha256);
  }
  const app = createApp(ctx);
  const listening = await listen(app.fetch, "127.0.0.1", 0);
  const gateway = attachPlayerGateway(listening.server, ctx);
  const { document: root } = await currentRoot(ctx);
  process.on("message", (message: Ask) => {
    if (message.ask === "stop") void stop();
    else void withdraw();
  });
  const privateKey = await crypto.subtle.exportKey("jwk", signer.key);
  tell({ told: "ready", url: listening.address.url, root, keyId: signer.keyId, privateKey, players });

  async function withdraw(): Promise<void> {
    const atMs = Date.now();
    const airingSha256 = airings.shift() ?? "";
    const { version } = await withdrawAiring(editor, { airingSha256, reason: "thử" });
    tell({ told: "withdrawn", version, atMs });
  }

  async function stop(): Promise<void> {
    await gateway.close();
    await listening.close();
    await house.close();
    process.disconnect();
  }
}

function tell(message: Told): void {
  process.send?.(message);
}

await serve(Number(process.argv[2]), Number(process.argv[3]));
