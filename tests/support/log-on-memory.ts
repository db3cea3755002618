import { OutboxShell } from "../../player/agent/shells/outbox-shell.ts";
import type { MemoryLogDevice } from "./memory-log-device.ts";
import { makeDraft } from "./showing-draft.ts";

/** A player's log on a disk in memory; retries come at once, and what it reports is kept. */
export async function openLogOnMemory(
  device: MemoryLogDevice,
  options: { readonly boot: number; readonly segmentBytes?: number; readonly segments?: number },
): Promise<{ shell: OutboxShell; reports: { event: string; detail: unknown }[] }> {
  const reports: { event: string; detail: unknown }[] = [];
  const { boot, segmentBytes = 8_192, segments = 8 } = options;
  const shell = await OutboxShell.open({
    directory: "/nowhere",
    player: 7,
    boot,
    wall: () => 0,
    report: (event, detail) => reports.push({ event, detail }),
    onRecords: () => undefined,
    wait: () => new Promise((resolve) => setImmediate(resolve)),
    space: { segmentBytes, segments },
    device,
  });
  return { shell, reports };
}

/** One whole showing, told to the log as playback tells it; resolves when it is on disk. */
export async function logShowing(shell: OutboxShell, number: number): Promise<void> {
  const showing = `showing-${number}`;
  const draft = makeDraft({ startedMonoMs: number * 10_000 });
  await shell.apply({ type: "qualified", showing, draft, shownMs: 2_000 });
  await shell.apply({ type: "progress", showing, shownMs: 7_000 });
  await shell.apply({ type: "closed", showing, draft, shownMs: 9_900, outcome: "completed" });
}
