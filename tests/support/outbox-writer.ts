import { OutboxShell } from "../../player/agent/shells/outbox-shell.ts";
import { makeDraft } from "./showing-draft.ts";

/** Logs showings without end into the directory named on the command line; names each record once it is on disk. */
async function write(directory: string, boot: number): Promise<void> {
  const shell = await OutboxShell.open({
    directory,
    player: 7,
    boot,
    wall: () => 0,
    report: () => undefined,
    onRecords: () => undefined,
  });
  process.stdout.write("ready\n");
  for (let count = 1; ; count += 1) {
    const showing = `${boot}-${count}`;
    const draft = makeDraft({ startedMonoMs: count });
    await shell.apply({ type: "qualified", showing, draft, shownMs: 2_000 });
    await shell.apply({ type: "progress", showing, shownMs: 5_000 });
    await shell.apply({ type: "closed", showing, draft, shownMs: 9_900, outcome: "completed" });
    process.stdout.write(`${shell.head.boot}.${shell.head.seq}\n`);
  }
}

/** This file, to be run as a process of its own that can be killed. */
export const OUTBOX_WRITER = import.meta.filename;

if (process.argv[1] === OUTBOX_WRITER) await write(process.argv[2] ?? "", Number(process.argv[3]));
