import { createHash, randomBytes } from "node:crypto";
import type { AiringDocument } from "../../schemas/airing-document.ts";
import type { Command } from "../../schemas/commands.ts";
import { DOCUMENT_TYPES, type Envelope } from "../../schemas/envelope.ts";
import type { Manifest } from "../../schemas/manifest.ts";
import type { AiringBundle } from "../../schemas/player-http.ts";
import type { RootDocument } from "../../schemas/root-document.ts";
import { canonicalBytes, canonicalJson } from "../../schemas/trust/canonical-json.ts";
import { signDocument } from "../../schemas/trust/envelope.ts";
import { approve, hashBytes, makeAiring, makeRoot, makeSigner, type TestApprover, type TestSigner } from "./trust.ts";

const CHUNK_BYTES = 262_144;
const DAY_MS = 86_400_000;
const LOOP_ID = "00000000000000aa";
const PLAN_ID = "00000000000000bb";

export const SCREEN_ID = "01930000-0000-7000-8000-0000000000a1";
export const SITE_ID = "01930000-0000-7000-8000-0000000000b1";
export const ENTRY_ID = "01930000-0000-7000-8000-0000000000c1";

/** One approved item with its bytes as a server would hold them. */
export interface WorldItem {
  readonly airingSha256: string;
  readonly document: AiringDocument;
  readonly mediaSha256: string;
}

/** Keys, approvals, media and manifests of one installation, all really signed. Tests tamper with what it serves. */
export class SignedWorld {
  /** Orders that every status tells. */
  readonly commands: Command[] = [];
  readonly media = new Map<string, Buffer>();
  readonly bundles = new Map<string, AiringBundle>();
  readonly manifests = new Map<string, Envelope>();
  readonly withdrawalLists = new Map<number, Envelope>();
  readonly roots: Envelope[] = [];
  readonly items: WorldItem[] = [];
  readonly scheduler: TestSigner;
  readonly approvers: readonly TestApprover[];
  readonly root: RootDocument;
  revision = 0;
  manifestSha256: string | null = null;
  withdrawn: string[] = [];

  private constructor(scheduler: TestSigner, approvers: readonly TestApprover[], root: RootDocument, first: Envelope) {
    this.scheduler = scheduler;
    this.approvers = approvers;
    this.root = root;
    this.roots.push(first);
  }

  static async create(): Promise<SignedWorld> {
    const [rootSigner, scheduler, one, other] = await Promise.all([
      makeSigner(),
      makeSigner(),
      makeSigner(),
      makeSigner(),
    ]);
    const approvers = [one, other].map((signer, index) => ({
      signer,
      personId: `01930000-0000-7000-8000-0000000000d${index}`,
      fromMs: 0,
      untilMs: null,
    }));
    const root = makeRoot(1, [rootSigner], scheduler, approvers);
    return new SignedWorld(scheduler, approvers, root, await signDocument(root, DOCUMENT_TYPES.root, [rootSigner]));
  }

  /** An approved item: `bytes`, or `sizeBytes` random ones. `approvals` fewer than two leave it unapproved. */
  async addItem(
    options: {
      kind?: "image" | "video";
      durationMs?: number;
      sizeBytes?: number;
      approvals?: number;
      bytes?: Buffer;
    } = {},
  ): Promise<WorldItem> {
    const { kind = "image", durationMs = 2_500, approvals = 2 } = options;
    const bytes = options.bytes ?? randomBytes(options.sizeBytes ?? 1_000);
    const sizeBytes = bytes.length;
    const mediaSha256 = this.#keep(bytes);
    const document = makeAiring({
      kind,
      durationMs,
      title: `Ảnh ${this.items.length + 1}`,
      editionVersionId: `01930000-0000-7000-8000-0000000e${String(this.items.length).padStart(4, "0")}`,
      renditions: [
        {
          role: "main",
          sha256: mediaSha256,
          mediaType: kind === "video" ? "video/mp4" : "image/webp",
          sizeBytes,
          widthPx: 1920,
          heightPx: 1080,
          durationMs: kind === "video" ? durationMs : null,
          pipelineVersion: 1,
        },
      ],
    });
    const airingSha256 = hashBytes(canonicalBytes(document));
    const signed = this.approvers
      .slice(0, approvals)
      .map(({ personId, signer }) => approve(airingSha256, personId, signer, 1_000));
    this.bundles.set(airingSha256, { document: canonicalJson(document), approvals: await Promise.all(signed) });
    const item = { airingSha256, document, mediaSha256 };
    this.items.push(item);
    return item;
  }

