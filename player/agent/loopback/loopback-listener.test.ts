import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMediaStore } from "../ports/store.ts";
import { type LoopbackListener, listenOnLoopback, ownEntrance } from "./loopback-listener.ts";
import { type LoopbackServer, startLoopbackServer } from "./loopback-server.ts";

const ANOTHER_USER = 65_534;

let directory: string;
let listener: LoopbackListener;
let server: LoopbackServer | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "listener-"));
  await writeFile(join(directory, "index.html"), "the page");
  listener = await listenOnLoopback(0);
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(directory, { recursive: true });
});

async function serve(): Promise<void> {
  server = await startLoopbackServer({
    listener,
    stageDir: directory,
    store: await openMediaStore(directory, () => undefined),
    findAsset: () => undefined,
    program: () => ({ type: "program", agentTimeMs: 0, slots: [] }),
    onPage: () => undefined,
    onTicketUsed: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
}

const cookieOf = (response: Response): string => response.headers.get("set-cookie")?.split(";")[0] ?? "";

describe("the entrance of the browser that is started", () => {
  it("is answered with the page although it was asked for before anything could be served", async () => {
    const asked = fetch(ownEntrance(listener));
    await serve();
    await listener.guard.whenOwnIsIn();
    const response = await asked;
    expect([response.status, await response.text()]).toEqual([200, "the page"]);
    const again = await fetch(`${listener.origin}/`, { headers: { cookie: cookieOf(response) } });
    expect(again.status).toBe(200);
    expect(listener.guard.closeOwnEntrance()).toBe(true);
  });

  it("lets in once, not after it was closed, and not with what another start was given", async () => {
    await serve();
    const first = ownEntrance(listener);
    const second = ownEntrance(listener);
    expect((await fetch(first)).status).toBe(403);
    expect((await fetch(`${second}x`)).status).toBe(403);
    expect((await fetch(second)).status).toBe(200);
    expect((await fetch(second)).status).toBe(403);
    const third = ownEntrance(listener);
    expect(listener.guard.closeOwnEntrance()).toBe(false);
    expect((await fetch(third)).status).toBe(403);
  });

  it.runIf(process.getuid?.() === 0)("gives another user of the machine nothing, who read its address", async () => {
    await serve();
    const script = `fetch(${JSON.stringify(ownEntrance(listener))}).then((r) => { process.stdout.write(r.status + " " + r.headers.get("set-cookie")); })`;
    const child = spawn(process.execPath, ["-e", script], { uid: ANOTHER_USER, stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout?.on("data", (piece) => {
      said += String(piece);
    });
    await new Promise((resolve) => child.once("close", resolve));
    expect(said).toBe("403 null");
  });
});
