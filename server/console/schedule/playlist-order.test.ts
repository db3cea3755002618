import fc from "fast-check";
import { expect, it } from "vitest";
import { reorder } from "./playlist-order.ts";

it("moving changes places of two neighbours and loses nothing", () => {
  expect(reorder(["a", "b", "c"], "up:2")).toEqual(["a", "c", "b"]);
  expect(reorder(["a", "b", "c"], "down:0")).toEqual(["b", "a", "c"]);
  expect(reorder(["a", "b", "a"], "remove:2")).toEqual(["a", "b"]);
});

it("whatever a form sends, only what was in the list stays in it, and at most one leaves", () => {
  const ids = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 8 });
  const act = fc.oneof(
    fc.string(),
    fc.tuple(fc.constantFrom("up", "down", "remove"), fc.nat(9)).map(([verb, place]) => `${verb}:${place}`),
  );
  fc.assert(
    fc.property(ids, act, (before, verb) => {
      const after = reorder(before, verb);
      const lost = before.length - after.length;
      expect(lost).toBeGreaterThanOrEqual(0);
      expect(lost).toBeLessThanOrEqual(verb.startsWith("remove") ? 1 : 0);
      for (const id of after) expect(before).toContain(id);
      if (lost === 0) expect([...after].sort()).toEqual([...before].sort());
    }),
  );
});
