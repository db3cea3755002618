import { afterEach, describe, expect, it } from "vitest";
import { createPublisherContext, type PublisherContext } from "../../../tests/support/publisher.ts";
import { createSource } from "./create-source.ts";
import { matchesKeywords, slugOf } from "./keyword-rule.ts";
import { listSources } from "./list-sources.ts";

let test: PublisherContext;
afterEach(() => test.close());

describe("adding a source", () => {
  it("reads the publisher at its own address unless an administrator names a mirror", async () => {
    test = await createPublisherContext();
    const editor = await test.asPerson(["editor"]);
    const { sourceId } = await createSource(editor, { profile: "vietnamvn", keywords: ["Cửa khẩu", "cua-khau", "  "] });
    const own = (await listSources(editor)).items.find(({ id }) => id === sourceId);
    expect(own).toMatchObject({
      baseUrl: "https://www.vietnam.vn",
      mediaBaseUrl: "https://vstatic.vietnam.vn",
      language: "vi",
      state: "active",
      health: "unknown",
      keywords: ["cua-khau"],
    });
  });

  it("does not let an editor point the server into its own network", async () => {
    test = await createPublisherContext();
    const editor = await test.asPerson(["editor"]);
    for (const address of [{ baseUrl: "http://127.0.0.1:6379" }, { mediaBaseUrl: "http://169.254.169.254" }]) {
      await expect(createSource(editor, { profile: "vietnamvn", ...address })).rejects.toMatchObject({
        code: "not-allowed",
      });
    }
    expect((await listSources(editor)).items).toHaveLength(1);
  });

  it.each(["", "ftp://x.example.vn", "https://me:pw@x.example.vn", "https://x.example.vn/path", "x.example.vn"])(
    "refuses the address %j also from an administrator",
    async (baseUrl) => {
      test = await createPublisherContext();
      const administrator = await test.asPerson(["administrator"]);
      const adding = createSource(administrator, { profile: "vietnamvn", baseUrl });
      await expect(adding).rejects.toMatchObject({ code: "bad-input" });
    },
  );

  it("adds the same address once, and no profile that is not there", async () => {
    test = await createPublisherContext();
    const again = createSource(test.ctx, { profile: "vietnamvn", baseUrl: test.publisher.origin });
    await expect(again).rejects.toMatchObject({ code: "conflict" });
    await expect(createSource(test.ctx, { profile: "__proto__" })).rejects.toMatchObject({ code: "bad-input" });
  });
});

describe("keywords", () => {
  it("are compared as whole words of a slug, in Vietnamese without its marks", async () => {
    test = await createPublisherContext();
    expect(slugOf("Đồng Đăng – cửa khẩu")).toBe("dong-dang-cua-khau");
    expect(matchesKeywords("thong-quan-cua-khau-huu-nghi", ["cua-khau"])).toBe(true);
    expect(matchesKeywords("mua-khau-trang", ["cua-khau", "khau-tr"])).toBe(false);
    expect(matchesKeywords("bat-ky", [])).toBe(true);
  });
});
