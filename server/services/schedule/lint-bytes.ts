import type { Manifest } from "../../../schemas/manifest.ts";
import { PlayerState } from "../../../schemas/player-socket.ts";
import type { ScheduleProblem } from "../../../schemas/schedule-problem.ts";
import type { ServiceContext } from "../../context.ts";
import { listPlayerStates } from "../../db/repos/manifests.ts";
import { findSetting } from "../../db/repos/settings.ts";
import { currentManifest } from "../manifests/current-manifest.ts";

/** Store of a player that has not told its own: half of the smallest disk that players are bought with (32 GB). */
export const DEFAULT_STORE_BYTES = 16_000_000_000;

/** What a gate's link carries in a month where the setting `link.monthly-bytes` says nothing: a small mobile plan. */
export const DEFAULT_MONTHLY_BYTES = 20_000_000_000;
const MONTHLY_BYTES = "link.monthly-bytes";

type Reader = Pick<ServiceContext, "db">;

/**
 * Whether what a screen would need fits its player's store, as last told, and what of it is new fits the link's month.
 * Assets with the same bytes count once.
 */
export async function lintBytes(ctx: Reader, manifest: Manifest, monthlyBytes: number): Promise<ScheduleProblem[]> {
  const { screenId } = manifest;
  const neededBytes = sizeOf(manifest.assets);
  const storeBytes = await storeOf(ctx, screenId);
  const problems: ScheduleProblem[] =
    neededBytes > storeBytes ? [{ kind: "store-full", screenId, neededBytes, storeBytes }] : [];
  // Less in all than a month carries: what of it is new need not be read.
  if (neededBytes <= monthlyBytes) return problems;
  const held = (await currentManifest(ctx, screenId))?.manifest.assets ?? {};
  const fresh = Object.entries(manifest.assets).filter(([sha256]) => held[sha256] === undefined);
  const freshBytes = sizeOf(Object.fromEntries(fresh));
  return freshBytes > monthlyBytes
    ? [...problems, { kind: "link-full", screenId, neededBytes: freshBytes, monthlyBytes }]
    : problems;
}

/** The monthly allowance in force. */
export async function readMonthlyBytes(ctx: Reader): Promise<number> {
  const said = Number(await findSetting(ctx.db, MONTHLY_BYTES));
  return Number.isSafeInteger(said) && said > 0 ? said : DEFAULT_MONTHLY_BYTES;
}

function sizeOf(assets: Manifest["assets"]): number {
  return Object.values(assets).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** What the screen's smallest player can hold: the media it has and the room that is left. */
async function storeOf(ctx: Reader, screenId: string): Promise<number> {
  const told = (await listPlayerStates(ctx.db, screenId)).flatMap((text) => {
    const state = PlayerState.safeParse(JSON.parse(text));
    return state.success ? [state.data.storeBytes + state.data.freeBytes] : [];
  });
  return told.length === 0 ? DEFAULT_STORE_BYTES : Math.min(...told);
}