  #keep(bytes: Buffer): string {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    this.media.set(sha256, bytes);
    return sha256;
  }

  #chunkList(bytes: Buffer): string {
    const digests: Buffer[] = [];
    for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
      digests.push(
        createHash("sha256")
          .update(bytes.subarray(start, start + CHUNK_BYTES))
          .digest(),
      );
    }
    return this.#keep(Buffer.concat(digests));
  }

  /** Signs a manifest that plays `items` one after the other, day and night, and makes it the newest. */
  async publish(items: readonly WorldItem[] = this.items, change: Partial<Manifest> = {}): Promise<Manifest> {
    this.revision += 1;
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    const days = [-1, 0, 1].map((day): [number, number, string] => [
      today + day * DAY_MS,
      today + (day + 1) * DAY_MS,
      PLAN_ID,
    ]);
    const assets: Manifest["assets"] = {};
    for (const { mediaSha256, document } of items) {
      const bytes = this.media.get(mediaSha256) ?? Buffer.alloc(0);
      const chunkListSha256 = this.#chunkList(bytes);
      assets[mediaSha256] = {
        sizeBytes: bytes.length,
        mediaType: document.kind === "video" ? "video/mp4" : "image/webp",
        chunkListSha256,
      };
    }
    const manifest: Manifest = {
      type: "manifest",
      screenId: SCREEN_ID,
      siteId: SITE_ID,
      place: { name: "Cửa khẩu thử", languages: ["vi", "en"] },
      revision: this.revision,
      timeZone: "Asia/Ho_Chi_Minh",
      days,
      weekly: Array.from({ length: 7 }, () => PLAN_ID),
      dayPlans: { [PLAN_ID]: [[0, DAY_MS, LOOP_ID, 0]] },
      loops: { [LOOP_ID]: { use: items.map((_, index) => [index, 0]), s: items.map((_, index) => index).join(" ") } },
      items: items.map(({ airingSha256, document }) => ({
        kind: document.kind,
        airingSha256,
        editionVersionId: document.editionVersionId,
        language: document.language,
        renditions: document.renditions.map(({ sha256 }) => sha256),
        durationMs: document.durationMs,
        notBeforeMs: null,
        notAfterMs: null,
      })),
      entries: [ENTRY_ID],
      assets,
      fallback: LOOP_ID,
      ...change,
    };
    this.manifestSha256 = hashBytes(canonicalBytes(manifest));
    this.manifests.set(this.manifestSha256, await signDocument(manifest, DOCUMENT_TYPES.manifest, [this.scheduler]));
    return manifest;
  }

  /** Signs the next list of withdrawals. */
  async withdraw(airingSha256: string): Promise<void> {
    this.withdrawn = [...this.withdrawn, airingSha256];
    const version = this.withdrawn.length;
    const entries = this.withdrawn.map((sha256) => ({
      airingSha256: sha256,
      renditionSha256: null,
      withdrawnAtMs: 1_000,
    }));
    const list = { type: "withdrawals", version, entries };
    this.withdrawalLists.set(version, await signDocument(list, DOCUMENT_TYPES.withdrawals, [this.scheduler]));
  }

  signStatus(): Promise<Envelope> {
    const serverTimeMs = Date.now();
    const status = {
      type: "status",
      screenId: SCREEN_ID,
      serverEpoch: "epoch-1",
      rootVersion: this.roots.length,
      manifestRevision: this.revision,
      manifestSha256: this.manifestSha256,
      withdrawalsVersion: this.withdrawn.length,
      serverTimeMs,
      freshUntilMs: serverTimeMs + DAY_MS,
      ...(this.commands.length === 0 ? {} : { commands: this.commands }),
    };
    return signDocument(status, DOCUMENT_TYPES.status, [this.scheduler]);
  }
}
