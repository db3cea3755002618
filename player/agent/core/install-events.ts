import type { Manifest, ManifestAsset } from "../../../schemas/manifest.ts";

/** A manifest by the two things a status says of it. */
export interface ManifestName {
  readonly sha256: string;
  readonly revision: number;
}

/** How getting one document or one file ended. Only the first two say something about the thing itself. */
export type FetchResult = "have" | "refused" | "unreachable";

export interface InstallState {
  /** What plays now; kept until the next one is whole. */
  readonly held: (ManifestName & { readonly manifest: Manifest }) | null;
  /** Something of `held` has been on the glass. */
  readonly isHeldProven: boolean;
  /** The last one before it of which something was: gone back to when nothing of `held` can be shown. */
  readonly lastGood: (ManifestName & { readonly manifest: Manifest }) | null;
  /** Highest revision ever installed here, also before this boot. */
  readonly highestRevision: number;
  /** What the server wants played; `manifest` is `null` until its bytes are here and verified. */
  readonly target: (ManifestName & { readonly manifest: Manifest | null; readonly isCommitting: boolean }) | null;
  readonly airings: ReadonlyMap<string, Need>;
  readonly media: ReadonlyMap<string, Need>;
  readonly isOnline: boolean;
  readonly retryAttempt: number;
}

/** Where one needed thing stands. `tries` counts answers that were wrong, not failures to reach the server. */
export interface Need {
  readonly standing: "wanted" | "fetching" | "have" | "given-up" | "waiting";
  readonly tries: number;
}

export type InstallEvent = { readonly random: number } & (
  | {
      readonly type: "booted";
      readonly held: InstallState["held"];
      readonly lastGood?: InstallState["lastGood"];
      readonly highestRevision: number;
    }
  | { readonly type: "online" }
  | { readonly type: "offline" }
  | { readonly type: "status"; readonly revision: number; readonly sha256: string | null }
  | { readonly type: "manifest-opened"; readonly sha256: string; readonly manifest: Manifest }
  | { readonly type: "manifest-failed"; readonly sha256: string; readonly reason: string; readonly isFinal: boolean }
  | { readonly type: "airing"; readonly sha256: string; readonly result: FetchResult }
  | { readonly type: "media"; readonly sha256: string; readonly result: FetchResult }
  /** A stored file turned out to have changed and was put away. */
  | { readonly type: "media-lost"; readonly sha256: string }
  /** Something of this revision is on the glass. */
  | { readonly type: "proven"; readonly revision: number }
  /** What was refused may be right now: the root has a new version, or time has passed. */
  | { readonly type: "recheck" }
  | { readonly type: "committed"; readonly sha256: string }
  /** The disk did not take it; tried again later. */
  | { readonly type: "commit-failed"; readonly sha256: string }
  | { readonly type: "retry" }
);

export type InstallEffect =
  | { readonly type: "fetch-manifest"; readonly name: ManifestName }
  | { readonly type: "refuse-manifest"; readonly name: ManifestName; readonly reason: string }
  | { readonly type: "fetch-airing"; readonly sha256: string }
  | { readonly type: "fetch-media"; readonly sha256: string; readonly asset: ManifestAsset }
  | { readonly type: "commit"; readonly name: ManifestName; readonly manifest: Manifest }
  | { readonly type: "installed"; readonly name: ManifestName; readonly manifest: Manifest }
  | { readonly type: "set-retry"; readonly delayMs: number };

export interface InstallStep {
  readonly state: InstallState;
  readonly effects: readonly InstallEffect[];
}
