import { setImmediate } from "node:timers/promises";
import type { Manifest } from "../../../schemas/manifest.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { findNewestPublished } from "../../db/repos/schedule.ts";
import { sha256Hex } from "../../sha256.ts";
import { currentManifest } from "../manifests/current-manifest.ts";
import { requireRole } from "../people/require-role.ts";
import { diffManifests, type ManifestDiff } from "./diff-manifests.ts";
import { type LanguageName, languageNames } from "./language-names.ts";
import { readPlans, type ScreenPlace } from "./read-plans.ts";
import { publishedSnapshot } from "./schedule-snapshot.ts";

/** Screens of one site for which publishing changes the same. */
export interface DiffGroup {
  /** By name. */
  readonly screens: readonly ScreenPlace[];
  /** They have no manifest yet. */
  readonly isFirst: boolean;
  readonly diff: ManifestDiff;
}

/** What publishing now would change. */
export interface ScheduleDiff {
  readonly nowMs: number;
  /** null: nothing was ever published. */
  readonly publishedAtMs: number | null;
  readonly screensChanged: number;
  readonly screensInUse: number;
  /** First instant at which any screen looks different; null: none does within the days of a manifest. */
  readonly firstChangeAtMs: number | null;
  /** Only what changes, by site and screen name. */
  readonly groups: readonly DiffGroup[];
  /** Of every entry that is named, of either schedule. */
  readonly entryNames: Readonly<Record<string, string>>;
  readonly languageNames: readonly LanguageName[];
}

/**
 * Compares the manifest each screen has with the one it would get, in airtime and in items: what stays the same is not
 * listed. Screens of a site that change alike are told together. Nothing to publish gives no groups.
 */
export async function diffSchedule(ctx: ServiceContext): Promise<ScheduleDiff> {
  requireRole(ctx, "editor", "approver", "administrator");
  const nowMs = ctx.now();
  const { schedule, plans, places } = await readPlans(ctx, { draft: true });
  const differ = sharedDiffs(nowMs);
  const groups = new Map<string, { screens: ScreenPlace[]; isFirst: boolean; diff: ManifestDiff }>();
  for (const { manifest } of plans) {
    const place = places.get(manifest.screenId);
    const current = (await currentManifest(ctx, manifest.screenId))?.manifest ?? null;
    const diff = differ(current, manifest);
    await setImmediate();
    if (place === undefined || isEmpty(diff)) continue;
    const name = `${place.siteId} ${current === null} ${canonicalJson(JSON.parse(JSON.stringify(diff)))}`;
    const group = groups.get(name) ?? { screens: [], isFirst: current === null, diff };
    group.screens.push(place);
    groups.set(name, group);
  }
  const told = [...groups.values()];
  for (const { screens } of told) screens.sort(byPlace);
  const before = await publishedSnapshot(ctx);
  return {
    nowMs,
    publishedAtMs: (await findNewestPublished(ctx.db))?.published_at_ms ?? null,
    screensChanged: told.reduce((sum, { screens }) => sum + screens.length, 0),
    screensInUse: plans.length,
    firstChangeAtMs: earliest(told.map(({ diff }) => diff.firstChangeAtMs)),
    groups: told.sort((one, other) => byPlace(one.screens[0], other.screens[0])),
    entryNames: Object.fromEntries([...before.entries, ...schedule.entries].map(({ id, name }) => [id, name])),
    languageNames: await languageNames(
      ctx,
      told.flatMap(({ diff }) =>
        diff.airtime.flatMap(({ subject }) => (subject.kind === "language" ? [subject.language] : [])),
      ),
    ),
  };
}

/** Compares each pair of equal plans once, however many screens share it. */
function sharedDiffs(nowMs: number): (before: Manifest | null, after: Manifest) => ManifestDiff {
  const known = new Map<string, ManifestDiff>();
  const names = new WeakMap<Manifest["dayPlans"], string>();
  const nameOf = (manifest: Manifest) => {
    const name = names.get(manifest.dayPlans) ?? planName(manifest);
    names.set(manifest.dayPlans, name);
    return name;
  };
  return (before, after) => {
    const name = `${before === null ? "" : nameOf(before)} ${nameOf(after)}`;
    const diff = known.get(name) ?? diffManifests(before, after, nowMs);
    known.set(name, diff);
    return diff;
  };
}

/** Equal for manifests that show the same: day plans and loops are named by what is in them. */
function planName({ timeZone, days, items, entries, fallback }: Manifest): string {
  const shown = items.map(({ airingSha256, durationMs, notBeforeMs, notAfterMs }) => [
    airingSha256,
    durationMs,
    notBeforeMs,
    notAfterMs,
  ]);
  return sha256Hex(JSON.stringify([timeZone, days, shown, entries, fallback]));
}

function isEmpty(diff: ManifestDiff): boolean {
  const { itemsAdded, itemsRemoved, entriesAdded, entriesRemoved } = diff;
  return (
    diff.firstChangeAtMs === null &&
    diff.airtime.length + itemsAdded.length + itemsRemoved.length + entriesAdded.length + entriesRemoved.length === 0
  );
}

function earliest(instants: readonly (number | null)[]): number | null {
  return instants.reduce<number | null>(
    (first, atMs) => (atMs !== null && (first === null || atMs < first) ? atMs : first),
    null,
  );
}

function byPlace(one: ScreenPlace | undefined, other: ScreenPlace | undefined): number {
  const name = (place: ScreenPlace | undefined) =>
    place === undefined ? "" : `${place.siteNames.vi} ${place.screenName} ${place.screenId}`;
  return name(one).localeCompare(name(other), "vi", { numeric: true });
}
