import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { AgentRig, until } from "../support/agent-rig.ts";
import type { StageClient } from "../support/stage-client.ts";

let rig: AgentRig;
let stage: StageClient;
let port: number;
let mediaSha256: string;

beforeAll(async () => {
  rig = await AgentRig.create();
  mediaSha256 = (await rig.world.addItem({ durationMs: 3_000 })).mediaSha256;
  await rig.world.publish();
  await rig.startAgent();
  port = Number(new URL(rig.entrance()).port);
  stage = await rig.enterStage();
  await until("it plays", () => stage.seen.length >= 1);
});

afterAll(async () => {
  await rig.close();
});

function ask(path: string, headers: Record<string, string>, method = "GET"): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, headers, method }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on("error", reject);
    asked.end();
  });
}

function upgrade(headers: Record<string, string>): Promise<number | "open"> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/channel`, { headers });
    socket.on("open", () => {
      socket.terminate();
      resolve("open");
    });
    socket.on("unexpected-response", (_, answer) => resolve(answer.statusCode ?? 0));
    socket.on("error", () => resolve(0));
  });
}

describe("the loopback server", () => {
  it("gives page and media only to this boot's cookie", async () => {
    const { cookie } = stage;
    for (const path of ["/", "/index.html", `/media/${mediaSha256}`]) {
      expect(await ask(path, { cookie })).toBe(200);
      expect(await ask(path, {})).toBe(403);
      expect(await ask(path, { cookie: `${cookie}x` })).toBe(403);
      expect(await ask(path, { cookie: cookie.replace(/=.*/, "=") })).toBe(403);
    }
    expect(await ask("/", { cookie }, "POST")).toBe(405);
    expect(await ask(`/media/${"0".repeat(64)}`, { cookie })).toBe(404);
    expect(await ask("/../package.json", { cookie })).toBe(404);
    expect(await ask("/%2e%2e/package.json", { cookie })).toBe(404);
  });

  it("turns away every name but its own, also with the right cookie", async () => {
    const { cookie } = stage;
    expect(await ask("/", { cookie, host: `localhost:${port}` })).toBe(200);
    for (const host of [
      "evil.example",
      `evil.example:${port}`,
      "127.0.0.1",
      `127.0.0.1:${port + 1}`,
      `[::1]:${port}`,
    ]) {
      expect(await ask("/", { cookie, host })).toBe(403);
    }
  });

  it("opens the channel to its own page alone", async () => {
    const { cookie } = stage;
    const origin = `http://127.0.0.1:${port}`;
    expect(await upgrade({ cookie, origin })).toBe("open");
    expect(await upgrade({ origin })).toBe(403);
    expect(await upgrade({ cookie })).toBe(403);
    expect(await upgrade({ cookie, origin: "http://evil.example" })).toBe(403);
    expect(await upgrade({ cookie, origin: "null" })).toBe(403);
    expect(await upgrade({ cookie, origin, host: "evil.example" })).toBe(403);
  });

  it("lets one browser in by an address, once, with a cookie no script can read", async () => {
    const entrance = rig.entrance();
    const answer = await fetch(entrance, { redirect: "manual" });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("set-cookie")).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await fetch(entrance, { redirect: "manual" })).status).toBe(403);
    expect(rig.entrance()).not.toBe(entrance);
  });

  it("answers with a strict policy and keeps no copy anywhere", async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie: stage.cookie } });
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(answer.headers.get("content-security-policy")).not.toContain("unsafe");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it("serves ranges of a rendition, each byte checked", async () => {
    const whole = rig.world.media.get(mediaSha256) ?? Buffer.alloc(0);
    const url = `http://127.0.0.1:${port}/media/${mediaSha256}`;
    const part = await fetch(url, { headers: { cookie: stage.cookie, range: "bytes=10-19" } });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes 10-19/${whole.length}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(10, 20))).toBe(true);
    const past = await fetch(url, { headers: { cookie: stage.cookie, range: `bytes=${whole.length}-` } });
    expect(past.status).toBe(416);
  });

  it("takes evidence from the presenter only; a viewer's word is not logged", async () => {
    const viewer = await rig.enterStage();
    expect(stage.role).toBe("presenter");
    expect(viewer.role).toBe("viewer");
    const stored = rig.server.records.length;
    await until("more showings are stored", () => rig.server.records.length >= stored + 2, 30_000);
    const starts = rig.server.records.map(({ startedMonoMs }) => startedMonoMs);
    // Two pages reported every slot; were both believed, showings would overlap.
    for (const [index, startMs] of starts.slice(1).entries()) {
      expect(startMs - (starts[index] ?? 0)).toBeGreaterThan(1_500);
    }
    stage.leave();
    await until("the viewer takes over", () => viewer.role === "presenter");
    const handedOver = rig.server.records.length;
    await until("its showings count now", () => rig.server.records.length >= handedOver + 2, 30_000);
  });

  it("has no showings while nobody renders the page", async () => {
    const other = await AgentRig.create();
    try {
      await other.world.addItem();
      await other.world.publish();
      await other.startAgent();
      await until("the manifest is there", () => other.events.some(({ event }) => event === "installed"));
      await until("the server knows", () => other.server.states.at(-1)?.heldRevision === 1);
      expect(other.server.states.at(-1)).toMatchObject({ playing: null, stageConnected: false });
      expect(other.server.records).toEqual([]);
    } finally {
      await other.close();
    }
  });
});
