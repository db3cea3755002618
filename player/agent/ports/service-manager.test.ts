import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../../../tests/support/processes.ts";
import { openServiceManager, type ServiceManager } from "./service-manager.ts";

const TOOL = "/usr/bin/systemd-socket-activate";
const hasTools = existsSync(TOOL) && existsSync("/usr/bin/systemd-notify");

let directory: string;
let listener: ChildProcess;
let manager: ServiceManager | undefined;
let heard: string;
let troubles: string[];
let report: (event: string) => void;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "cotmoc-notify-"));
  heard = "";
  // Each test its own list: the last word of an earlier test's manager may fail while the next one runs.
  const told: string[] = [];
  troubles = told;
  report = (event) => told.push(event);
  if (!hasTools) return;
  // Listens in the service manager's place: whatever is sent there comes out of this one's standard output.
  listener = spawn(TOOL, ["--datagram", "--listen", join(directory, "notify"), "sh", "-c", "exec cat <&3"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  listener.stdout?.on("data", (text) => {
    heard += `${String(text)}\n`;
  });
  await until("the socket", 10_000, () => existsSync(join(directory, "notify")) || undefined);
});

afterEach(async () => {
  manager?.stop();
  listener?.kill("SIGKILL");
  await rm(directory, { recursive: true, force: true });
});

describe("the service manager", () => {
  it.skipIf(!hasTools)("hears once that the agent runs, and then again and again that it lives", async () => {
    const environment = { PATH: process.env.PATH, NOTIFY_SOCKET: join(directory, "notify"), WATCHDOG_USEC: "900000" };
    manager = openServiceManager(environment, report);
    manager.begin();
    await until("three signs of life", 20_000, () => heard.split("WATCHDOG=1").length > 3 || undefined);
    expect(heard.split("READY=1")).toHaveLength(2);
    expect(troubles).toEqual([]);
  });

  it("is not looked for where nobody asks, and its absence is told once", async () => {
    manager = openServiceManager({ PATH: process.env.PATH }, report);
    manager.begin();
    expect(troubles).toEqual([]);
    const nowhere = { PATH: process.env.PATH, NOTIFY_SOCKET: join(directory, "nobody"), WATCHDOG_USEC: "150000" };
    manager = openServiceManager(nowhere, report);
    manager.begin();
    await until("the trouble", 10_000, () => troubles.length > 0 || undefined);
    manager.stop();
    expect(troubles).toEqual(["service-manager-trouble"]);
  });
});
