import { setImmediate } from "node:timers/promises";
import type { Manifest } from "../../../schemas/manifest.ts";
import { countPlannedSlots } from "../../../schemas/rules/count-planned.ts";
import type { Database } from "../../context.ts";
import { listServices } from "../../db/repos/completeness.ts";
import { listHoldings } from "../../db/repos/held-manifests.ts";
import { findManifest } from "../../db/repos/manifests.ts";
import { listPresenceAround } from "../../db/repos/presence.ts";
import { openManifestRow } from "../manifests/current-manifest.ts";
import { type HeldSpan, heldSpans, type ServedSigns } from "./held-spans.ts";

/** Planned showings of one edition version for one entry. */
export interface PlannedCount {
  readonly versionId: string;
  readonly entryId: string;
  readonly plays: number;
}

/** What was planned on one screen in a span. */
export interface PlannedSpan {
  readonly held: readonly HeldSpan[];
  /** How long it held a manifest that is known here. */
  readonly heldMs: number;
  /** By edition version, then entry. */
  readonly counts: readonly PlannedCount[];
}

/** Opens the manifests of one screen, each once. */
export type ManifestsOf = (revision: number) => Promise<Manifest | undefined>;

/** The newest few alone are kept: they are large. */
const MOST_OPEN = 3;

export function manifestsOf(db: Database, screenId: string): ManifestsOf {
  const open = new Map<number, Manifest | undefined>();
  return async (revision) => {
    if (open.has(revision)) return open.get(revision);
    const row = await findManifest(db, screenId, revision);
    const manifest = row === undefined ? undefined : openManifestRow(row).manifest;
    for (const old of [...open.keys()].slice(0, Math.max(0, open.size + 1 - MOST_OPEN))) open.delete(old);
    open.set(revision, manifest);
    return manifest;
  };
}

/**
 * Counts the showings that the manifests which the screen really held planned in `[fromMs, toMs)`, as far as had been told
 * by `untilReceivedMs`. Where nothing is known to have been held nothing was planned.
 */
export async function countHeld(
  db: Database,
  screenId: string,
  span: { readonly fromMs: number; readonly toMs: number },
  untilReceivedMs: number,
  open: ManifestsOf = manifestsOf(db, screenId),
): Promise<PlannedSpan> {
  const held = await readHeld(db, screenId, span, untilReceivedMs);
  const counts = new Map<string, { versionId: string; entryId: string; plays: number }>();
  let heldMs = 0;
  for (const { fromMs, toMs, revision } of held) {
    const manifest = await open(revision);
    // Lost with a database that was restored: the player held it, and nobody knows any more what it planned.
    if (manifest === undefined) continue;
    heldMs += toMs - fromMs;
    for (const { itemIndex, entryId, plays } of countPlannedSlots(manifest, fromMs, toMs)) {
      const versionId = manifest.items[itemIndex]?.editionVersionId ?? "";
      const name = `${versionId} ${entryId}`;
      const known = counts.get(name) ?? { versionId, entryId, plays: 0 };
      counts.set(name, { ...known, plays: known.plays + plays });
    }
    await setImmediate();
  }
  const ordered = [...counts.entries()].sort(([one], [other]) => (one < other ? -1 : 1));
  return { held, heldMs, counts: ordered.map(([, count]) => count) };
}

/** What the screen held when in `[fromMs, toMs)`, as far as had been told by `untilReceivedMs`. */
export async function readHeld(
  db: Database,
  screenId: string,
  span: { readonly fromMs: number; readonly toMs: number },
  untilReceivedMs: number,
): Promise<HeldSpan[]> {
  return heldSpans(await readSigns(db, screenId, span, untilReceivedMs), span.fromMs, span.toMs);
}

/** All that is told of a screen's holdings that matters in the span: by heartbeats and by records. */
async function readSigns(
  db: Database,
  screenId: string,
  span: { readonly fromMs: number; readonly toMs: number },
  untilReceivedMs: number,
): Promise<ServedSigns[]> {
  const services: ServedSigns[] = [];
  for (const { player, from_ms, to_ms } of await listServices(db, { screenId, ...span })) {
    const told = await listPresenceAround(db, player, span, untilReceivedMs);
    const recorded = await listHoldings(db, { screenId, player }, span, untilReceivedMs);
    const signs = [
      ...recorded.map((row) => ({ atMs: row.from_ms, revision: row.revision })),
      ...told.map((row) => ({ atMs: row.from_ms, revision: row.held_revision })),
      // What it told while it served another screen says nothing of this one.
    ].filter(({ atMs }) => atMs >= from_ms && atMs < span.toMs);
    services.push({ fromMs: from_ms, toMs: to_ms ?? Number.MAX_SAFE_INTEGER, signs });
  }
  return services;
}
