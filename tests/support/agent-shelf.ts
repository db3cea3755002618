import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openManifestShelf } from "../../player/agent/trust/manifest-shelf.ts";
import { openRootKeeper } from "../../player/agent/trust/root-keeper.ts";
import { openTrustedState } from "../../player/agent/trust/trusted-state.ts";
import { DOCUMENT_TYPES } from "../../schemas/envelope.ts";
import { type Manifest, Status } from "../../schemas/manifest.ts";
import { keysOfRole } from "../../schemas/trust/root-of-trust.ts";
import { openSignedDocument } from "../../schemas/trust/signed-document.ts";
import type { ServiceContext } from "../../server/context.ts";
import { currentManifest } from "../../server/services/manifests/current-manifest.ts";
import { signStatus } from "../../server/services/manifests/sign-status.ts";
import { currentRoot } from "../../server/services/trust/current-root.ts";

/** The disk of one screen's player, with nothing of the agent running. */
export interface AgentShelf {
  /**
   * Takes the newest manifest as an agent does: named by a signed status, judged by its own keys, kept, pointed to.
   * Throws with the agent's reason when it refuses.
   */
  fetch(): Promise<void>;
  /** What an agent that starts now finds on its disk, verified again; null before the first. */
  restart(): Promise<Manifest | null>;
  close(): Promise<void>;
}

/** An empty player's disk that has pinned the installation's root, as at pairing. */
export async function openAgentShelf(ctx: ServiceContext, screenId: string): Promise<AgentShelf> {
  const dataDir = await mkdtemp(join(tmpdir(), "cotmoc-shelf-"));
  const pinning = await openRootKeeper(dataDir, await openTrustedState(dataDir));
  await pinning.pin((await currentRoot(ctx)).envelope);

  async function open() {
    const trusted = await openTrustedState(dataDir);
    const root = await openRootKeeper(dataDir, trusted);
    return { trusted, root, shelf: openManifestShelf(dataDir, screenId, root) };
  }

  return {
    async fetch() {
      const { trusted, root, shelf } = await open();
      const keys = keysOfRole(root.current, "scheduler");
      const status = await openSignedDocument(await signStatus(ctx, screenId), DOCUMENT_TYPES.status, Status, keys, 1);
      const signed = await currentManifest(ctx, screenId);
      const sha256 = status.ok ? status.document.manifestSha256 : null;
      if (signed === undefined || sha256 === null) throw new Error("The server offers no manifest.");
      const envelope: unknown = JSON.parse(JSON.stringify(signed.envelope));
      const opened = await shelf.open(envelope, sha256);
      if (!opened.ok) throw new Error(`The agent refuses the manifest: ${opened.reason}.`);
      await shelf.put(envelope, sha256);
      await shelf.point(sha256);
      await trusted.raise({ manifestRevision: opened.manifest.revision });
    },
    async restart() {
      const { trusted, shelf } = await open();
      return (await shelf.findCurrent(trusted.current.manifestRevision)).held?.manifest ?? null;
    },
    close: () => rm(dataDir, { recursive: true, force: true }),
  };
}
