import { Manifest } from "../../../schemas/manifest.ts";

const known = new WeakMap<Manifest["loops"], string | null>();
const OwnPart = Manifest.pick({ screenId: true, siteId: true, place: true });

/**
 * The part of a manifest that a player would refuse to read (more items, entries, loops or days than it takes), or null.
 * What is not readable must not be signed: the screen would keep asking for it and never get further. Manifests of one
 * view have the same body, which is read once.
 */
export function unreadablePart(manifest: Manifest): string | null {
  const ofBody = known.get(manifest.loops);
  if (ofBody === null) return firstPart(OwnPart.safeParse(ownPart(manifest)));
  if (ofBody !== undefined) return ofBody;
  const part = firstPart(Manifest.safeParse(manifest));
  const isOwn = part !== null && part in OwnPart.shape;
  if (!isOwn) known.set(manifest.loops, part);
  return part;
}

function ownPart({ screenId, siteId, place }: Manifest): Pick<Manifest, "screenId" | "siteId" | "place"> {
  return { screenId, siteId, place };
}

function firstPart(read: { readonly error?: { readonly issues: readonly { path: PropertyKey[] }[] } | undefined }) {
  const [issue] = read.error?.issues ?? [];
  return issue === undefined ? null : String(issue.path[0] ?? "manifest");
}
