import type { Manifest } from "../../../schemas/manifest.ts";
import { backoffDelayMs } from "./backoff.ts";
import type { FetchResult, InstallEffect, InstallEvent, InstallState, InstallStep, Need } from "./install-events.ts";

const AIRINGS_AT_ONCE = 4;
const MEDIA_AT_ONCE = 2;
/** Wrong answers to one thing before it stops holding the rest of the manifest up; it is asked for again on recheck. */
const TRIES = 3;

export const FIRST_INSTALL: InstallState = {
  held: null,
  isHeldProven: false,
  lastGood: null,
  highestRevision: 0,
  target: null,
  airings: new Map(),
  media: new Map(),
  isOnline: false,
  retryAttempt: 0,
};

/**
 * Moves installation on by one event. Two phases: everything a new manifest needs is fetched and verified, then one
 * commit makes it current; until then the held one plays. A revision that goes back is refused. What the server
 * answers wrongly three times is left out rather than holding everything else up: it is not shown either way.
 */
export function stepInstall(state: InstallState, event: InstallEvent): InstallStep {
  const applied = apply(state, event);
  const begun = begin(applied.state);
  const effects = [...applied.effects, ...begun.effects];
  const { target } = begun.state;
  if (target?.manifest == null || target.isCommitting || event.type === "commit-failed") {
    return { state: begun.state, effects };
  }
  if (!isWhole(begun.state, target.manifest)) return { state: begun.state, effects };
  effects.push({ type: "commit", name: target, manifest: target.manifest });
  return { state: { ...begun.state, target: { ...target, isCommitting: true } }, effects };
}

function apply(state: InstallState, event: InstallEvent): InstallStep {
  switch (event.type) {
    case "booted": {
      const { held, lastGood = null, highestRevision } = event;
      return { state: want({ ...state, held, lastGood, highestRevision }), effects: [] };
    }
    case "online":
      return { state: awake({ ...state, isOnline: true, retryAttempt: 0 }), effects: refetch(state) };
    case "offline":
      return { state: { ...state, isOnline: false }, effects: [] };
    case "status":
      return onStatus(state, event.revision, event.sha256);
    case "manifest-opened":
      return onManifest(state, event.sha256, event.manifest);
    case "manifest-failed":
      return onManifestFailed(state, event);
    case "airing":
      return settle(state, "airings", event);
    case "media":
      return settle(state, "media", event);
    case "media-lost": {
      const need: Need = { standing: "wanted", tries: 0 };
      const before = state.media.get(event.sha256);
      // What is being fetched anyway is not fetched twice at once: both would write one file.
      return before !== undefined && before.standing !== "fetching"
        ? { state: { ...state, media: new Map(state.media).set(event.sha256, need) }, effects: [] }
        : { state, effects: [] };
    }
    case "proven":
      return { state: event.revision === state.held?.revision ? { ...state, isHeldProven: true } : state, effects: [] };
    case "recheck":
      return { state: { ...state, airings: again(state.airings), media: again(state.media) }, effects: [] };
    case "commit-failed":
      return state.target?.sha256 === event.sha256
        ? retryLater({ ...state, target: { ...state.target, isCommitting: false } }, event.random)
        : { state, effects: [] };
    case "committed":
      return onCommitted(state, event.sha256);
    case "retry":
      return { state: awake({ ...state, retryAttempt: state.retryAttempt + 1 }), effects: refetch(state) };
  }
}

function refetch({ target }: InstallState): InstallEffect[] {
  return target !== null && target.manifest === null ? [{ type: "fetch-manifest", name: target }] : [];
}

function onStatus(state: InstallState, revision: number, sha256: string | null): InstallStep {
  const { held, target } = state;
  if (sha256 === null || sha256 === held?.sha256) return { state: { ...state, target: null }, effects: [] };
  if (sha256 === target?.sha256) return { state, effects: [] };
  const name = { sha256, revision };
  if (revision < state.highestRevision || revision <= (held?.revision ?? 0)) {
    return { state, effects: [{ type: "refuse-manifest", name, reason: "gone-back" }] };
  }
  return {
    state: { ...state, target: { ...name, manifest: null, isCommitting: false } },
    effects: [{ type: "fetch-manifest", name }],
  };
}

function onManifest(state: InstallState, sha256: string, manifest: Manifest): InstallStep {
  const { target } = state;
  if (target === null || target.sha256 !== sha256 || target.manifest !== null) return { state, effects: [] };
  if (manifest.revision !== target.revision) {
    const effects: InstallEffect[] = [{ type: "refuse-manifest", name: target, reason: "revision-differs" }];
    return { state: { ...state, target: null }, effects };
  }
  return { state: want({ ...state, target: { ...target, manifest } }), effects: [] };
}

function onManifestFailed(state: InstallState, event: InstallEvent & { type: "manifest-failed" }): InstallStep {
  const { target } = state;
  if (target === null || target.sha256 !== event.sha256) return { state, effects: [] };
  if (!event.isFinal) return retryLater(state, event.random);
  const effects: InstallEffect[] = [{ type: "refuse-manifest", name: target, reason: event.reason }];
  return { state: { ...state, target: null }, effects };
}

