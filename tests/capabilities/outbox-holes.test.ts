import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OutboxShell } from "../../player/agent/shells/outbox-shell.ts";
import { type LedgerMark, PlayBatchHead, type PlayGap, type PlayRecord } from "../../schemas/play-record.ts";
import { CHAIN_START_SHA256, recordSha256 } from "../../schemas/trust/record-chain.ts";
import { type Anomaly, decideBatch, followRun } from "../../server/services/ledger/core.ts";
import { MemoryLogDevice } from "../support/memory-log-device.ts";
import { makeDraft } from "../support/showing-draft.ts";
import { hashBytes, makeSigner, type TestSigner } from "../support/trust.ts";

const RUNS = process.env.TEST_TIER === "long" ? 2_000 : 25;
const SPACE = { segmentBytes: 8_192, segments: 6 };

/** What a server holds of one player, by the ledger's own rule. */
class Ledger {
  readonly records: PlayRecord[] = [];
  readonly anomalies: Anomaly[] = [];
  readonly #hashes = new Map<string, string>();
  mark: LedgerMark = { boot: 0, seq: 0, headSha256: CHAIN_START_SHA256 };

  get lostCount(): number {
    return this.anomalies.reduce((sum, { kind, detail }) => sum + (kind === "gap" ? Number(detail.count) : 0), 0);
  }

  /** Takes batches until the log has no more; at most `most` of them. */
  async drain(shell: OutboxShell, signer: TestSigner, most = 1_000): Promise<void> {
    for (let count = 0; count < most; count += 1) {
      const batch = await shell.prepareBatch(this.mark, signer);
      if (batch === null) return;
      const head = PlayBatchHead.parse(JSON.parse(Buffer.from(batch.head.payload, "base64url").toString()));
      const stored = (key: { boot: number; seq: number }) => this.#hashes.get(`${key.boot} ${key.seq}`);
      const links = followRun(head, batch.records, hashBytes);
      const decision = decideBatch(this.mark, head, batch.records, links, stored);
      if (decision.kind !== "store") throw new Error(JSON.stringify({ decision, gaps: head.gaps, mark: this.mark }));
      this.anomalies.push(...decision.anomalies);
      for (const { record, sha256 } of decision.records) {
        this.records.push(record);
        this.#hashes.set(`${record.boot} ${record.seq}`, sha256);
      }
      this.mark = decision.mark;
      await shell.prune(this.mark);
    }
    throw new Error("The log never ends.");
  }
}

class Device {
  readonly disk = new MemoryLogDevice({ remembersSyncs: true });
  readonly reports: string[] = [];
  boot = 0;
  shown = 0;
  #shell: OutboxShell | undefined;

  async start(): Promise<OutboxShell> {
    this.boot += 1;
    this.#shell = await OutboxShell.open({
      directory: "/nowhere",
      player: 7,
      boot: this.boot,
      wall: () => 0,
      report: (event) => this.reports.push(event),
      onRecords: () => undefined,
      space: SPACE,
      device: this.disk,
    });
    return this.#shell;
  }

  async show(shell: OutboxShell, count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      this.shown += 1;
      const showing = `${this.boot}-${this.shown}`;
      const draft = makeDraft({ startedMonoMs: this.shown * 10_000 });
      await shell.apply({ type: "qualified", showing, draft, shownMs: 2_000 });
      await shell.apply({ type: "progress", showing, shownMs: 7_000 });
      await shell.apply({ type: "closed", showing, draft, shownMs: 9_900, outcome: "completed" });
    }
  }
}

function expectWhole(ledger: Ledger): void {
  for (const [index, record] of ledger.records.slice(1).entries()) {
    const before = ledger.records[index];
    const isLater = record.boot > (before?.boot ?? 0) || record.seq > (before?.seq ?? 0);
    expect(isLater).toBe(true);
  }
}

