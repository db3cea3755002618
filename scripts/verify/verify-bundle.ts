import type { ClockAnchor } from "../../schemas/play-record.ts";
import { AnchorRow, PlaceRow, PlayerRow, ReferenceRow, type Report } from "./bundle-shapes.ts";
import { checkContent } from "./check-content.ts";
import { checkEvidence, readReport } from "./check-document.ts";
import { checkHeads } from "./check-heads.ts";
import { checkSignature, MANIFEST_NAME, readManifest, readRoots } from "./check-manifest.ts";
import { checkRecords } from "./check-records.ts";
import { checkTables } from "./check-tables.ts";
import { instantsOf, PlayCounter } from "./count-plays.ts";
import { ExpectedFigures } from "./expected-figures.ts";
import { type Finding, Findings, type Told } from "./findings.ts";
import { Archive, UnreadableArchive } from "./read-archive.ts";
import { type Bundle, readAllRows, readWhole } from "./read-files.ts";
import { byBoot } from "./start-times.ts";

/** What was checked, and what was found. No finding: every figure of tables B2 and B3 is what the signed records say. */
export interface Verdict {
  /** null: it cannot be read. */
  readonly report: { readonly subject: string; readonly kind: string } | null;
  /** The keys that everything else hangs on: to be compared with what is known of the system from elsewhere. */
  readonly root: { readonly serverName: string; readonly keyIds: readonly string[] } | null;
  readonly files: number;
  readonly players: number;
  readonly records: number;
  readonly counted: number;
  readonly batches: number;
  readonly lost: number;
  readonly airings: number;
  readonly approvals: number;
  readonly cells: number;
  readonly findings: readonly Finding[];
  readonly findingsTotal: number;
}

/** Checks an archive of evidence from nothing but its own bytes. Throws UnreadableArchive when it is none. */
export async function verifyBundle(path: string): Promise<Verdict> {
  const archive = await Archive.open(path);
  try {
    const { names } = archive;
    if (!names.includes(MANIFEST_NAME) && !names.includes("report.json")) {
      throw new UnreadableArchive("It is no archive of evidence.");
    }
    return await verify(archive);
  } finally {
    await archive.close();
  }
}

async function verify(archive: Archive): Promise<Verdict> {
  const findings = new Findings();
  const read = await readManifest(archive, findings);
  const { manifest } = read;
  const listed = manifest === null ? null : new Map(manifest.files.map((file) => [file.name, file]));
  const bundle: Bundle = { archive, listed, findings };
  await readAllText(bundle);
  const root = await readRoots(bundle);
  await checkSignature(archive, read, root, findings);
  const report = await readReport(bundle);
  const reference = await readAllRows(bundle, "reference.jsonl", ReferenceRow, nothing);
  const places = await readAllRows(bundle, "places.jsonl", PlaceRow, nothing);
  const counter = new PlayCounter(spanOf(report));
  const players = await checkPlayers(bundle, counter);
  const { editions, ...content } = await checkContent(bundle, root);
  const expected = new ExpectedFigures(
    counter.counts.values(),
    editions,
    places.map(({ row }) => row),
    reference.map(({ row }) => row),
    manifest?.report.programme ?? null,
  );
  const cells = report === null ? 0 : checkTables(report, expected, findings);
  if (report !== null) checkEvidence(report, counter.records, findings);
  return {
    report: report === null ? null : { subject: report.subject, kind: report.kind },
    root: root === null ? null : { serverName: root.serverName, keyIds: root.roles.root.keyIds },
    files: manifest?.files.length ?? 0,
    ...players,
    counted: counter.records,
    ...content,
    cells,
    findings: findings.kept,
    findingsTotal: findings.total,
  };
}

/** Files that hold no rows and are read for their sum alone. */
async function readAllText(bundle: Bundle): Promise<void> {
  if (bundle.archive.names.includes("README.txt")) await readWhole(bundle, "README.txt");
}

async function checkPlayers(bundle: Bundle, counter: PlayCounter) {
  const sum = { players: 0, records: 0, batches: 0, lost: 0 };
  const rows = await readAllRows(bundle, "players.jsonl", PlayerRow, namePlayer);
  for (const { row: player } of rows) {
    const heads = await checkHeads(bundle, player);
    const log = await checkRecords(bundle, player, heads, byBoot(await readAnchors(bundle, player)), (row) =>
      counter.add(row),
    );
    sum.players += 1;
    sum.records += log.records;
    sum.batches += log.batches;
    sum.lost += log.lost;
  }
  return sum;
}

async function readAnchors(bundle: Bundle, { player }: PlayerRow): Promise<ClockAnchor[]> {
  const rows = await readAllRows(bundle, `players/${player}/anchors.jsonl`, AnchorRow, (row) => {
    const parsed = AnchorRow.pick({ boot: true, monoMs: true }).loose().safeParse(row);
    if (!parsed.success) return null;
    const { boot, monoMs } = parsed.data;
    return {
      vi: `mốc đồng hồ thiết bị ${player}, lần bật ${boot}, ${monoMs} ms`,
      en: `clock anchor of player ${player}, boot ${boot}, ${monoMs} ms`,
    };
  });
  return rows.map(({ row }) => row);
}

/** Nothing is counted for a report that cannot be read. */
function spanOf(report: Report | null) {
  if (report === null) return { fromMs: 0, toMs: 0, untilReceivedMs: 0 };
  return { ...instantsOf(report.period), untilReceivedMs: report.evidence.untilReceivedMs };
}

function namePlayer(row: unknown): Told | null {
  const parsed = PlayerRow.pick({ player: true }).loose().safeParse(row);
  if (!parsed.success) return null;
  return { vi: `thiết bị ${parsed.data.player}`, en: `player ${parsed.data.player}` };
}

const nothing = () => null;
