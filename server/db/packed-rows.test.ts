import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestContext, type TestContext } from "../../tests/support/server-context.ts";
import { type JsonColumns, jsonRows } from "./json-rows.ts";
import { type PackedColumns, packedRows } from "./packed-rows.ts";

interface Row {
  readonly id: number;
  readonly name: string;
  readonly tag: string;
  readonly code: string;
  readonly at_ms: number;
}

const PACKED: PackedColumns<Row> = {
  id: "bigint",
  name: { atMost: 12 },
  tag: { atMost: 3 },
  code: { exactly: 4 },
  at_ms: "bigint",
};
const JSON_COLUMNS: JsonColumns<Row> = { id: "bigint", name: "text", tag: "text", code: "text", at_ms: "bigint" };

const number = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.constantFrom(0, -1, 9, 10, 99, 100));
const plain = fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/);
const awkward = fc.oneof(
  plain,
  fc.string({ unit: "grapheme", maxLength: 14 }),
  fc.constantFrom("", " ", "ends ", " begins", "far too long for its place", "ngày", "\u0000", 'quote"', "\\"),
);
const rowsOf = (text: fc.Arbitrary<string>, ...codes: string[]) =>
  fc.array(
    fc.record({
      id: number,
      name: text,
      tag: fc.constantFrom("", "a", "xyz"),
      code: fc.constantFrom("abcd", ...codes),
      at_ms: number,
    }),
    {
      minLength: 1,
      maxLength: 40,
    },
  );

describe("rows packed into one parameter", () => {
  let house: TestContext;
  beforeAll(async () => {
    house = await createTestContext();
  });
  afterAll(() => house.close());

  const read = async (rows: readonly Row[]) => {
    const told = packedRows(house.ctx.db, "told", PACKED, rows);
    return (await sql<Row>`select id, name, tag, code, at_ms from ${told}`.execute(house.ctx.db)).rows;
  };

  it("are read back as they were told, in their order, whatever is in them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(rowsOf(plain), rowsOf(plain, "abc", "abcde"), rowsOf(awkward)), async (rows) => {
        const told = jsonRows(house.ctx.db, "told", JSON_COLUMNS, rows);
        const { rows: asJson } = await sql<Row>`select id, name, tag, code, at_ms from ${told}`.execute(house.ctx.db);
        expect(await read(rows)).toEqual(asJson);
        if (!rows.some(({ name }) => name.includes("\u0000"))) expect(asJson).toEqual(rows);
      }),
      { numRuns: 200 },
    );
  });

  it("fill their places to the last character, and are none when there are none", async () => {
    const full = {
      id: Number.MAX_SAFE_INTEGER,
      name: "abcdefghijkl",
      tag: "xyz",
      code: "abcd",
      at_ms: Number.MIN_SAFE_INTEGER,
    };
    expect(await read([full, { ...full, id: 0, tag: "" }])).toEqual([full, { ...full, id: 0, tag: "" }]);
    expect(await read([])).toEqual([]);
  });
});
