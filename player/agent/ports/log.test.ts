import { describe, expect, it } from "vitest";
import { logShowing, openLogOnMemory } from "../../../tests/support/log-on-memory.ts";
import { MemoryLogDevice } from "../../../tests/support/memory-log-device.ts";
import { makeSigner } from "../../../tests/support/trust.ts";
import type { OutboxShell } from "../shells/outbox-shell.ts";
import { NO_MARK } from "./log.ts";
import { planLogSpace } from "./log-space.ts";

const KINDS = ["ENOSPC", "EIO", "EROFS"];
const PLACES = process.env.TEST_TIER === "long" ? 50 : 10;

function errorOf(code: string): Error {
  return Object.assign(new Error(`${code}: refused`), { code });
}

async function seqsOf(shell: OutboxShell): Promise<{ seqs: number[]; gaps: unknown[] }> {
  const signer = await makeSigner();
  const seqs: number[] = [];
  let batch = await shell.prepareBatch(NO_MARK, signer);
  const gaps = batch === null ? [] : JSON.parse(Buffer.from(batch.head.payload, "base64url").toString()).gaps;
  while (batch !== null) {
    seqs.push(...batch.records.map(({ seq }) => seq));
    const { boot = 0, seq = 0 } = batch.records.at(-1) ?? {};
    const { headSha256 } = JSON.parse(Buffer.from(batch.head.payload, "base64url").toString());
    batch = await shell.prepareBatch({ boot, seq, headSha256 }, signer);
  }
  return { seqs, gaps: gaps ?? [] };
}

describe("the log on a failing disk", () => {
  for (const code of KINDS) {
    it(`loses nothing when the disk answers ${code} at any of its first writes, syncs and allocations`, async () => {
      for (let place = 1; place <= PLACES; place += 1) {
        const device = new MemoryLogDevice();
        let calls = 0;
        device.refuse = () => {
          calls += 1;
          if (calls === place) throw errorOf(code);
        };
        const { shell } = await openLogOnMemory(device, { boot: 1 });
        for (let number = 1; number <= 8; number += 1) await logShowing(shell, number);
        await shell.close();
        expect(calls).toBeGreaterThan(place);
        const again = await openLogOnMemory(device, { boot: 2 });
        const { seqs, gaps } = await seqsOf(again.shell);
        expect(seqs, `${code} at ${place}`).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
        expect(gaps).toEqual([]);
        await again.shell.close();
      }
    });
  }

  it("never tries the same file again after a sync that failed, but writes all of it anew into another", async () => {
    const device = new MemoryLogDevice();
    const { shell } = await openLogOnMemory(device, { boot: 1 });
    await logShowing(shell, 1);
    let failed: number | undefined;
    const after: number[] = [];
    device.refuse = (what, slot) => {
      if (failed !== undefined) after.push(slot);
      if (failed !== undefined || what !== "sync") return;
      failed = slot;
      throw errorOf("EIO");
    };
    await logShowing(shell, 2);
    expect(failed).toBe(1);
    expect(after).not.toContain(1);
    // The pages of the failed sync may be gone: what counts stands in the other file alone.
    device.files.get(1)?.fill(0, 2_048);
    await shell.close();
    const again = await openLogOnMemory(device, { boot: 2 });
    expect((await seqsOf(again.shell)).seqs).toEqual([1, 2]);
  });

  it("starts all the same when a file of it cannot be read, writes nothing over it, and has it again at the next start", async () => {
    const device = new MemoryLogDevice();
    const options = { segmentBytes: 8_192, segments: 6 };
    const { shell } = await openLogOnMemory(device, { boot: 1, ...options });
    for (let number = 1; number <= 60; number += 1) await logShowing(shell, number);
    await shell.close();
    const read = device.read.bind(device);
    device.read = async (slot, position, length) => {
      if (slot === 1) throw errorOf("EIO");
      return read(slot, position, length);
    };
    const hurt = await openLogOnMemory(device, { boot: 2, ...options });
    await logShowing(hurt.shell, 61);
    await hurt.shell.close();
    device.read = read;
    const again = await openLogOnMemory(device, { boot: 3, ...options });
    const { seqs, gaps } = await seqsOf(again.shell);
    expect(seqs).toEqual([...Array.from({ length: 60 }, (_, index) => index + 1), 1]);
    expect(gaps).toEqual([]);
  });

  it("takes no more of the disk, and uses up none of its files, while the disk refuses for weeks", async () => {
    const device = new MemoryLogDevice();
    const { shell, reports } = await openLogOnMemory(device, { boot: 1 });
    for (let number = 1; number <= 10; number += 1) await logShowing(shell, number);
    let refusals = 0;
    device.refuse = (what) => {
      if (what === "allocate" || refusals >= 500) return;
      refusals += 1;
      throw errorOf("EIO");
    };
    for (let number = 11; number <= 20; number += 1) await logShowing(shell, number);
    await shell.close();
    expect(reports.filter(({ event }) => event === "log-write-failed")).toHaveLength(500);
    expect(device.files.size).toBeLessThanOrEqual(8);
    const again = await openLogOnMemory(device, { boot: 2 });
    expect((await seqsOf(again.shell)).seqs).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(reports.map(({ event }) => event)).not.toContain("log-gap");
  });

  it("without the sync, a power cut loses what was confirmed: the sync is what keeps it", async () => {
    const device = new MemoryLogDevice({ remembersSyncs: true });
    const { shell } = await openLogOnMemory(device, { boot: 1 });
    await logShowing(shell, 1);
    device.sync = async () => undefined;
    await logShowing(shell, 2);
    await shell.close();
    device.cutPower();
    const again = await openLogOnMemory(device, { boot: 2 });
    expect((await seqsOf(again.shell)).seqs).toEqual([1]);
  });

  it("reads the same few blocks at the start, however long the log is", async () => {
    const device = new MemoryLogDevice();
    const options = { segmentBytes: 32_768, segments: 30 };
    const { shell } = await openLogOnMemory(device, { boot: 1, ...options });
    for (let number = 1; number <= 1_500; number += 1) await logShowing(shell, number);
    await shell.close();
    device.work.readBytes = 0;
    const again = await openLogOnMemory(device, { boot: 2, ...options });
    expect(again.shell.head.seq).toBe(1_500);
    expect(device.work.readBytes).toBeLessThan(device.files.size * 8_192 + 3 * 32_768);
    await again.shell.close();
  });
});

describe("the space set aside", () => {
  it("is 256 MB, or an eighth of a small disk, and holds 90 days of ten-second showings", () => {
    expect(planLogSpace(32e9)).toEqual({ segmentBytes: 1_048_576, segments: 256 });
    expect(planLogSpace(2 * 1_048_576)).toEqual({ segmentBytes: 65_536, segments: 4 });
    const { segmentBytes, segments } = planLogSpace(1e9);
    expect(segmentBytes * segments).toBeLessThanOrEqual(1e9 / 8);
  });

  it("is really taken from the disk, piece by piece, and counts as taken by others until it is", async () => {
    const device = new MemoryLogDevice();
    const { shell } = await openLogOnMemory(device, { boot: 1, segmentBytes: 8_192, segments: 5 });
    expect(shell.missingBytes).toBe(5 * 8_192);
    await logShowing(shell, 1);
    expect(shell.missingBytes).toBe(4 * 8_192);
    await shell.close();
  });
});
