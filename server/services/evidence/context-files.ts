import type { Database } from "../../context.ts";
import { listAiringRows, listApprovals } from "../../db/repos/airing-documents.ts";
import { listRootEnvelopes } from "../../db/repos/evidence.ts";
import { listScreensInPeriod } from "../../db/repos/report-figures.ts";
import { listEditionVersionsByIds } from "../../db/repos/stories.ts";
import { listReference } from "../reference/list-reference.ts";
import type { ReportSpan } from "../reports/report-period.ts";
import type { NamedThings } from "./player-files.ts";

const AT_ONCE = 200;

/** What the evidence of a report says of names and places; kept as it was when the report was locked. */
export interface FrozenContext {
  /** Newest root document of that time. */
  readonly rootVersion: number;
  /** Programmes and languages in the order of the tables, as far as the tables go by them. */
  readonly reference: readonly unknown[];
  /** Screens in use in the period with their places. */
  readonly places: readonly unknown[];
}

/** The context as it is now, of a report on `[fromMs, toMs)`. */
export async function contextNow(db: Database, { fromMs, toMs }: ReportSpan): Promise<FrozenContext> {
  const roots = await listRootEnvelopes(db);
  return {
    rootVersion: roots.at(-1)?.version ?? 0,
    reference: await referenceRows(db),
    places: await placeRows(db, fromMs, toMs),
  };
}

/** The root documents up to a version, oldest first. */
export async function* rootRows(db: Database, untilVersion: number): AsyncGenerator<unknown[]> {
  const rows = await listRootEnvelopes(db);
  yield rows
    .filter(({ version }) => version <= untilVersion)
    .map(({ version, envelope_json }) => ({ version, envelope: JSON.parse(envelope_json) }));
}

async function referenceRows(db: Database): Promise<unknown[]> {
  const programmes = await listReference(db, "programme");
  const languages = await listReference(db, "language");
  return [
    ...programmes.map(({ code, kind, parent, nameVi }) => ({
      ...{ of: "programme", code, kind, parent },
      nameVi: nameVi.normalize("NFC"),
    })),
    ...languages.map(({ tag, role, nameVi }) => ({
      ...{ of: "language", tag, role: [...role] },
      nameVi: nameVi.normalize("NFC"),
    })),
  ];
}

async function placeRows(db: Database, fromMs: number, toMs: number): Promise<unknown[]> {
  return (await listScreensInPeriod(db, fromMs, toMs)).map((row) => ({
    screenId: row.screen_id,
    screenName: row.screen_name,
    clusterId: row.cluster_id,
    clusterName: row.cluster_name,
    siteId: row.site_id,
    siteNameVi: row.site_name_vi,
    siteNameEn: row.site_name_en,
    timeZone: row.time_zone,
  }));
}

/** The edition versions that records name, by id; one that this database never had is not there. */
export async function* editionRows(db: Database, { editionVersionIds }: NamedThings): AsyncGenerator<unknown[]> {
  for (const ids of inPortions([...editionVersionIds].sort())) {
    const rows = await listEditionVersionsByIds(db, ids);
    yield rows.sort(byKey(({ id }) => id)).map((row) => ({
      editionVersionId: row.id,
      editionId: row.edition_id,
      storyId: row.story_id,
      version: row.version,
      language: row.language,
      title: row.title,
      programmes: row.programmes,
    }));
  }
}

/** The airing documents that records name, byte for byte, with the approvals of that time. */
export async function* airingRows(
  db: Database,
  { airingSha256s }: NamedThings,
  untilMs: number,
): AsyncGenerator<unknown[]> {
  for (const hashes of inPortions([...airingSha256s].sort())) {
    const rows = await listAiringRows(db, hashes);
    const approvals = await listApprovals(db, hashes);
    yield rows.sort(byKey(({ sha256 }) => sha256)).map(({ sha256, document }) => ({
      airingSha256: sha256,
      document,
      approvals: approvals
        .filter(({ airing_sha256, approved_at_ms }) => airing_sha256 === sha256 && approved_at_ms <= untilMs)
        .map(({ envelope_json }) => JSON.parse(envelope_json)),
    }));
  }
}

function* inPortions<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let from = 0; from < items.length; from += AT_ONCE) yield items.slice(from, from + AT_ONCE);
}

function byKey<Item>(keyOf: (item: Item) => string): (one: Item, other: Item) => number {
  return (one, other) => (keyOf(one) < keyOf(other) ? -1 : 1);
}
