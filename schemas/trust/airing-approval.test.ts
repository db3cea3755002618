import { beforeAll, describe, expect, it } from "vitest";
import {
  approve,
  hashBytes,
  makeAiring,
  makeRoot,
  makeSigner,
  named,
  type TestSigner,
} from "../../tests/support/trust.ts";
import { DOCUMENT_TYPES } from "../envelope.ts";
import type { RootDocument } from "../root-document.ts";
import { judgeAiring } from "./airing-approval.ts";
import { signDocument } from "./envelope.ts";

const LAN = "01930000-0000-7000-8000-0000000000a1";
const MINH = "01930000-0000-7000-8000-0000000000a2";
const SITE = "01930000-0000-7000-8000-0000000000b1";
const airing = named(makeAiring());

let lan: TestSigner;
let lanSecond: TestSigner;
let minh: TestSigner;
let stranger: TestSigner;
let root: RootDocument;

beforeAll(async () => {
  [lan, lanSecond, minh, stranger] = (await Promise.all([makeSigner(), makeSigner(), makeSigner(), makeSigner()])) as [
    TestSigner,
    TestSigner,
    TestSigner,
    TestSigner,
  ];
  root = makeRoot(1, [await makeSigner()], await makeSigner(), [
    { signer: lan, personId: LAN, fromMs: 1_000, untilMs: null },
    { signer: lanSecond, personId: LAN, fromMs: 1_000, untilMs: null },
    { signer: minh, personId: MINH, fromMs: 1_000, untilMs: 9_000 },
  ]);
});

const judge = (approvals: Awaited<ReturnType<typeof approve>>[], document = airing.text, siteId = SITE) =>
  judgeAiring({ document, approvals }, airing.sha256, siteId, root, hashBytes);

describe("an airing document", () => {
  it("may be shown once two distinct approvers in office signed its hash", async () => {
    const approvals = [await approve(airing.sha256, LAN, lan, 2_000), await approve(airing.sha256, MINH, minh, 3_000)];
    expect(await judge(approvals)).toMatchObject({ ok: true });
  });

  it("may not be shown with one person's two keys, a repeated approval, a stranger, or someone out of office", async () => {
    const first = await approve(airing.sha256, LAN, lan, 2_000);
    const seconds = [
      await approve(airing.sha256, LAN, lanSecond, 3_000),
      first,
      await approve(airing.sha256, MINH, stranger, 3_000),
      await approve(airing.sha256, MINH, minh, 9_000),
      await approve(airing.sha256, MINH, minh, 999),
      await approve(airing.sha256, MINH, lanSecond, 3_000),
      await approve("b".repeat(64), MINH, minh, 3_000),
    ];
    for (const second of seconds) {
      expect(await judge([first, second])).toEqual({ ok: false, reason: "too-few-approvers" });
    }
  });

  it("may not be shown when any byte of it or of an approval changed", async () => {
    const approvals = [await approve(airing.sha256, LAN, lan, 2_000), await approve(airing.sha256, MINH, minh, 3_000)];
    expect(await judge(approvals, airing.text.replace("cửa", "của"))).toEqual({
      ok: false,
      reason: "document-changed",
    });
    for (const part of ["payload", "protected", "signature"] as const) {
      const changed = structuredClone(approvals);
      const envelope = changed[1];
      const signature = envelope?.signatures[0];
      if (envelope === undefined || signature === undefined) throw new Error("no approval to change");
      if (part === "payload") envelope.payload = flip(envelope.payload);
      else signature[part] = flip(signature[part]);
      expect(await judge(changed)).toEqual({ ok: false, reason: "too-few-approvers" });
    }
  });

  it("may not be shown on the strength of a signature made for another kind of document", async () => {
    const approval = { type: "approval", airingSha256: airing.sha256, personId: MINH, approvedAtMs: 3_000 };
    const borrowed = await signDocument(approval, DOCUMENT_TYPES.manifest, [minh]);
    const first = await approve(airing.sha256, LAN, lan, 2_000);
    expect(await judge([first, borrowed])).toEqual({ ok: false, reason: "too-few-approvers" });
  });

  it("may not be shown outside the sites it was approved for", async () => {
    const scoped = named(makeAiring({ scope: { kind: "sites", siteIds: [SITE] } }));
    const approvals = [await approve(scoped.sha256, LAN, lan, 2_000), await approve(scoped.sha256, MINH, minh, 3_000)];
    const at = (siteId: string) =>
      judgeAiring({ document: scoped.text, approvals }, scoped.sha256, siteId, root, hashBytes);
    expect(await at(SITE)).toMatchObject({ ok: true });
    expect(await at(LAN)).toEqual({ ok: false, reason: "outside-scope" });
  });
});

function flip(text: string): string {
  const last = text.at(10) === "A" ? "B" : "A";
  return `${text.slice(0, 10)}${last}${text.slice(11)}`;
}
