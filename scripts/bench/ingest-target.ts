import { importJWK } from "jose";
import type { PublicKey } from "../../schemas/root-document.ts";
import { ourServer, type Target } from "./ingest/our-server.ts";
import { floor, postgres, rowByRow } from "./ingest/rivals.ts";

export const TARGET_KINDS = ["ours", "floor", "postgres", "rows", "commits"] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

export interface Setup {
  readonly kind: TargetKind;
  readonly players: number;
  readonly keyId: string;
  readonly privateKey: JsonWebKey;
  readonly publicKey: PublicKey;
  readonly firstStartMs: number;
  readonly spanMs: number;
}

/** What the parent asks of this process, after the setup. */
export type Ask = "cpu" | "count" | "stop";

async function openTarget({ kind, players, keyId, privateKey, publicKey, ...clock }: Setup): Promise<Target> {
  if (kind === "floor") return floor();
  if (kind === "postgres") return postgres();
  if (kind !== "ours") return rowByRow(kind === "rows");
  const key = await importJWK(privateKey, "EdDSA");
  if (key instanceof Uint8Array) throw new Error("The players' key is a key pair.");
  return ourServer(players, { keyId, key, publicKey }, clock);
}

async function answer(target: Target, ask: Ask): Promise<void> {
  if (ask === "count") process.send?.(await target.countPlays());
  if (ask === "cpu") {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  }
  if (ask === "stop") {
    await target.close();
    process.disconnect();
  }
}

process.once("message", (setup: Setup) => {
  void openTarget(setup).then((target) => {
    process.on("message", (ask: Ask) => void answer(target, ask));
    process.send?.(target.url);
  });
});
