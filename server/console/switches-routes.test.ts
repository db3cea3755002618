import { expect, it } from "vitest";
import { ownPath } from "./switches-routes.ts";

it("a form may lead back to a page of this console", () => {
  expect(ownPath("/schedule?date=2026-11-23")).toBe("/schedule?date=2026-11-23");
  expect(ownPath("/")).toBe("/");
});

it("a form may not lead to another host, however it is written", () => {
  for (const path of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "",
    "/a\nb",
    "/\t/x",
  ]) {
    expect(ownPath(path), path).toBe("/");
  }
});
