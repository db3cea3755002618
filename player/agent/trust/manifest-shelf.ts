import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { DOCUMENT_TYPES, Envelope } from "../../../schemas/envelope.ts";
import { Manifest } from "../../../schemas/manifest.ts";
import { envelopeBytes } from "../../../schemas/trust/envelope.ts";
import { keysOfRole } from "../../../schemas/trust/root-of-trust.ts";
import { openSignedDocument } from "../../../schemas/trust/signed-document.ts";
import { findText, listFilesBelow, writeFileDurably } from "../ports/files.ts";
import { sha256Hex } from "../sha256.ts";
import type { RootKeeper } from "./root-keeper.ts";

const SHA256 = /^[0-9a-f]{64}$/;

export type OpenedManifest = { ok: true; manifest: Manifest } | { ok: false; reason: string };

export interface HeldManifest {
  readonly sha256: string;
  readonly revision: number;
  readonly manifest: Manifest;
}

/** What a start found on the disk. */
export interface FoundManifests {
  readonly held: HeldManifest | null;
  readonly lastGood: HeldManifest | null;
  readonly damaged: readonly string[];
}

/** Signed manifests on disk and the pointer to the one that plays. */
export interface ManifestShelf {
  /** Judges an envelope as the manifest `sha256` of this screen: hash, scheduler's signature, shape, screen. */
  open(data: unknown, sha256: string): Promise<OpenedManifest>;
  /** Keeps the envelope; it does not play yet. */
  put(data: unknown, sha256: string): Promise<void>;
  /** Makes a kept manifest the current one, by one rename. `wayBack` stays as well; by default the one before. */
  point(sha256: string, wayBack?: string): Promise<void>;
  /**
   * The current manifest if it still verifies, else the newest kept one that does and was acted on before (its revision
   * is not above `highestRevision`), else none; and an older one as the way back. Nothing is
   * believed for lying here, not even the pointer.
   */
  findCurrent(highestRevision: number): Promise<FoundManifests>;
}

/** Opens `<dataDir>/manifests/` and `<dataDir>/current`. */
export function openManifestShelf(dataDir: string, screenId: string, root: RootKeeper): ManifestShelf {
  const directory = join(dataDir, "manifests");
  const pointerPath = join(dataDir, "current");
  const pathOf = (sha256: string) => join(directory, `${sha256}.json`);

  async function open(data: unknown, sha256: string): Promise<OpenedManifest> {
    const envelope = Envelope.safeParse(data);
    if (!envelope.success) return { ok: false, reason: "wrong-shape" };
    if (sha256Hex(envelopeBytes(envelope.data)) !== sha256) return { ok: false, reason: "hash-differs" };
    const keys = keysOfRole(root.current, "scheduler");
    const { threshold } = root.current.roles.scheduler;
    const opened = await openSignedDocument(envelope.data, DOCUMENT_TYPES.manifest, Manifest, keys, threshold);
    if (!opened.ok) return opened;
    if (opened.document.screenId !== screenId) return { ok: false, reason: "wrong-screen" };
    return { ok: true, manifest: opened.document };
  }

  async function readPointer(): Promise<string[]> {
    const text = (await findText(pointerPath)) ?? "";
    return text.split(/\s+/).filter((name) => SHA256.test(name));
  }

  async function openKept(sha256: string): Promise<HeldManifest | string> {
    const opened = await open(parseOrUndefined(await findText(pathOf(sha256))), sha256);
    if (!opened.ok) return `${sha256}: ${opened.reason}`;
    return { sha256, revision: opened.manifest.revision, manifest: opened.manifest };
  }

  return {
    open,
    put: (data, sha256) => writeFileDurably(pathOf(sha256), JSON.stringify(data)),
    async point(sha256, wayBack) {
      const before = wayBack ?? (await readPointer())[0];
      const names = [sha256, ...(before === undefined || before === sha256 ? [] : [before])];
      await writeFileDurably(pointerPath, `${names.join(" ")}\n`);
      for (const file of await readdir(directory)) {
        if (!names.some((name) => file.startsWith(name))) await rm(join(directory, file), { force: true });
      }
    },
    async findCurrent(highestRevision) {
      const [pointed] = await readPointer();
      const current = pointed === undefined ? undefined : await openKept(pointed);
      const damaged = typeof current === "string" ? [current] : [];
      let newest: HeldManifest | null = null;
      for (const sha256 of await listKept(directory)) {
        if (sha256 === pointed) continue;
        const kept = await openKept(sha256);
        if (typeof kept === "string") damaged.push(kept);
        else if (kept.revision <= highestRevision && kept.revision > (newest?.revision ?? 0)) newest = kept;
      }
      if (typeof current === "object") {
        const isOlder = newest !== null && newest.revision < current.revision;
        return { held: current, lastGood: isOlder ? newest : null, damaged: [] };
      }
      return { held: newest, lastGood: null, damaged };
    },
  };
}

async function listKept(directory: string): Promise<string[]> {
  const names = (await listFilesBelow(directory)).map(({ name }) => name.replace(/\.json$/, ""));
  return names.filter((name) => SHA256.test(name));
}

/** `undefined`, which fits no shape, for a file that is missing or is no JSON. */
function parseOrUndefined(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
