import { afterEach, describe, expect, it } from "vitest";
import { bindProfile } from "../../../content/sources/source-site.ts";
import { vietnamVn } from "../../../content/sources/vietnamvn/profile.ts";
import { createTestContext, type TestContext } from "../../../tests/support/server-context.ts";
import { withTransaction } from "../../db/transaction.ts";
import { newId } from "../../new-id.ts";
import { linkForIn } from "./link-for.ts";

let test: TestContext;
afterEach(() => test.close());

const site = bindProfile(vietnamVn, vietnamVn.baseUrl, vietnamVn.mediaBaseUrl);
const link = (destinationUrl: string) =>
  withTransaction(test.ctx.db, (tx) =>
    linkForIn(tx, test.ctx, { editionVersionId: newId(test.ctx.now()), destinationUrl, site }),
  );

describe("the destination of a QR code", () => {
  it("is the article itself while we have no public address, and nothing is stored", async () => {
    test = await createTestContext();
    expect(await link("https://www.vietnam.vn/bai-viet")).toBe("https://www.vietnam.vn/bai-viet");
    expect(await test.ctx.db.selectFrom("qr_links").selectAll().execute()).toEqual([]);
  });

  it.each([
    "http://www.vietnam.vn/bai-viet",
    "https://evil.example/bai-viet",
    "https://www.vietnam.vn.evil.example/",
    "https://www.vietnam.vn:8443/",
    "https://me@www.vietnam.vn/",
    "javascript:alert(1)",
    "",
  ])("is never %j", async (destination) => {
    test = await createTestContext({ settings: { publicUrl: "https://cotmoc.example.vn" } });
    await expect(link(destination)).rejects.toMatchObject({ code: "bad-input" });
  });

  it("is stored only together with the slide that bears it", async () => {
    test = await createTestContext({ settings: { publicUrl: "https://cotmoc.example.vn" } });
    await expect(link("https://www.vietnam.vn/bai-viet")).rejects.toThrow();
    expect(await test.ctx.db.selectFrom("qr_links").selectAll().execute()).toEqual([]);
  });
});
