import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { newId } from "./new-id.ts";

test("an id is a UUIDv7 that carries its time, sorts by it, and is never given twice", () => {
  const times = fc.integer({ min: 0, max: 2 ** 48 - 1 });
  fc.assert(
    fc.property(times, times, (a, b) => {
      const [first, second] = [newId(a), newId(b)];
      expect(z.uuidv7().safeParse(first).success).toBe(true);
      expect(Number.parseInt(first.replaceAll("-", "").slice(0, 12), 16)).toBe(a);
      if (a < b) expect(first < second).toBe(true);
      expect(first).not.toBe(newId(a));
    }),
  );
});
