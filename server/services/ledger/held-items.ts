import type { Envelope } from "../../../schemas/envelope.ts";
import type { Manifest } from "../../../schemas/manifest.ts";
import { envelopeBytes } from "../../../schemas/trust/envelope.ts";
import type { Database } from "../../context.ts";
import { findManifest } from "../../db/repos/manifests.ts";
import { sha256Hex } from "../../sha256.ts";

/** Manifests whose items are remembered: two for each player of the largest fleet. */
const MAX_REMEMBERED = 20_000;

/** Remembers what was in manifests, so that asking for each batch costs no look at the database. */
export interface HeldItems {
  /** Hashes of the airing documents in this manifest; none when the screen was never given one of this revision. */
  find(db: Database, screenId: string, revision: number): Promise<ReadonlySet<string>>;
}

/** Manifests are never changed, so what was found stays true; what was not found is looked for again. */
export function createHeldItems(): HeldItems {
  const byManifest = new Map<string, ReadonlySet<string>>();
  /** Most screens of a fleet show the same: they share one set. */
  const byContent = new Map<string, ReadonlySet<string>>();
  const share = (items: readonly string[]): ReadonlySet<string> => {
    const sorted = [...new Set(items)].sort();
    const name = sha256Hex(sorted.join(" "));
    const shared = byContent.get(name) ?? new Set(sorted);
    byContent.set(name, shared);
    return shared;
  };
  return {
    async find(db, screenId, revision) {
      const name = `${revision} ${screenId}`;
      const known = byManifest.get(name);
      if (known !== undefined) return known;
      const row = await findManifest(db, screenId, revision);
      if (row === undefined) return new Set();
      if (byManifest.size >= MAX_REMEMBERED) {
        byManifest.clear();
        byContent.clear();
      }
      const items = share(itemsOf(row.envelope_json));
      byManifest.set(name, items);
      return items;
    },
  };
}

/** Signed and stored by this server: it is not checked again. */
function itemsOf(envelopeJson: string): string[] {
  const bytes = envelopeBytes(JSON.parse(envelopeJson) as Envelope);
  const { items } = JSON.parse(new TextDecoder().decode(bytes)) as Pick<Manifest, "items">;
  return items.map(({ airingSha256 }) => airingSha256);
}
