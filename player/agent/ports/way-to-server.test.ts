import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import type { LinkTrouble } from "../../../schemas/player-socket.ts";
import { type Authority, makeAuthority } from "../../../tests/support/certificates.ts";
import { openServerTrust, type ServerTrust } from "../trust/server-trust.ts";
import { createServerLink, type ServerLink } from "./network.ts";
import { openServerLines } from "./server-agent.ts";
import { openPlayerSocket } from "./socket.ts";

const YEAR_MS = 31_557_600_000;
const closing: (() => Promise<void> | void)[] = [];
let ours: Authority;
let foreign: Authority;
let dataDir: string;

beforeAll(async () => {
  ours = await makeAuthority();
  foreign = await makeAuthority();
});
afterAll(async () => {
  await ours.remove();
  await foreign.remove();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A server that answers JSON, and challenges on a WebSocket. */
async function startServer(tls?: { key: string; cert: string }): Promise<{ url: string; heard: string[] }> {
  const heard: string[] = [];
  const answer: RequestListener = (request, response) => {
    heard.push(`${request.url} ${request.headers.authorization}`);
    response.end('{"ok":true}');
  };
  const server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  const sockets = new WebSocketServer({ server: server as Server });
  sockets.on("connection", (socket) => {
    socket.send(JSON.stringify({ type: "challenge", nonce: "n".repeat(24), serverEpoch: "e", serverName: "s" }));
  });
  const port = await listen(server as Server);
  return { url: `${tls === undefined ? "http" : "https"}://localhost:${port}`, heard };
}

/** A proxy that tunnels and forwards for those who know its password, and notes what for. */
async function startProxy(): Promise<{ url: URL; asked: string[] }> {
  const asked: string[] = [];
  const right = `Basic ${Buffer.from("gate:secret word").toString("base64")}`;
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.headers["proxy-authorization"] !== right) response.writeHead(407).end();
    else response.end('{"ok":"by proxy"}');
  });
  proxy.on("connect", (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    if (request.headers["proxy-authorization"] !== right) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    const upstream = connect(Number((request.url ?? "").split(":")[1]), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
  const port = await listen(proxy);
  return { url: new URL(`http://gate:secret%20word@127.0.0.1:${port}`), asked };
}

interface Way {
  readonly proxy?: URL;
  readonly givenPem?: string;
  readonly nowMs?: number;
  readonly deadlineMs?: number;
}

async function openWay(url: string, { proxy, givenPem, nowMs = Date.now(), deadlineMs = 10_000 }: Way = {}) {
  dataDir = await mkdtemp(join(tmpdir(), "cotmoc-way-"));
  const directory = dataDir;
  closing.push(() => rm(directory, { recursive: true, force: true }));
  const trust = await openServerTrust({ dataDir, givenPem, nowMs: () => nowMs });
  const stop = new AbortController();
  closing.push(() => stop.abort());
  const lines = openServerLines(url, { proxy: proxy ?? null, trust, onOpen: () => undefined, deadlineMs });
  return { trust, link: createServerLink(url, stop.signal, lines), directory };
}

/** The socket's first word, or what ended it. */
function firstWord(url: string, link: Pick<ServerLink, "socketAgent">): Promise<string | LinkTrouble | undefined> {
  return new Promise((resolve) => {
    const socket = openPlayerSocket(new URL(url.replace(/^http/, "ws")), link.socketAgent, {
      onMessage: ({ type }) => {
        resolve(type);
        socket.close();
      },
      onMalformed: () => resolve("malformed"),
      onClosed: (trouble) => resolve(trouble ?? "closed"),
    });
  });
}

describe("the way to the server", () => {
  it("leads through a proxy that wants a password: requests, TLS and sockets", async () => {
    const plain = await startServer();
    const proxy = await startProxy();
    const { link } = await openWay(plain.url, { proxy: proxy.url });
    expect(await link.postJson("/player/poll", {})).toEqual({ kind: "json", data: { ok: "by proxy" } });
    expect(proxy.asked).toEqual([`POST ${plain.url}/player/poll`]);
    expect(await firstWord(plain.url, link)).toBe("challenge");
    expect(proxy.asked[1]).toMatch(/^CONNECT localhost:/);

    const secured = await startServer(await ours.issue("localhost"));
    const way = await openWay(secured.url, { proxy: proxy.url, givenPem: ours.pem });
    expect(await way.link.getJson("/x", "a-bearer")).toEqual({ kind: "json", data: { ok: true } });
    expect(await firstWord(secured.url, way.link)).toBe("challenge");
    expect(proxy.asked.slice(2).every((line) => line.startsWith("CONNECT "))).toBe(true);
  });

  it("says what stands in it: a proxy's no, nobody there, a portal, and never parses a portal's page", async () => {
    const plain = await startServer();
    const { url: proxyUrl } = await startProxy();
    const wrong = new URL(proxyUrl);
    wrong.password = "guess";
    const refused = await openWay("https://localhost:1", { proxy: wrong });
    expect(await refused.link.getJson("/x", "b")).toEqual({ kind: "unreachable", trouble: "proxy-refused" });
    expect(await firstWord(plain.url, (await openWay(plain.url, { proxy: wrong })).link)).toBe("proxy-refused");
    const nobody = await openWay("http://127.0.0.1:1");
    expect(await nobody.link.getJson("/x", "b")).toEqual({ kind: "unreachable", trouble: "unreachable" });

    const portal = createServer(
      (_, response) => void response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
    );
    const portalUrl = `http://127.0.0.1:${await listen(portal)}`;
    const behind = await openWay(portalUrl);
    expect(await behind.link.getJson("/x", "b")).toEqual({ kind: "unreachable", trouble: "captive-portal" });
    expect(await behind.link.postJson("/x", {})).toEqual({ kind: "unreachable", trouble: "captive-portal" });
    expect(await firstWord(portalUrl, behind.link)).toBe("captive-portal");
    const shy = createServer((_, response) => void response.end(" <!doctype html><title>Xin chào</title>"));
    const shyWay = await openWay(`http://127.0.0.1:${await listen(shy)}`);
    expect(await shyWay.link.getJson("/x", "b")).toEqual({ kind: "unreachable", trouble: "captive-portal" });
  });

  it("gives a connection up that is never answered", async () => {
    const silent = createTcpServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    closing.push(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const proxy = new URL(`http://127.0.0.1:${port}`);
    const { link } = await openWay("https://localhost:1", { proxy, deadlineMs: 100 });
    expect(await link.getJson("/x", "b")).toEqual({ kind: "unreachable", trouble: "unreachable" });
  });
});

describe("a server's certificate", () => {
  it("of a foreign authority, for another name, or signed by nobody gets not one byte from us", async () => {
    const servers = [
      await startServer(await foreign.issue("localhost")),
      await startServer(await ours.issue("elsewhere.test")),
      await startServer(await foreign.issue("localhost", { isSelfSigned: true })),
    ];
    for (const { url, heard } of servers) {
      const { link } = await openWay(url, { givenPem: ours.pem });
      expect(await link.getJson("/x", "secret-token")).toEqual({ kind: "unreachable", trouble: "untrusted-server" });
      expect(await firstWord(url, link)).toBe("untrusted-server");
      expect(heard).toEqual([]);
    }
    // Without a certificate given by hand only well-known authorities count before pairing.
    const unknown = await startServer(await ours.issue("localhost"));
    expect(await (await openWay(unknown.url)).link.getJson("/x", "b")).toMatchObject({ trouble: "untrusted-server" });
    expect(unknown.heard).toEqual([]);
  });

  it("may be the server's own, given by hand", async () => {
    const own = await ours.issue("localhost", { isSelfSigned: true });
    const { url } = await startServer(own);
    const { link } = await openWay(url, { givenPem: own.cert });
    expect(await link.getJson("/x", "b")).toMatchObject({ kind: "json" });
  });

  it("is judged by what time it is at least, not by the machine's clock: with that far behind it is good, past its end it is not", async () => {
    const now = Date.now();
    // To this machine the certificate begins in ten years: to a dead clock battery every certificate does.
    const { url, heard } = await startServer(
      await ours.issue("localhost", { fromMs: now + 10 * YEAR_MS, untilMs: now + 11 * YEAR_MS }),
    );
    const at = async (nowMs: number) => (await openWay(url, { givenPem: ours.pem, nowMs })).link.getJson("/x", "b");
    expect(await at(now)).toMatchObject({ trouble: "untrusted-server" });
    expect(await at(now + 11.1 * YEAR_MS)).toMatchObject({ trouble: "untrusted-server" });
    expect(heard).toEqual([]);
    expect(await at(now + 10.5 * YEAR_MS)).toMatchObject({ kind: "json" });
    const current = await startServer(await ours.issue("localhost"));
    const past = await openWay(current.url, { givenPem: ours.pem, nowMs: now + 2 * YEAR_MS });
    expect(await past.link.getJson("/x", "b")).toMatchObject({ trouble: "untrusted-server" });
    // Wrong dates do not hide a foreign authority.
    const dates = { fromMs: now + 10 * YEAR_MS, untilMs: now + 11 * YEAR_MS };
    const both = await startServer(await foreign.issue("localhost", dates));
    const hidden = await openWay(both.url, { givenPem: ours.pem, nowMs: now + 10.5 * YEAR_MS });
    expect(await hidden.link.getJson("/x", "b")).toMatchObject({ trouble: "untrusted-server" });
    expect(both.heard).toEqual([]);
  });

  it("once pinned, must lead to the pinned key, whatever other authority vouches for it", async () => {
    const mine = await startServer(await ours.issue("localhost"));
    const other = await startServer(await foreign.issue("localhost"));
    const directory = await mkdtemp(join(tmpdir(), "cotmoc-way-"));
    closing.push(() => rm(directory, { recursive: true, force: true }));
    const ask = async (url: string, then: (trust: ServerTrust) => Promise<void> = async () => undefined) => {
      const wellKnown = [foreign.pem, ours.pem];
      const trust = await openServerTrust({
        dataDir: directory,
        givenPem: undefined,
        nowMs: () => Date.now(),
        wellKnown,
      });
      const stop = new AbortController();
      const lines = openServerLines(url, { proxy: null, trust, onOpen: () => undefined });
      const { kind } = await createServerLink(url, stop.signal, lines).getJson("/x", "b");
      await then(trust);
      stop.abort();
      return kind;
    };
    expect(await ask(other.url)).toBe("json");
    expect(await ask(mine.url, (trust) => trust.pin())).toBe("json");
    expect(await ask(mine.url)).toBe("json");
    other.heard.length = 0;
    expect(await ask(other.url)).toBe("unreachable");
    expect(other.heard).toEqual([]);
    // The same authority's next certificate has another key; the pin is the authority's.
    const renewed = await startServer(await ours.issue("localhost"));
    expect(await ask(renewed.url)).toBe("json");
  });
});
