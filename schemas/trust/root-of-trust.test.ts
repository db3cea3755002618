import { beforeAll, describe, expect, it } from "vitest";
import { makeRoot, makeSigner, type TestSigner } from "../../tests/support/trust.ts";
import { DOCUMENT_TYPES } from "../envelope.ts";
import type { RootDocument } from "../root-document.ts";
import { signDocument } from "./envelope.ts";
import { openFirstRoot, openNextRoot } from "./root-of-trust.ts";

let rootA: TestSigner;
let rootB: TestSigner;
let scheduler: TestSigner;
let current: RootDocument;

beforeAll(async () => {
  [rootA, rootB, scheduler] = (await Promise.all([makeSigner(), makeSigner(), makeSigner()])) as [
    TestSigner,
    TestSigner,
    TestSigner,
  ];
  current = makeRoot(3, [rootA], scheduler, []);
});

const sign = (document: RootDocument, signers: TestSigner[]) => signDocument(document, DOCUMENT_TYPES.root, signers);

describe("the root of trust", () => {
  it("follows a step that old and new root keys both signed, a change of key included", async () => {
    const next = makeRoot(4, [rootB], scheduler, []);
    expect(await openNextRoot(await sign(next, [rootA, rootB]), current)).toMatchObject({ ok: true });
  });

  it("does not follow a step that only the new keys or only the old keys signed", async () => {
    const next = makeRoot(4, [rootB], scheduler, []);
    expect(await openNextRoot(await sign(next, [rootB]), current)).toEqual({ ok: false, reason: "too-few-signatures" });
    expect(await openNextRoot(await sign(next, [rootA]), current)).toEqual({ ok: false, reason: "too-few-signatures" });
  });

  it("neither goes back, nor repeats, nor skips a version", async () => {
    for (const version of [2, 3, 5]) {
      const other = await sign(makeRoot(version, [rootA], scheduler, []), [rootA]);
      expect(await openNextRoot(other, current)).toEqual({ ok: false, reason: "gone-back" });
    }
  });

  it("asks for the whole threshold of distinct keys", async () => {
    const two = makeRoot(1, [rootA, rootB], scheduler, [], 2);
    expect(await openFirstRoot(await sign(two, [rootA, rootA]))).toEqual({ ok: false, reason: "too-few-signatures" });
    expect(await openFirstRoot(await sign(two, [rootA, rootB]))).toMatchObject({ ok: true });
  });

  it("refuses a key that goes by another key's name", async () => {
    const lying = makeRoot(1, [rootA], scheduler, []);
    const renamed = { ...lying, keys: { ...lying.keys, [scheduler.keyId]: rootB.publicKey } };
    expect(await openFirstRoot(await sign(renamed, [rootA]))).toEqual({ ok: false, reason: "wrong-shape" });
  });
});
