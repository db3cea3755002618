import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asActor } from "../../server/context.ts";
import { insertAnchors } from "../../server/db/repos/play-log.ts";
import { exportEvidence } from "../../server/services/evidence/export-evidence.ts";
import { disablePerson } from "../../server/services/people/disable-person.ts";
import { lockReport, signReport } from "../../server/services/reports/change-report.ts";
import { openReport } from "../../server/services/reports/open-report.ts";
import { alter, changeReport } from "../../tests/support/alter-evidence.ts";
import {
  createEvidenceWorld,
  type EvidenceFiles,
  type EvidenceWorld,
  filesOf,
  linesOf,
  packed,
  resealRows,
} from "../../tests/support/evidence-world.ts";
import { approve } from "../../tests/support/trust.ts";
import type { Finding } from "./findings.ts";
import { sayVerdict } from "./say-verdict.ts";
import { type Verdict, verifyBundle } from "./verify-bundle.ts";

const RUNS = process.env.TEST_TIER === "long" ? 1_000 : 100;
const PROJECT_DIR = join(import.meta.dirname, "..", "..");

let world: EvidenceWorld;
let archive: Buffer;

beforeAll(async () => {
  world = await createEvidenceWorld();
  archive = await world.export();
});
afterAll(() => world.close());

async function verdictOn(files: EvidenceFiles): Promise<Verdict> {
  return verifyBundle(await world.save(packed(files)));
}

