import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLogDevice } from "../../player/agent/ports/log-device.ts";
import { planLogSpace } from "../../player/agent/ports/log-space.ts";
import { OutboxShell } from "../../player/agent/shells/outbox-shell.ts";
import { CHAIN_START_SHA256 } from "../../schemas/trust/record-chain.ts";
import { countingDevice } from "../../tests/support/counting-device.ts";
import { makePlays } from "../../tests/support/make-plays.ts";
import { makeSigner } from "../../tests/support/trust.ts";

const PLAYS = 778_000;
const DAYS = 90;
const LIMIT_BYTES = 256_000_000;
const SYNCED_PLAYS = 2_000;
const TOGETHER = 200;

/**
 * Writes 90 days of showings through the real core, encoder and files: first 2 000 of them one by one, each confirmed on
 * disk as in the field, then the rest 200 at a time so that the bench ends today. The last line is the result.
 */
async function bench(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "cot-moc-outbox-"));
  try {
    const { device, work } = countingDevice(await openLogDevice(directory));
    const space = planLogSpace(1e12);
    const options = { directory, player: 7, wall: () => 0, report: () => undefined, onRecords: () => undefined, space };
    const shell = await OutboxShell.open({ ...options, boot: 1, device });
    const play = makePlays({ items: 60, boot: 1 });
    await play(shell, SYNCED_PLAYS, 1);
    const syncsPerPlay = work.syncs / SYNCED_PLAYS;
    const startedMs = performance.now();
    await play(shell, PLAYS - SYNCED_PLAYS, TOGETHER);
    const microsPerPlay = ((performance.now() - startedMs) * 1_000) / (PLAYS - SYNCED_PLAYS);
    const usedBytes = work.writtenBytes;
    await shell.close();
    const opening = performance.now();
    const again = await OutboxShell.open({ ...options, boot: 2 });
    const openMs = performance.now() - opening;
    const first = await again.prepareBatch({ boot: 0, seq: 0, headSha256: CHAIN_START_SHA256 }, await makeSigner());
    await again.close();
    if (first?.records[0]?.seq !== 1 || again.head.seq < PLAYS)
      throw new Error(`The log holds ${first?.records[0]?.seq} to ${again.head.seq}.`);
    print({ usedBytes, syncsPerPlay, microsPerPlay, openMs });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function print(found: { usedBytes: number; syncsPerPlay: number; microsPerPlay: number; openMs: number }): void {
  const { usedBytes, syncsPerPlay, microsPerPlay, openMs } = found;
  const bytesPerPlay = usedBytes / PLAYS;
  process.stdout.write(
    `${PLAYS} plays, ${DAYS} days: ${bytesPerPlay.toFixed(1)} bytes a play, ${(usedBytes / 1e6).toFixed(1)} MB in all; ` +
      `${syncsPerPlay.toFixed(2)} syncs a play one by one; ${microsPerPlay.toFixed(0)} µs a play; ` +
      `full log opened in ${openMs.toFixed(0)} ms\n`,
  );
  const result = (what: string, ours: number, limit: number, unit: string) => {
    return { what, ours, limit, unit, ratio: Number((ours / limit).toFixed(3)), aim: "<= 1", met: ours <= limit };
  };
  const results = [
    result("bytes of 778 000 plays in the outbox", usedBytes, LIMIT_BYTES, "B"),
    result("bytes a play", Number(bytesPerPlay.toFixed(1)), Math.floor(LIMIT_BYTES / PLAYS), "B"),
    result("fsyncs a play, each confirmed before the next line", Number(syncsPerPlay.toFixed(2)), 2.1, "fsync"),
    result("opening a log of 90 days", Math.round(openMs), 2_000, "ms"),
  ];
  process.stdout.write(`${JSON.stringify({ bench: "outbox", results })}\n`);
}

await bench();
