import { beforeAll, expect, test } from "vitest";
import { makeRoot, makeSigner, type TestSigner } from "../../tests/support/trust.ts";
import { DOCUMENT_TYPES, type Envelope } from "../envelope.ts";
import type { Withdrawal } from "../manifest.ts";
import type { RootDocument } from "../root-document.ts";
import { signDocument } from "./envelope.ts";
import { standingWithdrawals } from "./withdrawal-standing.ts";

const LAN = "01930000-0000-7000-8000-0000000000a1";
const MINH = "01930000-0000-7000-8000-0000000000a2";
const AIRING = "a".repeat(64);
const WITHDRAWN_AT_MS = 5_000;

let lan: TestSigner;
let lanSecond: TestSigner;
let minh: TestSigner;
let scheduler: TestSigner;
let root: RootDocument;

beforeAll(async () => {
  [lan, lanSecond, minh, scheduler] = [await makeSigner(), await makeSigner(), await makeSigner(), await makeSigner()];
  root = makeRoot(1, [await makeSigner()], scheduler, [
    { signer: lan, personId: LAN, fromMs: 1_000, untilMs: null },
    { signer: lanSecond, personId: LAN, fromMs: 1_000, untilMs: null },
    { signer: minh, personId: MINH, fromMs: 1_000, untilMs: 9_000 },
  ]);
});

function lift(
  personId: string,
  signer: TestSigner,
  change: { airingSha256?: string; withdrawnAtMs?: number; liftedAtMs?: number; type?: "lift" | "approval" } = {},
): Promise<Envelope> {
  const { airingSha256 = AIRING, withdrawnAtMs = WITHDRAWN_AT_MS, liftedAtMs = 6_000, type = "lift" } = change;
  const document = { type: "lift", airingSha256, withdrawnAtMs, personId, liftedAtMs };
  return signDocument(document, DOCUMENT_TYPES[type], [signer]);
}

async function stands(lifts: Envelope[], airingSha256: string | null = AIRING): Promise<boolean> {
  const entry: Withdrawal = {
    airingSha256,
    renditionSha256: airingSha256 === null ? "b".repeat(64) : null,
    withdrawnAtMs: WITHDRAWN_AT_MS,
    lifts,
  };
  return (await standingWithdrawals([entry], root)).length === 1;
}

test("a withdrawal is lifted by two distinct approvers in office, and by nothing less", async () => {
  const first = await lift(LAN, lan);
  const second = await lift(MINH, minh);
  expect(await stands([first, second])).toBe(false);
  const others = {
    "nobody else": [],
    "one person's two keys": [await lift(LAN, lanSecond)],
    "the same yes twice": [first],
    "the scheduler's key": [await lift(MINH, scheduler)],
    "another's name": [await lift(MINH, lanSecond)],
    "someone out of office": [await lift(MINH, minh, { liftedAtMs: 9_000 })],
    "a yes to another item": [await lift(MINH, minh, { airingSha256: "c".repeat(64) })],
    "a yes to an earlier withdrawal": [await lift(MINH, minh, { withdrawnAtMs: WITHDRAWN_AT_MS - 1 })],
    "a yes from before it was withdrawn": [await lift(MINH, minh, { liftedAtMs: WITHDRAWN_AT_MS - 1 })],
    "a signature made for an approval": [await lift(MINH, minh, { type: "approval" })],
  };
  for (const [what, seconds] of Object.entries(others))
    expect([what, await stands([first, ...seconds])]).toEqual([what, true]);
});

test("a withdrawn rendition is never lifted", async () => {
  expect(await stands([await lift(LAN, lan), await lift(MINH, minh)], null)).toBe(true);
});
