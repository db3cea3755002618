import { describe, expect, it } from "vitest";
import { feedFile } from "../../../tests/support/feed-server.ts";
import { createPublicLookup } from "./public-lookup.ts";
import { type FetchPolicy, parseAbsoluteUrl, urlRefusal } from "./url-rule.ts";

const samples: { mustBlock: string[]; mustAllow: string[] } = JSON.parse(feedFile("attack/ssrf-urls.json").toString());

/** The most generous policy a profile could have: the very host is listed and http is allowed. */
function policyFor(url: URL): FetchPolicy {
  return { hosts: new Set([url.hostname]), operatorOrigins: new Set(), plainHttp: true };
}

describe("which addresses may be fetched", () => {
  it.each(samples.mustBlock)("refuses %s even when a profile lists its host", (address) => {
    const url = parseAbsoluteUrl(address);
    expect(url === undefined ? "not-a-url" : urlRefusal(url, policyFor(url))).toBeTypeOf("string");
  });

  it.each(samples.mustAllow)("allows %s when a profile lists its host", (address) => {
    const url = new URL(address);
    expect(urlRefusal(url, policyFor(url))).toBeUndefined();
    expect(urlRefusal(url, { ...policyFor(url), hosts: new Set(["other.example.vn"]) })).toBe("host");
  });

  it("refuses plain http and other hosts' subdomains unless the profile says so", () => {
    const policy = { hosts: new Set(["www.vietnam.vn"]), operatorOrigins: new Set<string>(), plainHttp: false };
    expect(urlRefusal(new URL("http://www.vietnam.vn/"), policy)).toBe("scheme");
    expect(urlRefusal(new URL("https://evil.www.vietnam.vn/"), policy)).toBe("host");
    expect(urlRefusal(new URL("https://www.vietnam.vn.evil.example/"), policy)).toBe("host");
  });

  it("lets an operator's own private address through exactly, and no neighbour of it", () => {
    const policy = { hosts: new Set<string>(), operatorOrigins: new Set(["http://127.0.0.1:4321"]), plainHttp: true };
    expect(urlRefusal(new URL("http://127.0.0.1:4321/a"), policy)).toBeUndefined();
    expect(urlRefusal(new URL("http://127.0.0.1:4322/a"), policy)).toBe("port");
    expect(urlRefusal(new URL("http://127.0.0.1/a"), policy)).toBe("private-address");
    expect(urlRefusal(new URL("http://localhost:4321/a"), policy)).toBe("port");
    expect(urlRefusal(new URL("http://me:pw@127.0.0.1:4321/a"), policy)).toBe("userinfo");
  });
});

describe("the resolver of connections", () => {
  const answer = (...addresses: string[]) =>
    new Promise<Error | null>((resolve) => {
      const lookup = createPublicLookup(async () =>
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
      lookup("name.example.vn", { all: true }, (error) => resolve(error));
    });

  it("answers with public addresses alone", async () => {
    expect(await answer("8.8.8.8", "2606:4700::1111")).toBeNull();
  });

  it.each([
    ["127.0.0.1"],
    ["8.8.8.8", "10.0.0.1"],
    ["::1"],
    ["64:ff9b::7f00:1"],
    ["2002:7f00:1::"],
    ["2001:0:1::"],
    [],
  ])("fails for a name that points to %s", async (...addresses) => {
    expect(await answer(...addresses)).toMatchObject({ code: "not-public" });
  });
});
