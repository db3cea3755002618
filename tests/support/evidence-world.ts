import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { DOCUMENT_TYPES } from "../../schemas/envelope.ts";
import type { PlayRecord } from "../../schemas/play-record.ts";
import { signDocument } from "../../schemas/trust/envelope.ts";
import { recordSha256 } from "../../schemas/trust/record-chain.ts";
import { insertAiringIfNew, insertApproval } from "../../server/db/repos/airing-documents.ts";
import { insertAnchors } from "../../server/db/repos/play-log.ts";
import { fixedZip } from "../../server/reports/fixed-zip.ts";
import { exportEvidence } from "../../server/services/evidence/export-evidence.ts";
import { ingestBatch } from "../../server/services/ledger/ingest-batch.ts";
import { lockReport } from "../../server/services/reports/change-report.ts";
import { openReport } from "../../server/services/reports/open-report.ts";
import { batchOf, deviceLog, type Showing } from "./play-device.ts";
import { createReportWorld, type ReportWorld, type WorldScreen } from "./report-world.ts";
import { approve, hashBytes, makeAiring, named } from "./trust.ts";

const DAY_MS = 86_400_000;
const BATCH = 6;
/** The evening before October in the zone of the reports, less two days. */
const FIRST_MS = Date.parse("2026-09-28T17:00:00Z");

/** A showing that begins here reaches into October. */
const BEFORE_PERIOD_MS = 2 * DAY_MS - 10_000;

/** The files of an archive of evidence by name. */
export type EvidenceFiles = Map<string, Buffer>;

/** A month of plays on three screens, two of them by clock anchors, one with a hole in its log. */
export interface EvidenceWorld extends ReportWorld {
  readonly reportId: string;
  /** The archive of this report, by default October's, as it is given to a person, made now. */
  export(reportId?: string): Promise<Buffer>;
  /** Tells one more play, on this day after 29 September, now. */
  playMore(day: number): Promise<void>;
  /** Writes an archive to a file of its own; the name is unique in this world. */
  save(archive: Buffer): Promise<string>;
}

export async function createEvidenceWorld(): Promise<EvidenceWorld> {
  const world = await createReportWorld(3);
  const airings = await approveAll(world);
  world.house.clock.set(Date.parse("2026-11-01T01:00:00Z"));
  for (const [index, screen] of world.screens.entries()) await playMonth(world, screen, index, airings);
  world.house.clock.set(Date.parse("2026-11-02T01:00:00Z"));
  const report = await openReport(world.editor, { kind: "month", period: "2026-10", programme: null });
  const locked = await lockReport(world.editor, { reportId: report.id, expectedVersion: report.version });
  let saved = 0;
  return {
    ...world,
    reportId: locked.id,
    export: (reportId = locked.id) => collect(world, reportId),
    playMore: async (day) => {
      const [screen] = world.screens;
      if (screen === undefined) throw new Error("There is no screen.");
      await tellBoot(world, screen, [showingAt(world, airings, 3, day * DAY_MS)]);
    },
    save: async (archive) => {
      saved += 1;
      const path = join(world.house.dir, `evidence-${saved}.zip`);
      await writeFile(path, archive);
      return path;
    },
  };
}

/** The files of an archive. */
export function filesOf(archive: Buffer): EvidenceFiles {
  return new Map(Object.entries(unzipSync(archive)).map(([name, bytes]) => [name, Buffer.from(bytes)]));
}

/** Packs files again. */
export function packed(files: EvidenceFiles): Buffer {
  return fixedZip(files);
}

/** The lines of a file of rows, without their line feeds. */
export function linesOf(files: EvidenceFiles, name: string): string[] {
  const text = (files.get(name) ?? Buffer.alloc(0)).toString("utf8");
  return text === "" ? [] : text.slice(0, -1).split("\n");
}

/** Makes the list say of a file what it is now; the server's signature over the list is as it was. */
export function fixManifest(files: EvidenceFiles, name: string): void {
  const bytes = files.get(name) ?? Buffer.alloc(0);
  const manifest = JSON.parse((files.get("MANIFEST.json") ?? Buffer.alloc(0)).toString("utf8")) as {
    files: { name: string; sha256: string; bytes: number; rows: number | null }[];
  };
  for (const file of manifest.files) {
    if (file.name !== name) continue;
    file.sha256 = createHash("sha256").update(bytes).digest("hex");
    file.bytes = bytes.length;
    if (file.rows !== null) file.rows = linesOf(files, name).length;
  }
  files.set("MANIFEST.json", Buffer.from(JSON.stringify(manifest)));
}

/** Writes these rows as the file, with every sum as it should be: what a forger without a key can do. */
export function resealRows(files: EvidenceFiles, name: string, rows: readonly string[]): void {
  let sum = name;
  const ended = [...rows.slice(0, -1), `{"end":${rows.length - 1}}`];
  const lines = ended.map((row) => {
    sum = createHash("sha256").update(`${sum}\n${row}`).digest("hex");
    return `{"row":${row},"sum":"${sum}"}\n`;
  });
  files.set(name, Buffer.from(lines.join("")));
  fixManifest(files, name);
}

