import type { EditionRow, ReferenceRow } from "./bundle-shapes.ts";
import type { PlayCount } from "./count-plays.ts";

/** Figures of one row as the records give them. */
export interface Figures {
  readonly played: number;
  readonly panel_unknown: number;
  readonly panel_off: number;
  readonly partial: number;
  readonly airtimeMs: number;
  readonly products: number;
  readonly clusters: number;
}

type Programme = Extract<ReferenceRow, { of: "programme" }>;
type Language = Extract<ReferenceRow, { of: "language" }>;
export type LanguageGroup = "official" | "minority" | "foreign";

const GROUPS: readonly LanguageGroup[] = ["official", "minority", "foreign"];

/** What the counts and the reference rows come to, by anything that a table has a row for. */
export class ExpectedFigures {
  readonly programmes: readonly Programme[];
  readonly languages: readonly Language[];
  readonly #counts: readonly PlayCount[];
  readonly #editions: ReadonlyMap<string, EditionRow>;
  readonly #clusterOf: ReadonlyMap<string, string>;
  readonly #funds: ReadonlySet<string>;

  /** `onlyProgramme`: the report is on this one and its parts. */
  constructor(
    counts: Iterable<PlayCount>,
    editions: readonly EditionRow[],
    places: readonly { readonly screenId: string; readonly clusterId: string }[],
    reference: readonly ReferenceRow[],
    onlyProgramme: string | null,
  ) {
    this.programmes = reference.filter((row) => row.of === "programme");
    this.languages = reference.filter((row) => row.of === "language");
    this.#funds = new Set(this.programmes.flatMap(({ kind, code }) => (kind === "fund" ? [code] : [])));
    this.#editions = new Map(editions.map((row) => [row.editionVersionId, row]));
    this.#clusterOf = new Map(places.map(({ screenId, clusterId }) => [screenId, clusterId]));
    this.#counts = [...counts].filter(
      (count) => onlyProgramme === null || this.lineOf(this.mainProgramme(count)).includes(onlyProgramme),
    );
  }

  all(): Figures {
    return this.sum(() => true);
  }

  sum(isWanted: (count: PlayCount) => boolean): Figures {
    const sum = { played: 0, panel_unknown: 0, panel_off: 0, partial: 0, airtimeMs: 0 };
    const products = new Set<string>();
    const clusters = new Set<string>();
    for (const count of this.#counts.filter(isWanted)) {
      sum.played += count.played;
      sum.panel_unknown += count.panelUnknown;
      sum.panel_off += count.panelOff;
      sum.partial += count.partial;
      sum.airtimeMs += count.airtimeMs;
      if (count.played === 0) continue;
      products.add(this.#editions.get(count.editionVersionId)?.editionId ?? count.editionVersionId);
      const cluster = this.#clusterOf.get(count.screenId);
      if (cluster !== undefined) clusters.add(cluster);
    }
    return { ...sum, products: products.size, clusters: clusters.size };
  }

  /** Every main programme with anything recorded; "" stands for none. */
  programmesPlayed(): Set<string> {
    return new Set(this.#counts.filter(isAnything).map((count) => this.mainProgramme(count)));
  }

  languagesPlayed(): Set<string> {
    return new Set(this.#counts.filter(isAnything).map((count) => this.languageOf(count)));
  }

  /** The first programme of the edition that is no fund. */
  mainProgramme({ editionVersionId }: PlayCount): string {
    return this.#editions.get(editionVersionId)?.programmes.find((code) => !this.#funds.has(code)) ?? "";
  }

  languageOf({ editionVersionId }: PlayCount): string {
    return this.#editions.get(editionVersionId)?.language ?? "und";
  }

  /** The programme itself and all that it is part of, outermost last. */
  lineOf(code: string): string[] {
    const line = [code];
    for (let at = code; ; ) {
      const parent = this.programmes.find((one) => one.code === at)?.parent ?? null;
      if (parent === null || line.includes(parent)) return line;
      line.push(parent);
      at = parent;
    }
  }

  programmeName(code: string): string {
    return this.programmes.find((one) => one.code === code)?.nameVi ?? code;
  }

  languageName(tag: string): string {
    return this.languages.find((one) => one.tag === tag)?.nameVi ?? tag;
  }

  /** null: a language that the reference does not know stands in no group. */
  groupOf(tag: string): LanguageGroup | null {
    const language = this.languages.find((one) => one.tag === tag);
    if (language === undefined) return null;
    return GROUPS.find((group) => language.role.includes(group)) ?? "foreign";
  }
}

function isAnything({ played, panelUnknown, panelOff, partial, airtimeMs }: PlayCount): boolean {
  return played + panelUnknown + panelOff + partial + airtimeMs > 0;
}
