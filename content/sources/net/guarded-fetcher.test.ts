import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { type FeedServer, feedFile, startFeedServer } from "../../../tests/support/feed-server.ts";
import { createGuardedFetcher, type FetcherOptions, type GuardedFetcher } from "./guarded-fetcher.ts";

const LIMITS = { limitBytes: 1_000_000, deadlineMs: 5_000 };

let server: FeedServer;
let fetcher: GuardedFetcher;

async function start(options: Partial<FetcherOptions> = {}): Promise<void> {
  server = await startFeedServer();
  fetcher = createGuardedFetcher({
    policy: { hosts: new Set(["news.example.vn"]), operatorOrigins: new Set([server.origin]), plainHttp: true },
    userAgent: "CotMoc/test",
    gapMs: 0,
    ...options,
  });
}

afterEach(async () => {
  await fetcher.close();
  await server.close();
});

describe("a guarded fetch", () => {
  it("says who it is and brings the body, its type and its validators", async () => {
    await start();
    const headers = { "content-type": "text/plain", "content-encoding": "gzip", etag: '"1"' };
    server.route("/a", { headers, body: gzipped("xin chào") });
    const fetched = await fetcher.fetch(`${server.origin}/a`, LIMITS);
    expect(fetched).toMatchObject({
      status: 200,
      contentType: "text/plain",
      validators: { etag: '"1"', lastModified: null },
    });
    expect(fetched.body.toString()).toBe("xin chào");
    expect(server.requestHeaders.get("/a")?.["user-agent"]).toBe("CotMoc/test");
  });

  it("transfers nothing again when the copy we hold is still good", async () => {
    await start();
    server.route("/a", { headers: { etag: '"1"' }, body: "text" });
    const again = await fetcher.fetch(`${server.origin}/a`, LIMITS, { etag: '"1"', lastModified: null });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  it("follows redirects by hand and refuses the hop that leads inside", async () => {
    await start();
    server.route("/go", { status: 302, headers: { location: "/there" } });
    server.route("/there", { body: "ok" });
    server.route("/in", { status: 302, headers: { location: "http://169.254.169.254/latest/meta-data/" } });
    server.route("/port", { status: 302, headers: { location: "http://127.0.0.1:1/" } });
    expect((await fetcher.fetch(`${server.origin}/go`, LIMITS)).url).toBe(`${server.origin}/there`);
    await expect(fetcher.fetch(`${server.origin}/in`, LIMITS)).rejects.toMatchObject({ code: "refused-url" });
    await expect(fetcher.fetch(`${server.origin}/port`, LIMITS)).rejects.toMatchObject({ code: "refused-url" });
  });

  it("ends a circle and a long chain of redirects", async () => {
    await start();
    server.route("/x", { status: 301, headers: { location: "/y" } });
    server.route("/y", { status: 301, headers: { location: "/x" } });
    for (let step = 0; step < 8; step++) {
      server.route(`/${step}`, { status: 307, headers: { location: `/${step + 1}` } });
    }
    await expect(fetcher.fetch(`${server.origin}/x`, LIMITS)).rejects.toMatchObject({ code: "redirect-loop" });
    await expect(fetcher.fetch(`${server.origin}/0`, LIMITS)).rejects.toMatchObject({ code: "too-many-redirects" });
    expect(server.hits).not.toContain("/7");
  });

  it("never connects to a listed name that resolves to this machine", async () => {
    await start({ resolveAll: async () => [{ address: "127.0.0.1", family: 4 }] });
    await expect(fetcher.fetch("http://news.example.vn/", LIMITS)).rejects.toMatchObject({ code: "not-public" });
    expect(server.hits).toEqual([]);
  });

  it("stops a gzip bomb at the limit for decoded bytes", async () => {
    await start();
    server.route("/bomb", { headers: { "content-encoding": "gzip" }, body: feedFile("attack/gzip-bomb-64MiB.xml.gz") });
    const limits = { limitBytes: 8_388_608, deadlineMs: 20_000 };
    await expect(fetcher.fetch(`${server.origin}/bomb`, limits)).rejects.toMatchObject({ code: "too-large" });
  });

  it("stops a plain body at the limit, whatever length was announced", async () => {
    await start();
    server.route("/big", { body: Buffer.alloc(2_000_000) });
    await expect(fetcher.fetch(`${server.origin}/big`, LIMITS)).rejects.toMatchObject({ code: "too-large" });
  });

  it("stops a server that drips, by one deadline for the whole", async () => {
    await start();
    server.route("/drip", (_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(timer));
    });
    const limits = { limitBytes: 1_000_000, deadlineMs: 300 };
    await expect(fetcher.fetch(`${server.origin}/drip`, limits)).rejects.toMatchObject({ code: "deadline" });
  });

  it("names a cut-off or unknown encoding and a server that is not there", async () => {
    await start();
    server.route("/cut", { headers: { "content-encoding": "gzip" }, body: gzipped("xin chào").subarray(0, 12) });
    server.route("/zstd", { headers: { "content-encoding": "zstd" }, body: "?" });
    await expect(fetcher.fetch(`${server.origin}/cut`, LIMITS)).rejects.toMatchObject({ code: "broken-encoding" });
    await expect(fetcher.fetch(`${server.origin}/zstd`, LIMITS)).rejects.toMatchObject({ code: "unknown-encoding" });
    await server.close();
    await expect(fetcher.fetch(`${server.origin}/a`, LIMITS)).rejects.toMatchObject({ code: "unreachable" });
  });
});

function gzipped(text: string): Buffer {
  return gzipSync(Buffer.from(text));
}