describe("the evidence of a report", () => {
  test("is accepted: chains, signatures, starts and every cell of B2 and B3 counted anew", async () => {
    const verdict = await verifyBundle(await world.save(archive));
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({ players: 3, records: 88, lost: 2, airings: 8, approvals: 16 });
    expect(verdict.counted).toBeGreaterThan(60);
    expect(verdict.counted).toBeLessThan(88);
    expect(verdict.batches).toBe(19);
    expect(verdict.cells).toBeGreaterThan(100);
    expect(sayVerdict(verdict).join("\n")).toContain("RESULT: FINE");
  });

  test("is the same to the byte whenever it is asked for, whatever comes in or is retired later", async () => {
    world.house.clock.set(Date.parse("2026-11-05T00:00:00Z"));
    await world.playMore(5);
    await changeEverything(world);
    expect((await world.export()).equals(archive)).toBe(true);
  });

  test("is accepted as well of a month that tells of an earlier one, and of a programme's report that was signed", async () => {
    await world.playMore(50);
    world.house.clock.set(Date.parse("2027-01-02T00:00:00Z"));
    for (const [kind, period, programme] of [
      ["month", "2026-11", null],
      ["programme", "2026-Q4", "GNBV-2125"],
    ] as const) {
      const draft = await openReport(world.editor, { kind, period, programme });
      const locked = await lockReport(world.editor, { reportId: draft.id, expectedVersion: draft.version });
      await signReport(world.editor, { reportId: draft.id, expectedVersion: locked.version, signedOn: "2027-01-02" });
      const verdict = await verifyBundle(await world.save(await world.export(draft.id)));
      expect(verdict.findings).toEqual([]);
      expect(verdict.counted).toBe(kind === "month" ? 2 : 87);
      expect(verdict.cells).toBeGreaterThan(20);
    }
  });

  test("is not given of a draft, nor to one without a role", async () => {
    const draft = await openReport(world.editor, { kind: "month", period: "2027-01", programme: null });
    await expect(exportEvidence(world.editor, { reportId: draft.id })).rejects.toMatchObject({ code: "conflict" });
    const anonymous = asActor(world.house.ctx, { kind: "anonymous" });
    await expect(exportEvidence(anonymous, { reportId: world.reportId })).rejects.toMatchObject({
      code: "not-signed-in",
    });
  });

  test(`that was altered in one place is refused, and the place is named (${RUNS} alterations)`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat({ max: 2 ** 31 - 1 })), async (numbers) => {
        const altered = alter(filesOf(archive), (below) => (numbers.next().value ?? 0) % Math.max(1, below));
        const { findings } = await verdictOn(altered.files);
        const isNamed = findings.some((finding) => altered.isNamed(finding));
        expect({ isNamed, found: isNamed ? [] : findings.slice(0, 5) }, altered.told).toEqual({
          isNamed: true,
          found: [],
        });
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});

/** Retires and renames what the evidence names, and lets approvers come and go, as people do after a lock. */
async function changeEverything({ house, screens }: EvidenceWorld): Promise<void> {
  const { db } = house.ctx;
  const retired_at_ms = house.clock.now();
  await db.updateTable("stories").set({ retired_at_ms, title: "Đổi tên" }).execute();
  await db.updateTable("screens").set({ retired_at_ms, name: "Màn đổi tên" }).execute();
  await db.updateTable("sites").set({ name_vi: "Nơi đổi tên", name_en: "Renamed" }).execute();
  await db.deleteFrom("reference_rows").where("kind", "=", "holiday").execute();
  for (const kind of ["programme", "language"] as const) {
    const rows = await db.selectFrom("reference_rows").selectAll().where("kind", "=", kind).execute();
    for (const { id, row_json } of rows) {
      const row = JSON.parse(row_json) as { nameVi: string };
      const renamed = JSON.stringify({ ...row, nameVi: `${row.nameVi} (mới)` });
      await db.updateTable("reference_rows").set({ row_json: renamed }).where("id", "=", id).execute();
    }
  }
  // The root document changes with each approver; one of them says yes once more to what has aired.
  const { actor } = await house.asPerson(["approver"]);
  const approval = await db.selectFrom("approvals").selectAll().limit(1).executeTakeFirstOrThrow();
  const { airing_sha256 } = approval;
  const signer = await house.ctx.keys.personSigner(actor.personId);
  const envelope = await approve(airing_sha256, actor.personId, signer, retired_at_ms);
  const signed = { envelope_json: JSON.stringify(envelope), key_id: signer.keyId, approved_at_ms: retired_at_ms };
  await db
    .insertInto("approvals")
    .values({ airing_sha256, person_id: actor.personId, ...signed })
    .execute();
  await disablePerson(await house.asPerson(["administrator"]), { personId: approval.person_id });
  // The one whose clock nobody knew at the lock meets the server.
  const anchor = { boot: 3, monoMs: 19 * 86_400_000, utcMs: retired_at_ms, uncertaintyMs: 20 };
  await insertAnchors(db, screens[2]?.player.number ?? 0, [anchor]);
}

describe("a forger who has no key, and makes every sum fit,", () => {
  const rowsOf = (files: EvidenceFiles, name: string) =>
    linesOf(files, name).map((line) => line.slice('{"row":'.length, -',"sum":""}'.length - 64));

  async function forge(name: string, change: (row: string, number: number) => string): Promise<readonly Finding[]> {
    const files = filesOf(archive);
    resealRows(files, name, rowsOf(files, name).map(change));
    const { findings } = await verdictOn(files);
    // The list itself is signed, whatever else fits.
    expect(findings.map(({ file }) => file)).toContain("MANIFEST.json");
    return findings.filter(({ file }) => file !== "MANIFEST.json");
  }

  test("is caught at the record: the next one names another, or the player signed another", async () => {
    for (const number of [4, 6, 14]) {
      const found = await forge("players/1/records.jsonl", (row, at) =>
        at + 1 === number ? row.replace(/"shownMs":(\d+)/, (_, ms) => `"shownMs":${Number(ms) + 1}`) : row,
      );
      expect(found.some(({ row }) => row === number)).toBe(true);
      expect(found.find(({ row }) => row === number)?.where.en).toMatch(/^record player 1, boot 1, seq \d+ /);
    }
  });

  test("is caught when a record is left out, or the last one of all", async () => {
    const files = filesOf(archive);
    const rows = rowsOf(files, "players/1/records.jsonl");
    for (const gone of [7, rows.length - 2]) {
      resealRows(files, "players/1/records.jsonl", rows.toSpliced(gone, 1));
      const { findings } = await verdictOn(files);
      const own = findings.filter(({ file }) => file === "players/1/records.jsonl");
      expect(own.map(({ what }) => what.en).join()).toMatch(/missing/);
    }
  });

  test("is caught at the start of a showing, the clock anchors and the screen", async () => {
    const name = "players/1/records.jsonl";
    const moved = await forge(name, (row, at) =>
      at === 8 ? row.replace(/"startedAtMs":(\d+)/, (_, ms) => `"startedAtMs":${Number(ms) + 1}`) : row,
    );
    expect(moved.find(({ row }) => row === 9)?.what.en).toMatch(/clock anchors/);
    const drifted = await forge("players/1/anchors.jsonl", (row, at) =>
      at === 1 ? row.replace(/"utcMs":(\d+)/, (_, ms) => `"utcMs":${Number(ms) + 5_000}`) : row,
    );
    expect(drifted.some(({ file, what }) => file === name && /clock anchors/.test(what.en))).toBe(true);
    const elsewhere = world.screens[1]?.screenId ?? "";
    const placed = await forge(name, (row, at) =>
      at === 8 ? row.replace(/"screenId":"[^"]+"/, `"screenId":"${elsewhere}"`) : row,
    );
    expect(placed.find(({ row }) => row === 9)?.what.en).toMatch(/did not serve/);
  });

  test("is caught at the batch head, the player's key, the title and the programmes", async () => {
    const heads = await forge("players/2/heads.jsonl", (row, at) =>
      at === 2 ? row.replace(/"signature":"(.)/, (_, letter) => `"signature":"${letter === "A" ? "B" : "A"}`) : row,
    );
    expect(heads.find(({ row }) => row === 3)?.where.en).toMatch(/^batch head of player 2 up to boot \d, seq \d+/);
    const other = world.screens[0]?.player.publicKey.x ?? "";
    const keys = await forge("players.jsonl", (row, at) =>
      at === 1 ? row.replace(/"x":"[^"]+"/, `"x":"${other}"`) : row,
    );
    expect(keys.filter(({ file }) => file === "players/2/heads.jsonl").length).toBeGreaterThan(3);
    const title = await forge("editions.jsonl", (row, at) =>
      at === 3 ? row.replace('"title":"Tin', '"title":"Tít') : row,
    );
    expect(title.map(({ file, row }) => `${file} ${row}`)).toContain("editions.jsonl 4");
    const programmes = await forge("editions.jsonl", (row) => row.replace('"GNBV-2125.DA6"', '"XHH"'));
    expect(programmes.map(({ where }) => where.en).join()).toMatch(/table B2, row .*, column played/);
  });

  test("is caught in the figures, cell by cell", async () => {
    const files = filesOf(archive);
    changeReport(files, true, ({ tables }) => {
      const table = tables.find(({ id }) => id === "B3");
      const row = table?.rows.find(({ cells }) => cells.some(({ text }) => text === "Tiếng Lào"));
      const cell = row?.cells.find(({ kind }, index) => kind === "number" && index > 0);
      if (cell !== undefined) cell.value = (cell.value ?? 0) + 1;
    });
    const { findings } = await verdictOn(files);
    const lines = findings.map(({ where, what }) => `${where.en}: ${what.en}`);
    expect(lines.join("\n")).toMatch(/table B3, row Tiếng Lào, column \w+: document says \d+, records say \d+/);
  });
});

describe("npm run verify", () => {
  test("ends with 0 for what is fine, 1 for what was altered and 2 for what cannot be read", async () => {
    const files = filesOf(archive);
    files.set("README.txt", Buffer.from("…"));
    const junk = join(world.house.dir, "junk.zip");
    await writeFile(junk, "no archive");
    const fine = await run(await world.save(archive));
    expect(fine).toMatchObject({ code: 0 });
    expect(fine.output).toMatch(/KẾT QUẢ: ĐÚNG[\s\S]*88 records of 3 players[\s\S]*RESULT: FINE/);
    const altered = await run(await world.save(packed(files)));
    expect(altered).toMatchObject({ code: 1 });
    expect(altered.output).toMatch(/tệp README\.txt[\s\S]*file README\.txt: its SHA-256/);
    expect(await run(junk)).toMatchObject({ code: 2 });
  });
});

function run(path: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", "tsx", "scripts/verify.ts", path], { cwd: PROJECT_DIR });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += String(chunk);
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