describe("a log with holes", () => {
  it("goes round when it is full: what is left is sent, and one gap counts exactly what was written over", async () => {
    const signer = await makeSigner();
    const device = new Device();
    const ledger = new Ledger();
    for (const count of [120, 90, 200]) {
      const shell = await device.start();
      await device.show(shell, count);
      await shell.close();
    }
    const shell = await device.start();
    await ledger.drain(shell, signer);
    await shell.close();
    expectWhole(ledger);
    expect(ledger.lostCount).toBeGreaterThan(200);
    expect(ledger.records.length + ledger.lostCount).toBe(410);
    expect(ledger.anomalies.map(({ kind, detail }) => [kind, detail.reason])).toEqual([["gap", "log-full"]]);
    expect(device.reports).toContain("log-gap");
  });

  it("writes over what the server has before anything else, and loses nothing while it keeps up", async () => {
    const signer = await makeSigner();
    const device = new Device();
    const ledger = new Ledger();
    const shell = await device.start();
    for (let round = 0; round < 20; round += 1) {
      await device.show(shell, 40);
      await ledger.drain(shell, signer);
    }
    await shell.close();
    expect(ledger.records).toHaveLength(800);
    expect(ledger.anomalies).toEqual([]);
    expect(device.reports).not.toContain("log-gap");
    expect(device.disk.files.size).toBe(SPACE.segments);
  });

  it("has no hole where it was read while that part was still being written", async () => {
    const signer = await makeSigner();
    const device = new Device();
    const first = await device.start();
    await device.show(first, 3);
    await first.close();
    const shell = await device.start();
    const ledger = new Ledger();
    // Nothing of this start is remembered yet: it is read from the disk, as the next is, when that part is full.
    await ledger.drain(shell, signer);
    await device.show(shell, 60);
    await ledger.drain(shell, signer);
    await shell.close();
    expect(ledger.anomalies).toEqual([]);
    expect(ledger.records).toHaveLength(63);
  });

  it("is sent on over any damage: every record is stored once, or counted as lost, or both copies agree", async () => {
    const signer = await makeSigner();
    const damage = fc.record({
      kind: fc.constantFrom("flip", "zero", "break"),
      slot: fc.nat({ max: 5 }),
      at: fc.nat({ max: SPACE.segmentBytes - 1 }),
    });
    const life = fc.record({ shows: fc.integer({ min: 1, max: 25 }), drains: fc.boolean(), damages: fc.array(damage) });
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), async (lives) => {
        const device = new Device();
        const ledger = new Ledger();
        for (const { shows, drains, damages } of lives) {
          const shell = await device.start();
          await device.show(shell, shows);
          if (drains) await ledger.drain(shell, signer);
          await shell.close();
          for (const one of damages.slice(0, 3)) spoil(device.disk, one);
        }
        const shell = await device.start();
        await device.show(shell, 3);
        await ledger.drain(shell, signer);
        await shell.close();
        expectWhole(ledger);
        expect(ledger.records.every(({ shownMs }) => shownMs === 9_900 || shownMs <= 7_000)).toBe(true);
        const startedMonoMs = ledger.records.map((record) => record.startedMonoMs);
        expect(new Set(startedMonoMs).size).toBe(startedMonoMs.length);
        expect(ledger.records.slice(-3).map((record) => record.boot)).toEqual(Array(3).fill(device.boot));
      }),
      { numRuns: RUNS },
    );
  });

  it("holds after a power cut every record that was confirmed, whatever blocks reached the disk by themselves", async () => {
    const signer = await makeSigner();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.boolean()),
        async (lives, luck) => {
          const device = new Device();
          const ledger = new Ledger();
          for (const shows of lives) {
            const shell = await device.start();
            await device.show(shell, shows);
            const qualified = { type: "qualified", showing: `${device.boot}-open`, shownMs: 2_000 } as const;
            const unconfirmed = shell.apply({ ...qualified, draft: makeDraft({ startedMonoMs: 1 }) });
            device.disk.cutPower(() => luck.next().value === true);
            await unconfirmed;
            await shell.close();
            device.disk.cutPower(() => luck.next().value === true);
          }
          const shell = await device.start();
          await ledger.drain(shell, signer);
          await shell.close();
          const whole = ledger.records.filter(({ outcome }) => outcome === "completed");
          // What a life left open may have reached the disk by itself, and is then one record more.
          const all = ledger.records.length + ledger.lostCount;
          expect(all).toBeGreaterThanOrEqual(device.shown);
          expect(all).toBeLessThanOrEqual(device.shown + lives.length);
          if (ledger.lostCount === 0) expect(whole.length).toBe(device.shown);
          const kept = SPACE.segments * SPACE.segmentBytes;
          if (device.shown * 400 < kept) expect(ledger.lostCount).toBe(0);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe("the server", () => {
  it("takes no gap that does not join the records around it", async () => {
    const signer = await makeSigner();
    const device = new Device();
    const shell = await device.start();
    await device.show(shell, 6);
    const start: LedgerMark = { boot: 0, seq: 0, headSha256: CHAIN_START_SHA256 };
    const records = (await shell.prepareBatch(start, signer))?.records ?? [];
    await shell.close();
    const [first, second, , fourth] = records;
    if (first === undefined || second === undefined || fourth === undefined) throw new Error("too few records");
    const gap: PlayGap = {
      from: { boot: 1, seq: 3 },
      to: { boot: 1, seq: 3 },
      count: 1,
      reason: "log-damaged",
      prevSha256: recordSha256(second, hashBytes),
      headSha256: fourth.prevSha256,
    };
    const decide = (change: Partial<PlayGap> | null) => {
      const last = { boot: 1, seq: 4 };
      const headSha256 = recordSha256(fourth, hashBytes);
      const gaps = change === null ? {} : { gaps: [{ ...gap, ...change }] };
      const head = { type: "play-batch", player: 7, after: { boot: 0, seq: 0 }, last, headSha256, ...gaps } as const;
      const records = [first, second, fourth];
      return decideBatch(start, head, records, followRun(head, records, hashBytes), () => undefined);
    };
    expect(decide({})).toMatchObject({ kind: "store", mark: { boot: 1, seq: 4 }, anomalies: [{ kind: "gap" }] });
    expect(decide(null).kind).toBe("refuse");
    expect(decide({ count: 2 }).kind).toBe("refuse");
    expect(decide({ from: { boot: 1, seq: 2 } }).kind).toBe("refuse");
    expect(decide({ to: { boot: 1, seq: 4 } }).kind).toBe("refuse");
    expect(decide({ prevSha256: "0".repeat(64) }).kind).toBe("refuse");
    expect(decide({ headSha256: "0".repeat(64) }).kind).toBe("refuse");
  });
});

function spoil(disk: MemoryLogDevice, { kind, slot, at }: { kind: string; slot: number; at: number }): void {
  const file = disk.files.get(slot + 1);
  if (file === undefined) return;
  if (kind === "flip") file.writeUInt8(file.readUInt8(at) ^ (1 << (at % 8)), at);
  if (kind === "zero") file.fill(0, at - (at % 512), at - (at % 512) + 512);
  const line = file.lastIndexOf("\n", at);
  if (kind === "break" && line > 0) file.writeUInt8(0x0b, line);
}
