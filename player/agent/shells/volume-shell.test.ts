import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readVolumeHours } from "../core/volume.ts";
import { VolumeShell } from "./volume-shell.ts";

const NOON_UTC = Date.UTC(2026, 0, 5, 12);

test("the stage is as loud as the screen's own hour says, told only when it changes, until an order that outlives a restart", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "volume-"));
  const sent: number[] = [];
  let timeZone: string | undefined;
  const open = () =>
    VolumeShell.open({
      dataDir,
      hours: readVolumeHours("19-20=40"),
      agentMs: () => NOON_UTC,
      timeZone: () => timeZone,
      send: (ppm) => sent.push(ppm),
    });
  try {
    const shell = await open();
    timeZone = "Asia/Ho_Chi_Minh";
    shell.look();
    shell.look();
    expect(sent).toEqual([0, 400_000]);
    await shell.order(0);
    expect(sent).toEqual([0, 400_000, 0]);
    const again = await open();
    again.look();
    expect(sent).toEqual([0, 400_000, 0, 0]);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
