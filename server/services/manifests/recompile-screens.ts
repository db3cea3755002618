import { DOCUMENT_TYPES } from "../../../schemas/envelope.ts";
import { PlayerState } from "../../../schemas/player-socket.ts";
import { civilAt } from "../../../schemas/rules/zoned-time.ts";
import { type Signer, signDocument } from "../../../schemas/trust/envelope.ts";
import type { ServiceContext } from "../../context.ts";
import { findNewestManifest, insertManifest, listPlayerStates } from "../../db/repos/manifests.ts";
import { lockSchedule } from "../../db/repos/schedule.ts";
import { type Transaction, withTransaction } from "../../db/transaction.ts";
import { sha256Hex } from "../../sha256.ts";
import { publishedSnapshot } from "../schedule/schedule-snapshot.ts";
import { compileAhead } from "./compile-ahead.ts";
import { CompileCache } from "./compile-cache.ts";
import type { CompileScreen, CompileSources } from "./compile-input.ts";
import { type CompiledManifest, manifestOf } from "./compile-manifest.ts";
import { gatherSources, listCompileScreens } from "./gather-sources.ts";
import { unreadablePart } from "./unreadable-part.ts";

/** Civil days that a manifest spans. */
export const MANIFEST_DAYS = 90;
const MAX_ATTEMPTS = 5;

export interface RecompiledScreen {
  readonly screenId: string;
  /** 0: it has none. */
  readonly revision: number;
  /** False: its bytes would be the same, or no player could read them, so it keeps its revision. */
  readonly changed: boolean;
}

/**
 * Makes the manifests of these screens (all in use by default) again from the published schedule and the content
 * approved now. A screen gets a new signed revision only when its bytes change; revisions only grow, also above any that
 * a player has told of. One that no player could read is never signed: the screen keeps what it has, and the problem is
 * logged and listed. Compiling is done outside the transaction and counts only if nothing it read has changed.
 */
export async function recompileScreens(
  ctx: ServiceContext,
  screenIds?: readonly string[],
): Promise<RecompiledScreen[]> {
  const signer = await ctx.keys.schedulerSigner();
  const cache = compileCacheOf(ctx);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const { screens, sources } = await readInputs(ctx, screenIds);
    const seal = sealOf({ screens, sources });
    const compiled = await compileAll(ctx, screens, sources, cache);
    const stored = await withTransaction(ctx.db, async (tx) => {
      await lockSchedule(tx);
      if (sealOf(await readInputs({ ...ctx, db: tx }, screenIds)) !== seal) return undefined;
      const results: RecompiledScreen[] = [];
      for (const manifest of compiled) results.push(await storeIfChanged(tx, ctx, manifest, signer));
      return results;
    });
    if (stored === undefined) continue;
    if (screenIds === undefined) cache.turn();
    for (const { screenId, changed } of stored) if (changed) ctx.bus.hint("manifest-changed", { screenId });
    return stored;
  }
  throw new Error("The schedule or its content kept changing while manifests were being compiled.");
}

const caches = new WeakMap<object, CompileCache>();

/** One for each server, kept as long as its bus: it only remembers what can be worked out again. */
export function compileCacheOf({ bus }: Pick<ServiceContext, "bus">): CompileCache {
  const cache = caches.get(bus) ?? new CompileCache();
  caches.set(bus, cache);
  return cache;
}

/** Rows are read in one order, so equal inputs are equal texts. */
function sealOf(inputs: { screens: readonly CompileScreen[]; sources: CompileSources }): string {
  return sha256Hex(JSON.stringify(inputs));
}

async function readInputs(
  ctx: Pick<ServiceContext, "db" | "now">,
  screenIds?: readonly string[],
): Promise<{ screens: CompileScreen[]; sources: CompileSources }> {
  const screens = await listCompileScreens(ctx, screenIds);
  return { screens, sources: await gatherSources(ctx, await publishedSnapshot(ctx)) };
}

/** Compiles every screen from the civil date it has now; other work gets its turn meanwhile. */
export async function compileAll(
  ctx: Pick<ServiceContext, "now">,
  screens: readonly CompileScreen[],
  sources: CompileSources,
  cache: CompileCache = new CompileCache(),
): Promise<CompiledManifest[]> {
  const nowMs = ctx.now();
  const spanOf = ({ timeZone }: CompileScreen) => ({ fromDate: civilAt(nowMs, timeZone).date, days: MANIFEST_DAYS });
  const compiled: CompiledManifest[] = [];
  for await (const { screen, view } of compileAhead(screens, sources, spanOf, cache)) {
    compiled.push(manifestOf(view, screen, 1));
  }
  return compiled;
}

async function storeIfChanged(
  tx: Transaction,
  ctx: ServiceContext,
  compiled: CompiledManifest,
  signer: Signer,
): Promise<RecompiledScreen> {
  const { screenId } = compiled.manifest;
  const contentSha256 = compiled.sha256(1);
  const newest = await findNewestManifest(tx, screenId);
  const told = highestTold(await listPlayerStates(tx, screenId), newest);
  if (newest !== undefined && newest.content_sha256 === contentSha256 && newest.revision >= told) {
    return { screenId, revision: newest.revision, changed: false };
  }
  const part = unreadablePart(compiled.manifest);
  if (part !== null) {
    ctx.log.error("manifest-unreadable", { screenId, part });
    return { screenId, revision: newest?.revision ?? 0, changed: false };
  }
  const revision = Math.max(newest?.revision ?? 0, told) + 1;
  const document = { ...compiled.manifest, revision };
  await insertManifest(tx, {
    screen_id: screenId,
    revision,
    sha256: compiled.sha256(revision),
    content_sha256: contentSha256,
    envelope_json: JSON.stringify(await signDocument(document, DOCUMENT_TYPES.manifest, [signer])),
    created_at_ms: ctx.now(),
  });
  return { screenId, revision, changed: true };
}

/**
 * The highest revision that a player of the screen has said it holds: after a restore it may be above ours. One that holds
 * other bytes under our newest number holds what was lost: it counts as one more, for a number is never two manifests.
 */
function highestTold(states: readonly string[], newest: { revision: number; sha256: string } | undefined): number {
  return states.reduce((highest, text) => {
    const state = PlayerState.safeParse(JSON.parse(text));
    if (!state.success) return highest;
    return Math.max(highest, toldRevision(state.data, newest));
  }, 0);
}

/** Above the newest revision: this player holds something that we do not know. */
export function toldRevision(
  { heldRevision, heldSha256, playingRevision }: Pick<PlayerState, "heldRevision" | "heldSha256" | "playingRevision">,
  newest: { readonly revision: number; readonly sha256: string | null } | undefined,
): number {
  const isOther = heldSha256 !== null && heldRevision === newest?.revision && heldSha256 !== newest.sha256;
  return Math.max(playingRevision, isOther ? heldRevision + 1 : heldRevision);
}
