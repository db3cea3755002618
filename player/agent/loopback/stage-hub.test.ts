import type { AddressInfo, Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { until } from "../../../tests/support/agent-rig.ts";
import { StageHub } from "./stage-hub.ts";

interface Page {
  readonly client: WebSocket;
  wire: Socket | undefined;
  role: string | undefined;
  closed: number | undefined;
}

let gateway: WebSocketServer;
let hub: StageHub;
let evidence: unknown[];
let presenters: boolean[];
let ownBeats: number[];
let pages: Page[];

beforeEach(async () => {
  evidence = [];
  presenters = [];
  ownBeats = [];
  pages = [];
  hub = new StageHub({
    agentMs: () => 1_000,
    slate: () => ({ placeName: "", languages: [] }),
    onPresenter: (isThere) => presenters.push(isThere),
    onEvidence: (message) => evidence.push(message),
    onOwnBeat: (frames) => ownBeats.push(frames),
    onOwnGone: () => undefined,
  });
  gateway = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
  gateway.on("connection", (socket, request) => hub.add(socket, request.url === "/own" ? "own" : "person"));
  await new Promise<void>((resolve) => gateway.once("listening", resolve));
});

afterEach(async () => {
  for (const { client } of pages) client.terminate();
  await new Promise((resolve) => gateway.close(resolve));
});

async function enter(path: string, firstBytes?: Buffer): Promise<Page> {
  const client = new WebSocket(`ws://127.0.0.1:${(gateway.address() as AddressInfo).port}${path}`);
  const page: Page = { client, wire: undefined, role: undefined, closed: undefined };
  pages.push(page);
  client.on("upgrade", ({ socket }) => {
    page.wire = socket;
    if (firstBytes !== undefined) socket.write(firstBytes);
  });
  client.on("message", (data) => {
    page.role = JSON.parse(String(data)).role ?? page.role;
  });
  client.on("close", (code) => {
    page.closed = code;
  });
  await until("an answer", () => page.role !== undefined || page.closed !== undefined);
  return page;
}

const BEAT = JSON.stringify({ type: "heartbeat", key: null, frames: 1 });

describe("the pages of the stage", () => {
  it("turns a ninth person's page away and outlives the garbage it sends", async () => {
    for (let count = 0; count < 8; count += 1) await enter("/");
    expect((await enter("/", Buffer.alloc(64, 0xff))).role).toBeUndefined();
    await until("it is gone", () => gateway.clients.size === 8);
    expect(pages.slice(0, 8).map(({ role }) => role)).toEqual(["presenter", ...Array(7).fill("viewer")]);
  });

  it("always lets the browser in that the agent started, and believes no other from then on", async () => {
    for (let count = 0; count < 8; count += 1) await enter("/");
    const own = await enter("/own");
    expect(own.role).toBe("presenter");
    await until("the first is a viewer now", () => pages[0]?.role === "viewer");
    for (const { client } of pages.slice(0, 8)) client.send(BEAT);
    own.client.send(BEAT);
    await until("its word has come", () => evidence.length > 0);
    own.client.terminate();
    await until("a person's page presents again", () => pages[0]?.role === "presenter");
    expect(evidence).toHaveLength(1);
  });

  it("hands the word over between two pages of its own browser, without an end or a beginning", async () => {
    const person = await enter("/");
    const first = await enter("/own");
    const second = await enter("/own");
    expect([person.role, first.role, second.role]).toEqual(["viewer", "presenter", "viewer"]);
    const told = presenters.length;
    expect(hub.handOver()).toBe(true);
    await until("the roles are known", () => first.role === "viewer" && second.role === "presenter");
    first.client.send(BEAT);
    first.client.terminate();
    await until("the old one is gone", () => hub.ownPages === 1);
    second.client.send(BEAT.replace("1", "2"));
    await until("its word has come", () => ownBeats.length > 0);
    expect(ownBeats).toEqual([2]);
    expect(presenters).toHaveLength(told);
    expect(hub.handOver()).toBe(false);
    expect(person.role).toBe("viewer");
  });

  it("takes no person's heartbeat for the life of its own page, and cuts its own off without touching theirs", async () => {
    const person = await enter("/");
    person.client.send(BEAT);
    await until("its word has come", () => evidence.length > 0);
    expect(ownBeats).toEqual([]);
    const own = await enter("/own");
    hub.dropOwn();
    await until("it is cut off", () => own.closed !== undefined);
    expect(person.closed).toBeUndefined();
  });

  it("cuts a page off that takes nothing, so that nothing piles up for it", async () => {
    await enter("/");
    const frozen = await enter("/");
    frozen.wire?.pause();
    const slate = "x".repeat(100_000);
    await until("it is cut off", () => {
      hub.setPairingCard({ code: "A", words: [slate, "", "", "", "", ""] });
      return gateway.clients.size === 1;
    });
    expect(pages[0]?.closed).toBeUndefined();
  });
});