async function collect({ editor }: ReportWorld, reportId: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of (await exportEvidence(editor, { reportId })).pieces) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Each version's airing document, said yes to by two persons; its hash by the version's place. */
async function approveAll({ house, versions }: ReportWorld): Promise<string[]> {
  const persons = [await house.asPerson(["approver"]), await house.asPerson(["approver"])];
  const hashes: string[] = [];
  for (const { id, language, story } of versions) {
    const title = `Tin ${story} ${language}`;
    const { text, sha256 } = named(makeAiring({ editionVersionId: id, language, title }));
    hashes.push(sha256);
    await insertAiringIfNew(house.ctx.db, {
      ...{ sha256, edition_version_id: id, document: text, submitted_by: null, submitted_at_ms: house.clock.now() },
      ...{ rejected_by: null, rejected_at_ms: null, rejection_reason: null },
    });
    for (const { actor } of persons) {
      const signer = await house.ctx.keys.personSigner(actor.personId);
      const approved_at_ms = house.clock.now();
      const envelope = await approve(sha256, actor.personId, signer, approved_at_ms);
      await insertApproval(house.ctx.db, {
        ...{ airing_sha256: sha256, person_id: actor.personId, key_id: signer.keyId, approved_at_ms },
        envelope_json: JSON.stringify(envelope),
      });
    }
  }
  return hashes;
}

/** Two boots over the month with some plays before and after it; the second screen tells a hole at its end. */
async function playMonth(
  world: ReportWorld,
  screen: WorldScreen,
  index: number,
  airings: readonly string[],
): Promise<void> {
  for (const [boot, fromMs] of [
    [1, 0],
    [3, (index === 2 ? 17 : 15) * DAY_MS],
  ] as const) {
    if (index !== 2) {
      // A clock that drifts: what lies between two contacts is not on the second of either.
      const anchors = [0, 6, 12, 18].map((day) => {
        const monoMs = day * DAY_MS + 11;
        return { boot, monoMs, utcMs: FIRST_MS + fromMs + monoMs + day * 37, uncertaintyMs: 20 };
      });
      await insertAnchors(world.house.ctx.db, screen.player.number, anchors);
    }
    const showings = Array.from({ length: 15 }, (_, place) => {
      const atMs = place === 1 && boot === 1 ? BEFORE_PERIOD_MS : fromMs + (place * 1.2 + index * 0.13) * DAY_MS;
      return showingAt(world, airings, place + index * 5 + boot, atMs, Math.round(atMs - fromMs));
    });
    await tellBoot(world, screen, showings);
  }
  if (index === 1) await tellHole(world, screen);
}

function showingAt(
  { versions }: ReportWorld,
  airings: readonly string[],
  number: number,
  afterMs: number,
  startedMonoMs = 0,
): Showing {
  const at = number % versions.length;
  const { id = "", language = "" } = versions[at] ?? {};
  const shownMs = 20_000 + number * 1_317;
  return {
    ...{ editionVersionId: id, language, airingSha256: airings[at] ?? "", startedMonoMs, shownMs, plannedMs: shownMs },
    startedWallMs: Math.round(FIRST_MS + afterMs),
    outcome: number % 7 === 0 ? "cut" : "completed",
    panel: number % 5 === 0 ? "unknown" : number % 11 === 0 ? "off" : "on",
  };
}

/** Tells a boot in batches of a few records. */
async function tellBoot({ house }: ReportWorld, screen: WorldScreen, showings: readonly Showing[]): Promise<void> {
  const before = screen.boots.flat().length;
  screen.boots.push([...showings]);
  const log = deviceLog(screen.player.number, screen.boots);
  for (let from = before; from < log.length; from += BATCH) {
    const batch = await batchOf(log, from, Math.min(log.length, from + BATCH), screen.signer);
    await ingestBatch(house.ctx, screen.player, batch);
  }
}

/** Two records that the player lost, and one after them. */
async function tellHole({ house }: ReportWorld, { player, signer, boots }: WorldScreen): Promise<void> {
  const last = deviceLog(player.number, boots).at(-1);
  if (last === undefined) throw new Error("Nothing was played.");
  const { boot, seq } = last;
  const gap = {
    ...{ from: { boot, seq: seq + 1 }, to: { boot, seq: seq + 2 }, count: 2, reason: "log-full" },
    ...{ prevSha256: recordSha256(last, hashBytes), headSha256: "f".repeat(64) },
  };
  const record: PlayRecord = { ...last, seq: seq + 3, prevSha256: gap.headSha256, outcome: "cut" };
  const head = {
    ...{ type: "play-batch", player: player.number, after: { boot, seq }, last: { boot, seq: record.seq } },
    ...{ headSha256: recordSha256(record, hashBytes), gaps: [gap] },
  };
  const envelope = await signDocument(head, DOCUMENT_TYPES.playBatch, [signer]);
  await ingestBatch(house.ctx, player, { head: envelope, records: [record] });
}
