import { createPrivateKey, sign } from "node:crypto";
import { exportJWK } from "jose";
import { expect, test } from "vitest";
import { DOCUMENT_TYPES, type Envelope } from "../../../schemas/envelope.ts";
import { PlayBatchHead } from "../../../schemas/play-record.ts";
import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import { signDocument } from "../../../schemas/trust/envelope.ts";
import { openSignedDocument } from "../../../schemas/trust/signed-document.ts";
import { makeSigner } from "../../../tests/support/trust.ts";
import { openBatchHead } from "./open-batch-head.ts";

const head: PlayBatchHead = {
  type: "play-batch",
  player: 3,
  after: { boot: 0, seq: 0 },
  last: { boot: 1, seq: 9 },
  headSha256: "a".repeat(64),
};
const base64url = (text: string) => Buffer.from(text).toString("base64url");

test("a batch's head is opened exactly where the general reader of signed documents opens it", async () => {
  const signer = await makeSigner();
  const other = await makeSigner();
  const privateKey = createPrivateKey({ key: { ...(await exportJWK(signer.key)) }, format: "jwk" });
  const signWith = (header: object, text = canonicalJson(head)): Envelope => {
    const [protectedHeader, payload] = [base64url(JSON.stringify(header)), base64url(text)];
    const signature = sign(null, Buffer.from(`${protectedHeader}.${payload}`), privateKey).toString("base64url");
    return { payload, signatures: [{ protected: protectedHeader, signature }] };
  };
  const usual = { alg: "EdDSA", kid: signer.keyId, typ: DOCUMENT_TYPES.playBatch };
  const good = await signDocument(head, DOCUMENT_TYPES.playBatch, [signer]);
  const byOther = await signDocument(head, DOCUMENT_TYPES.playBatch, [other]);
  const [ownSignature] = good.signatures;
  const [otherSignature] = byOther.signatures;
  if (ownSignature === undefined || otherSignature === undefined) throw new Error("There is no signature.");
  const opened: Envelope[] = [
    good,
    signWith(usual),
    // Written in another order: valid, though no player of ours writes so.
    signWith({ typ: usual.typ, kid: usual.kid, alg: usual.alg }),
    { ...good, signatures: [otherSignature, ownSignature] },
    // A copy that was spoilt does not count, and takes nothing from the one that is good.
    { ...good, signatures: [{ ...ownSignature, signature: otherSignature.signature }, ownSignature] },
  ];
  const refused: Envelope[] = [
    byOther,
    await signDocument(head, DOCUMENT_TYPES.challenge, [signer]),
    { ...good, payload: base64url(canonicalJson({ ...head, player: 4 })) },
    { ...good, signatures: [{ ...ownSignature, signature: otherSignature.signature }] },
    { ...good, signatures: [{ protected: otherSignature.protected, signature: ownSignature.signature }] },
    signWith({ ...usual, alg: "none" }),
    signWith({ ...usual, crit: ["exp"], exp: 1 }),
    signWith({ ...usual, kid: other.keyId }),
    signWith(usual, JSON.stringify(head)),
    signWith(usual, canonicalJson({ ...head, more: 1 })),
    signWith(usual, "{"),
  ];
  const general = async (envelope: Envelope) => {
    const keys = new Map([[signer.keyId, signer.publicKey]]);
    const result = await openSignedDocument(envelope, DOCUMENT_TYPES.playBatch, PlayBatchHead, keys, 1);
    return result.ok ? result.document : undefined;
  };
  for (const envelope of opened) {
    expect(await general(envelope)).toEqual(head);
    expect(await openBatchHead(envelope, signer)).toEqual(head);
  }
  for (const envelope of refused) {
    expect(await general(envelope)).toBeUndefined();
    expect(await openBatchHead(envelope, signer)).toBeUndefined();
  }
});
