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
  readonly few: number;
}

const PACKED: PackedColumns<Row> = {
  id: "bigint",
  name: { atMost: 12 },
  tag: { atMost: 3 },
  code: { exactly: 4 },
  at_ms: "bigint",
  few: { digits: 3 },
};
const JSON_COLUMNS: JsonColumns<Row> = {
  id: "bigint",
  name: "text",
  tag: "text",
  code: "text",
  at_ms: "bigint",
  few: "bigint",
};

const number = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.constantFrom(0, -1, 9, 10, 99, 100));
const fits = fc.integer({ min: -99, max: 999 });
const plain = fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/);
const awkward = fc.oneof(
  plain,
  fc.string({ unit: "grapheme", maxLength: 14 }),
  fc.constantFrom("", " ", "ends ", " begins", "far too long for its place", "ngày", "\u0000", 'quote"', "\\"),
);
const rowsOf = (text: fc.Arbitrary<string>, few: fc.Arbitrary<number>, ...codes: string[]) =>
  fc.array(
    fc.record({
      id: number,
      name: text,
      tag: fc.constantFrom("", "a", "xyz"),
      code: fc.constantFrom("abcd", ...codes),
      at_ms: number,
      few,
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
    return (await sql<Row>`select id, name, tag, code, at_ms, few from ${told}`.execute(house.ctx.db)).rows;
  };

  it("are read back as they were told, in their order, whatever is in them", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          rowsOf(plain, fits),
          rowsOf(plain, fits, "abc", "abcde"),
          rowsOf(plain, number),
          rowsOf(awkward, fits),
        ),
        async (rows) => {
          const told = jsonRows(house.ctx.db, "told", JSON_COLUMNS, rows);
          const { rows: asJson } = await sql<Row>`select id, name, tag, code, at_ms, few from ${told}`.execute(
            house.ctx.db,
          );
          expect(await read(rows)).toEqual(asJson);
          if (!rows.some(({ name }) => name.includes("\u0000"))) expect(asJson).toEqual(rows);
        },
      ),
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
      few: 999,
    };
    expect(await read([full, { ...full, id: 0, tag: "", few: -99 }])).toEqual([
      full,
      { ...full, id: 0, tag: "", few: -99 },
    ]);
    expect(await read([])).toEqual([]);
  });
});
