import { describe, expect, it } from "vitest";
import { findBoundaryBreaks } from "./boundaries.ts";
import { findMissingPaths } from "./documented-paths.ts";
import { findWeakLines } from "./weak-lines.ts";

const file = (path: string, text: string) => ({ path, text });

describe("the boundary check", () => {
  it.each([
    ["schemas/rules/a.ts", 'import { x } from "../../server/context.ts";'],
    ["content/store/a.ts", 'import { x } from "../../server/context.ts";'],
    ["player/agent/sync.ts", 'import { x } from "../stage/stage.ts";'],
    ["player/agent/core/session.ts", 'import { x } from "../ports/clock.ts";'],
    ["server/services/people/a.ts", 'import { x } from "../../http/problem.ts";'],
    ["server/console/islands/a.ts", 'import { x } from "../layout.tsx";'],
    ["server/db/repos/a.ts", 'import { x } from "../../services/people/person.ts";'],
    ["server/http/a.ts", 'import { x } from "../../player/agent/main.ts";'],
    ["server/http/a.ts", 'import sharp from "sharp";'],
    ["server/http/a.ts", "const home = process.env.HOME;"],
    ["player/agent/core/session.ts", "const at = Date.now();"],
    ["server/services/ledger/core.ts", "setTimeout(() => {}, 5);"],
    ["server/services/people/a.ts", "const at = Date.now();"],
  ])("refuses what %s would do with %s", (path, text) => {
    expect(findBoundaryBreaks([file(path, text)])).not.toEqual([]);
  });

  it("lets the allowed direction pass, and a forbidden word inside a comment", () => {
    expect(
      findBoundaryBreaks([
        file("server/http/a.ts", 'import { x } from "../services/people/person.ts";'),
        file("server/services/people/a.ts", "/* Date.now() would be wrong here */"),
      ]),
    ).toEqual([]);
  });
});

describe("the documentation check", () => {
  it("names a documented path that does not exist, and not one that does", () => {
    const page = file("README.md", "See `server/app.ts`, `server/` and `server/gone.ts`.");
    expect(findMissingPaths([page, file("server/app.ts", "")])).toEqual(["README.md names server/gone.ts"]);
  });
});

describe("the length and weak-line check", () => {
  it("counts lines, skipped tests and swallowed errors", () => {
    const skipped = `it${"."}skip("x", () => {});`;
    const swallowed = `try { a(); } catch ${"{}"}`;
    expect(
      findWeakLines([file("a.ts", "x\n".repeat(301)), file("b.test.ts", `${skipped}\n${swallowed}\n`)]),
    ).toHaveLength(3);
  });
});