function onCommitted(state: InstallState, sha256: string): InstallStep {
  const { target } = state;
  if (target === null || target.sha256 !== sha256 || target.manifest === null) return { state, effects: [] };
  const held = { sha256, revision: target.revision, manifest: target.manifest };
  const highestRevision = Math.max(state.highestRevision, held.revision);
  return {
    state: want({ ...state, held, lastGood: wayBack(state), isHeldProven: false, highestRevision, target: null }),
    effects: [{ type: "installed", name: held, manifest: held.manifest }],
  };
}

/** What is gone back to once the next manifest is the held one. One that was never seen on the glass is no way back. */
export function wayBack({ held, lastGood, isHeldProven }: InstallState): InstallState["lastGood"] {
  return isHeldProven ? held : (lastGood ?? held);
}

function settle(
  state: InstallState,
  kind: "airings" | "media",
  event: { sha256: string; result: FetchResult; random: number },
): InstallStep {
  const before = state[kind].get(event.sha256);
  if (before === undefined) return { state, effects: [] };
  const needs = new Map(state[kind]).set(event.sha256, settledNeed(before, event.result));
  const next: InstallState = { ...state, [kind]: needs };
  // Offline there is nothing to wait for: coming online asks for everything again.
  if (event.result === "unreachable")
    return state.isOnline ? retryLater(next, event.random) : { state: next, effects: [] };
  return { state: event.result === "have" ? { ...next, retryAttempt: 0 } : next, effects: [] };
}

function settledNeed(before: Need, result: FetchResult): Need {
  if (result === "have") return { standing: "have", tries: 0 };
  if (result === "unreachable") return { standing: "waiting", tries: before.tries };
  const tries = before.tries + 1;
  return { standing: tries >= TRIES ? "given-up" : "wanted", tries };
}

function retryLater(state: InstallState, random: number): InstallStep {
  return { state, effects: [{ type: "set-retry", delayMs: 500 + backoffDelayMs(state.retryAttempt, random) }] };
}

function awake(state: InstallState): InstallState {
  return { ...state, airings: unpark(state.airings), media: unpark(state.media) };
}

function unpark(needs: ReadonlyMap<string, Need>): ReadonlyMap<string, Need> {
  return new Map([...needs].map(([sha256, need]) => [sha256, need.standing === "waiting" ? wanted(need) : need]));
}

function again(needs: ReadonlyMap<string, Need>): ReadonlyMap<string, Need> {
  return new Map([...needs].map(([sha256, need]) => [sha256, need.standing === "given-up" ? wanted(need) : need]));
}

function wanted(need: Need): Need {
  return { standing: "wanted", tries: need.standing === "given-up" ? 0 : need.tries };
}

/** Keeps the list of needs to what the held, the coming and the last good manifest name; what is known of them stays. */
function want(state: InstallState): InstallState {
  const { held, target, lastGood } = state;
  const manifests = [held?.manifest, target?.manifest, lastGood?.manifest].filter((manifest) => manifest != null);
  const airings = new Map<string, Need>();
  const media = new Map<string, Need>();
  const unknown: Need = { standing: "wanted", tries: 0 };
  for (const manifest of manifests) {
    for (const { airingSha256, renditions } of manifest.items) {
      airings.set(airingSha256, state.airings.get(airingSha256) ?? unknown);
      for (const sha256 of renditions) media.set(sha256, state.media.get(sha256) ?? unknown);
    }
  }
  return { ...state, airings, media };
}

/** Starts what is wanted, a few at a time; a rendition whose asset line is missing can never be had. */
function begin(state: InstallState): InstallStep {
  const effects: InstallEffect[] = [];
  const airings = startable(state.airings, AIRINGS_AT_ONCE);
  const media = startable(state.media, MEDIA_AT_ONCE);
  if (airings.length + media.length === 0) return { state, effects };
  const nextAirings = new Map(state.airings);
  const nextMedia = new Map(state.media);
  for (const [sha256, need] of airings) {
    nextAirings.set(sha256, { ...need, standing: "fetching" });
    effects.push({ type: "fetch-airing", sha256 });
  }
  for (const [sha256, need] of media) {
    const asset =
      state.target?.manifest?.assets[sha256] ??
      state.held?.manifest.assets[sha256] ??
      state.lastGood?.manifest.assets[sha256];
    nextMedia.set(sha256, { ...need, standing: asset === undefined ? "given-up" : "fetching" });
    if (asset !== undefined) effects.push({ type: "fetch-media", sha256, asset });
  }
  return { state: { ...state, airings: nextAirings, media: nextMedia }, effects };
}

function startable(needs: ReadonlyMap<string, Need>, atOnce: number): [string, Need][] {
  let free = atOnce;
  const open: [string, Need][] = [];
  for (const [sha256, need] of needs) {
    if (need.standing === "fetching") free -= 1;
    else if (need.standing === "wanted" && open.length < atOnce) open.push([sha256, need]);
  }
  return open.slice(0, Math.max(0, free));
}

function isWhole(state: InstallState, manifest: Manifest): boolean {
  const isSettled = (need: Need | undefined) => need?.standing === "have" || need?.standing === "given-up";
  return manifest.items.every(
    ({ airingSha256, renditions }) =>
      isSettled(state.airings.get(airingSha256)) && renditions.every((sha256) => isSettled(state.media.get(sha256))),
  );
}
