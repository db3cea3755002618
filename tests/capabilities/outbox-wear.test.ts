import { expect, it } from "vitest";
import { NO_MARK } from "../../player/agent/ports/log.ts";
import { openLogOnMemory } from "../support/log-on-memory.ts";
import { makePlays } from "../support/make-plays.ts";
import { MemoryLogDevice } from "../support/memory-log-device.ts";
import { makeSigner } from "../support/trust.ts";

/** All quantities by the same factor: a part of the plays of a day, and the same part of the log's 256 MB. */
const SCALE = process.env.TEST_TIER === "long" ? 10 : 400;
const DAYS = 400;
const PLAYS_A_DAY = Math.round(8_640 / SCALE);
const SEGMENT_BYTES = 32_768;
const SEGMENTS = Math.round(268_435_456 / SCALE / SEGMENT_BYTES);

it("400 days without a server wear the disk by two syncs and 700 bytes a play, and never take more of it", async () => {
  const device = new MemoryLogDevice();
  const { shell, reports } = await openLogOnMemory(device, {
    boot: 1,
    segmentBytes: SEGMENT_BYTES,
    segments: SEGMENTS,
  });
  const play = makePlays({ items: 60, boot: 1 });
  const plays = DAYS * PLAYS_A_DAY;
  await play(shell, plays, 1);
  const { syncs, writtenBytes, allocatedBytes } = device.work;
  // Beside its lines each play costs its share of a file being cleared before it is written over.
  expect(syncs / plays).toBeLessThan(2.1);
  expect(writtenBytes / plays).toBeLessThan(700);
  expect(allocatedBytes).toBe(SEGMENTS * SEGMENT_BYTES);
  expect(device.files.size).toBe(SEGMENTS);
  expect(reports.length).toBeGreaterThan(0);
  expect(reports.every(({ event }) => event === "log-gap")).toBe(true);

  const signer = await makeSigner();
  let records = 0;
  let lost = 0;
  let first = 0;
  for (let mark = NO_MARK; ; ) {
    const batch = await shell.prepareBatch(mark, signer);
    const last = batch?.records.at(-1);
    if (batch === null || last === undefined) break;
    const head = JSON.parse(Buffer.from(batch.head.payload, "base64url").toString());
    for (const { count } of head.gaps ?? []) lost += count;
    if (records === 0) first = batch.records[0]?.seq ?? 0;
    records += batch.records.length;
    mark = { boot: last.boot, seq: last.seq, headSha256: head.headSha256 };
  }
  await shell.close();
  expect(records + lost).toBe(plays);
  expect(first).toBe(lost + 1);
  // What is left are the newest 90 days.
  expect(records).toBeGreaterThan(90 * PLAYS_A_DAY);
});
