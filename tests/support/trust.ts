import { createHash } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import type { AiringDocument } from "../../schemas/airing-document.ts";
import { DOCUMENT_TYPES, type Envelope } from "../../schemas/envelope.ts";
import type { PublicKey, RootDocument } from "../../schemas/root-document.ts";
import { canonicalJson } from "../../schemas/trust/canonical-json.ts";
import { keyIdOf, type Signer, signDocument } from "../../schemas/trust/envelope.ts";

export type TestSigner = Signer & { readonly publicKey: PublicKey };

export const hashBytes = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A fresh Ed25519 key. */
export async function makeSigner(): Promise<TestSigner> {
  const { publicKey, privateKey } = await generateKeyPair("EdDSA", { extractable: true });
  const jwk = await exportJWK(publicKey);
  const named: PublicKey = { kty: "OKP", crv: "Ed25519", x: String(jwk.x) };
  return { key: privateKey, keyId: await keyIdOf(named), publicKey: named };
}

export interface TestApprover {
  readonly signer: TestSigner;
  readonly personId: string;
  readonly fromMs: number;
  readonly untilMs: number | null;
}

/** A root document over these keys; two distinct persons must approve. */
export function makeRoot(
  version: number,
  root: readonly TestSigner[],
  scheduler: TestSigner,
  approvers: readonly TestApprover[],
  rootThreshold = 1,
): RootDocument {
  const keys = [...root, scheduler, ...approvers.map((approver) => approver.signer)];
  return {
    type: "root",
    version,
    serverName: "test",
    issuedAtMs: 0,
    keys: Object.fromEntries(keys.map((key) => [key.keyId, key.publicKey])),
    roles: {
      root: { keyIds: root.map((key) => key.keyId), threshold: rootThreshold },
      scheduler: { keyIds: [scheduler.keyId], threshold: 1 },
      gate: { keyIds: [], threshold: 1 },
    },
    approvers: approvers.map(({ signer, personId, fromMs, untilMs }) => ({
      keyId: signer.keyId,
      personId,
      fromMs,
      untilMs,
    })),
    approvalThreshold: 2,
  };
}

/** One person's signed yes. */
export function approve(
  airingSha256: string,
  personId: string,
  signer: TestSigner,
  approvedAtMs: number,
): Promise<Envelope> {
  return signDocument({ type: "approval", airingSha256, personId, approvedAtMs }, DOCUMENT_TYPES.approval, [signer]);
}

export function makeAiring(change: Partial<AiringDocument> = {}): AiringDocument {
  return {
    type: "airing-document",
    kind: "image",
    storyId: "01930000-0000-7000-8000-000000000001",
    editionVersionId: "01930000-0000-7000-8000-000000000002",
    language: "vi",
    title: "Đường lên cửa khẩu",
    template: null,
    fields: null,
    renditions: [
      {
        role: "main",
        sha256: "a".repeat(64),
        mediaType: "image/webp",
        sizeBytes: 1_000,
        widthPx: 1_920,
        heightPx: 1_080,
        durationMs: null,
        pipelineVersion: 1,
      },
    ],
    durationMs: 10_000,
    notBeforeMs: null,
    notAfterMs: null,
    scope: { kind: "everywhere" },
    rights: { credit: "", sourceUrl: null },
    needsNativeCheck: false,
    ...change,
  };
}

/** Canonical text of a document and the hash that names it. */
export function named(document: unknown): { text: string; sha256: string } {
  const text = canonicalJson(document);
  return { text, sha256: hashBytes(new TextEncoder().encode(text)) };
}
