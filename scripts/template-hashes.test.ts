import { describe, expect, test } from "vitest";
import { TEMPLATES } from "../schemas/templates.ts";
import { hashTemplate, nextRegistry } from "./template-hashes.ts";

describe("the registry of templates", () => {
  test("names exactly the source that is built: a changed template needs a new version (npx tsx scripts/template-hashes.ts)", async () => {
    for (const template of TEMPLATES) expect(await hashTemplate(template.id), template.id).toBe(template.sha256);
  });

  test("raises the version of a changed template and leaves the others alone", async () => {
    const [first, ...others] = await nextRegistry([]);
    if (first === undefined) throw new Error("There is no template.");
    const next = await nextRegistry([{ ...first, version: 4, sha256: "0".repeat(64) }, ...others]);
    expect(next).toEqual([{ ...first, version: 5 }, ...others]);
  });
});
