import { createHash, type Hash } from "node:crypto";
import type { Manifest } from "../../../schemas/manifest.ts";
import { canonicalBytes, canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ManifestBody } from "./manifest-body.ts";

/** A manifest's canonical bytes and their hash. */
export interface CanonicalManifest {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** What one screen adds to the body. */
export type ScreenPart = Pick<Manifest, "place" | "revision" | "screenId" | "siteId">;

/**
 * The canonical bytes of many manifests with one body: a screen's own part lies in the middle of them, so the long part
 * before it is written and hashed once for all.
 */
export class CanonicalBody {
  readonly #body: ManifestBody;
  #head: { readonly bytes: Uint8Array; readonly hash: Hash } | undefined;
  #tail: Uint8Array | undefined;

  constructor(body: ManifestBody) {
    this.#body = body;
  }

  /** Equal to `canonicalBytes` of the whole manifest. */
  write(screen: ScreenPart): CanonicalManifest {
    const { place, revision, screenId, siteId } = screen;
    const { head, tail } = this.#ends();
    const own = canonicalBytes({ place, revision, screenId, siteId }).subarray(1, -1);
    const hash = head.hash.copy().update(own).update(tail);
    return { bytes: Buffer.concat([head.bytes, own, tail]), sha256: hash.digest("hex") };
  }

  /** The hash alone, without making the bytes. */
  sha256(screen: ScreenPart): string {
    const { place, revision, screenId, siteId } = screen;
    const { head, tail } = this.#ends();
    const own = canonicalBytes({ place, revision, screenId, siteId }).subarray(1, -1);
    return head.hash.copy().update(own).update(tail).digest("hex");
  }

  #ends() {
    const { assets, dayPlans, days, entries, fallback, items, loops, timeZone, type, weekly } = this.#body;
    // Members stand in the order of their names: these come before `place`, and those after `siteId`.
    this.#head ??= headOf(canonicalJson({ assets, dayPlans, days, entries, fallback, items, loops }));
    this.#tail ??= Buffer.from(`,${canonicalJson({ timeZone, type, weekly }).slice(1)}`);
    return { head: this.#head, tail: this.#tail };
  }
}

function headOf(json: string): { bytes: Uint8Array; hash: Hash } {
  const bytes = Buffer.from(`${json.slice(0, -1)},`);
  return { bytes, hash: createHash("sha256").update(bytes) };
}
