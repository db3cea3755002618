import type { Selectable } from "kysely";
import type { Manifest } from "../../../schemas/manifest.ts";
import type { Database } from "../../../server/context.ts";
import type { Tables } from "../../../server/db/tables.ts";

type Rows<Name extends keyof Tables> = Selectable<Tables[Name]>[];

/** A place as a report names it. */
export interface Place {
  readonly screenId: string;
  readonly clusterId: string;
  readonly siteId: string;
  readonly screen: string;
  readonly cluster: string;
  readonly site: string;
}

/** Every row that a report may rest on, as it stands in its table; no sum, and nothing derived. */
export interface RawRows {
  readonly places: readonly Place[];
  readonly plays: Rows<"play_records">;
  readonly presence: Rows<"player_presence">;
  readonly boots: Rows<"player_boots">;
  readonly alarms: Rows<"play_anomalies">;
  readonly assignments: Rows<"player_assignments">;
  readonly manifests: readonly {
    readonly screenId: string;
    readonly revision: number;
    readonly createdAtMs: number;
    readonly manifest: Manifest;
  }[];
  readonly versions: readonly {
    readonly id: string;
    readonly editionId: string;
    readonly storyId: string;
    readonly language: string;
    readonly title: string;
    readonly programmes: readonly string[];
  }[];
  readonly stories: Rows<"stories">;
  readonly hours: Rows<"site_hours">;
  readonly sources: Rows<"sources">;
  readonly inbox: Rows<"inbox_items">;
  readonly airings: Rows<"airing_documents">;
  readonly approvals: Rows<"approvals">;
  readonly withdrawals: Rows<"withdrawals">;
  readonly confirmations: Rows<"withdrawal_confirmations">;
  readonly links: Rows<"qr_links">;
  readonly scans: Rows<"qr_scans">;
  readonly traffic: Rows<"gate_traffic">;
  readonly targets: Rows<"report_targets">;
  readonly programmes: readonly NaiveProgramme[];
  readonly languages: readonly { readonly tag: string; readonly nameVi: string; readonly role: readonly string[] }[];
}

export interface NaiveProgramme {
  readonly code: string;
  readonly kind: string;
  readonly parent: string | null;
  readonly nameVi: string;
  readonly legalBasis: readonly string[];
}

/** Reads all of it, for a database of a test's size. */
export async function readRawRows(db: Database): Promise<RawRows> {
  const all = <Name extends keyof Tables>(name: Name): Promise<Rows<Name>> =>
    db
      .selectFrom(name as "play_marks")
      .selectAll()
      .execute() as unknown as Promise<Rows<Name>>;
  const [sites, clusters, screens] = [await all("sites"), await all("clusters"), await all("screens")];
  const [editions, versions, references] = [
    await all("editions"),
    await all("edition_versions"),
    await all("reference_rows"),
  ];
  const reference = (kind: string) =>
    references
      .filter((row) => row.kind === kind)
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .map((row) => JSON.parse(row.row_json) as unknown);
  const places = screens.map((screen): Place => {
    const cluster = clusters.find(({ id }) => id === screen.cluster_id);
    const site = sites.find(({ id }) => id === cluster?.site_id);
    if (cluster === undefined || site === undefined) throw new Error("a screen that stands nowhere");
    const names = { screen: screen.name, cluster: cluster.name, site: site.name_vi };
    return { screenId: screen.id, clusterId: cluster.id, siteId: site.id, ...names };
  });
  const keyOf = ({ siteId, clusterId, screenId }: Place) => `${siteId} ${clusterId} ${screenId}`;
  return {
    places: places.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
    plays: await all("play_records"),
    presence: await all("player_presence"),
    boots: await all("player_boots"),
    alarms: await all("play_anomalies"),
    assignments: await all("player_assignments"),
    manifests: (await all("manifests")).map((row) => ({
      screenId: row.screen_id,
      revision: row.revision,
      createdAtMs: row.created_at_ms,
      manifest: payloadOf(row.envelope_json),
    })),
    versions: versions.map((row) => {
      const edition = editions.find(({ id }) => id === row.edition_id);
      const programmes = JSON.parse(row.programmes_json) as string[];
      const { id, title, edition_id: editionId } = row;
      return { id, title, editionId, storyId: edition?.story_id ?? "", language: edition?.language ?? "", programmes };
    }),
    stories: await all("stories"),
    hours: await all("site_hours"),
    sources: await all("sources"),
    inbox: await all("inbox_items"),
    airings: await all("airing_documents"),
    approvals: await all("approvals"),
    withdrawals: await all("withdrawals"),
    confirmations: await all("withdrawal_confirmations"),
    links: await all("qr_links"),
    scans: await all("qr_scans"),
    traffic: await all("gate_traffic"),
    targets: await all("report_targets"),
    programmes: reference("programme") as NaiveProgramme[],
    languages: reference("language") as RawRows["languages"],
  };
}

function payloadOf(envelopeJson: string): Manifest {
  const { payload } = JSON.parse(envelopeJson) as { payload: string };
  return JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Manifest;
}
