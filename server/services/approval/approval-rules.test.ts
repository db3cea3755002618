import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AiringDocument } from "../../../schemas/airing-document.ts";
import { submitPicture } from "../../../tests/support/content-factory.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { makeAiring, named } from "../../../tests/support/trust.ts";
import { DomainError } from "../../errors.ts";
import { loadReference } from "../reference/load-reference.ts";
import { withdrawAiring } from "../withdrawals/withdraw-airing.ts";
import { approveAiring } from "./approve-airing.ts";
import { getAiring } from "./get-airing.ts";
import { rejectAiring } from "./reject-airing.ts";

type Person = Awaited<ReturnType<TestContext["asPerson"]>>;
let world: TestContext;
let people: Person[];
/** Whose account was made by whom. */
const MADE_BY: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 2],
];
/** Pairs that cannot approve together: the third could speak with all three voices. */
const CLOSE: readonly (readonly [number, number])[] = [...MADE_BY, [0, 2]];
/** The last two hold no approver role. */
const APPROVERS = 4;

beforeAll(async () => {
  world = await createTestContext();
  await loadReference(world.ctx);
  people = [];
  for (const roles of [
    ["approver"],
    ["approver"],
    ["approver"],
    ["approver", "editor"],
    ["editor"],
    ["administrator"],
  ]) {
    people.push(await world.asPerson(roles as ("approver" | "editor" | "administrator")[]));
  }
  for (const [person, by] of MADE_BY) {
    await world.ctx.db
      .insertInto("person_influences")
      .values({
        person_id: people[person]?.actor.personId ?? "",
        by_person_id: people[by]?.actor.personId ?? "",
        kind: "created",
        at_ms: world.clock.now(),
      })
      .execute();
  }
});
afterAll(() => world.close());

const areClose = (a: number, b: number) =>
  CLOSE.some(([one, other]) => (one === a && other === b) || (one === b && other === a));

const deed = fc.record({
  who: fc.nat(5),
  what: fc.oneof({ weight: 6, arbitrary: fc.constant("approve" as const) }, fc.constantFrom("reject", "withdraw")),
});

test("no sequence of deeds yields approved with fewer than two distinct eligible persons", async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 8 }), async (deeds) => {
      runs += 1;
      const { airingSha256 } = await submitPicture(world.ctx, `chuỗi việc ${runs}`);
      const signers: number[] = [];
      let closed: "rejected" | "withdrawn" | undefined;
      for (const { who, what } of deeds) {
        const person = people[who];
        if (person === undefined) throw new Error("no such person");
        const done = await succeeds(() => {
          if (what === "approve") return approveAiring(person, { airingSha256 });
          if (what === "reject") return rejectAiring(person, { airingSha256, reason: "x" });
          return withdrawAiring(person, { airingSha256, reason: "x" });
        });
        const isApproved = signers.length === 2;
        if (what === "approve") {
          const may =
            who < APPROVERS &&
            !isApproved &&
            closed === undefined &&
            !signers.includes(who) &&
            signers.every((signer) => !areClose(signer, who));
          expect(done).toBe(may);
          if (done) signers.push(who);
        } else if (what === "reject") {
          expect(done).toBe(who < APPROVERS && !isApproved && closed === undefined);
          if (done) closed = "rejected";
        } else {
          expect(done).toBe(who < APPROVERS || who === 4);
          if (done) closed = "withdrawn";
        }
        const { state } = await getAiring(world.ctx, { airingSha256 });
        expect(state).toBe(closed ?? (signers.length === 2 ? "approved" : "waiting"));
        if (state === "approved") {
          const [one, other] = signers;
          expect(one).not.toBe(other);
          expect(areClose(one ?? 0, other ?? 0)).toBe(false);
        }
      }
    }),
    { numRuns: process.env.TEST_TIER === "long" ? 400 : 40 },
  );
});

test("changing any field of an airing document changes its name", () => {
  const base = AiringDocument.parse(
    makeAiring({
      kind: "slide",
      template: { id: "headline", version: 1, sha256: "b".repeat(64) },
      fields: {
        headline: "Bốn bước làm thủ tục",
        summary: "Chuẩn bị hộ chiếu.",
        credit: "Nguồn: cổng thông tin",
        place: "",
        languageName: "Tiếng Việt",
        qr: { targetUrl: "https://example.test/a", caption: "Đọc thêm" },
        second: { language: "en", headline: "Four steps", summary: "Have your passport ready." },
      },
      notBeforeMs: 1,
      notAfterMs: 2,
      rights: { credit: "x", sourceUrl: "https://example.test/b" },
      scope: { kind: "sites", siteIds: ["01930000-0000-7000-8000-000000000003"] },
    }),
  );
  const paths = leafPaths(base);
  expect(paths.length).toBeGreaterThan(30);
  const names = new Set([named(base).sha256]);
  for (const path of paths) names.add(named(withChanged(base, path)).sha256);
  expect(names.size).toBe(paths.length + 1);
});

async function succeeds(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

type Path = readonly (string | number)[];

function leafPaths(value: unknown, path: Path = []): Path[] {
  if (value === null || typeof value !== "object") return [path];
  return Object.entries(value).flatMap(([key, member]) => leafPaths(member, [...path, key]));
}

function withChanged(document: unknown, path: Path): unknown {
  const copy: unknown = structuredClone(document);
  let place = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  const last = path.at(-1) ?? "";
  const old = place[last];
  place[last] = typeof old === "number" ? old + 1 : typeof old === "boolean" ? !old : `${String(old)}x`;
  return copy;
}
