import { canonicalJson } from "../../../schemas/trust/canonical-json.ts";
import type { ServiceContext } from "../../context.ts";
import { listScreensInPeriod, listStoryTitles, type PeriodTotalRow, sumTotals } from "../../db/repos/report-figures.ts";
import { listEditionVersionsByIds } from "../../db/repos/stories.ts";
import { DomainError } from "../../errors.ts";
import { sha256Hex } from "../../sha256.ts";
import { requireRole } from "../people/require-role.ts";
import { listReference } from "../reference/list-reference.ts";
import { countPlannedPlays } from "./count-planned-plays.ts";
import { addFigures, figuresOf, NO_PLAYS, type PlayedFigures } from "./played-figures.ts";
import { monthPeriod } from "./report-period.ts";

/** Planned beside recorded; `played` is null where there is no record at all to count from, which is not zero. */
export interface ReportFigures {
  readonly planned: number;
  readonly played: PlayedFigures | null;
}

export interface ScreenRow extends ReportFigures {
  readonly screenId: string;
  readonly screenName: string;
  readonly clusterName: string;
  readonly siteName: string;
  /** null: a screen without any record and without a plan for this programme. */
  readonly language: string | null;
  readonly languageName: string;
}

export interface StoryRow extends ReportFigures {
  readonly storyId: string;
  readonly title: string;
  readonly languages: readonly string[];
}

/** One part of the report: plays under their main programme, or those shared with another. */
export interface ReportPart {
  readonly screens: readonly ScreenRow[];
  readonly stories: readonly StoryRow[];
  readonly total: ReportFigures;
}

export interface MonthlyReport {
  readonly programme: { readonly code: string; readonly nameVi: string; readonly nameEn: string };
  readonly month: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Figures reach up to here: the month's end, or the query in a month that still runs. */
  readonly untilMs: number;
  readonly queriedAtMs: number;
  readonly main: ReportPart;
  /** Trong đó dùng chung: plays whose main programme is another; never added to the sums above. */
  readonly shared: ReportPart;
  readonly screens: number;
  readonly screensWithoutRecords: number;
  /** Hash of all figures, so that a printed report can be compared with a recomputed one. */
  readonly sha256: string;
}

type Version = Awaited<ReturnType<typeof listEditionVersionsByIds>>[number];

interface Cell {
  readonly screenId: string;
  readonly version: Version;
  readonly planned: number;
  readonly played: PlayedFigures;
}

/**
 * What was planned and what was recorded for a programme, its parts included, in a civil month. Screens in use in the
 * month are all there; one without any record says so. Errors: `bad-input`, `not-found`.
 */
export async function monthlyReport(
  ctx: ServiceContext,
  input: { programme: string; month: string },
): Promise<MonthlyReport> {
  requireRole(ctx, "editor", "approver", "administrator");
  const period = monthPeriod(input.month);
  const queriedAtMs = ctx.now();
  const untilMs = Math.max(period.fromMs, Math.min(period.toMs, queriedAtMs));
  const { programme, codes } = await findProgramme(ctx, input.programme);
  const totals = await sumTotals(ctx.db, period.fromMs, period.toMs);
  const places = await listScreensInPeriod(ctx.db, period.fromMs, period.toMs);
  const planned = new Map<string, Map<string, number>>();
  for (const { screen_id } of places) {
    planned.set(screen_id, await countPlannedPlays(ctx, screen_id, period.fromMs, untilMs));
  }
  const cells = await cellsOf(ctx, totals, planned);
  const recorded = new Set(totals.map((row) => row.screen_id));
  const languageNames = new Map(
    (await listReference(ctx.db, "language")).map((row) => [row.tag as string, row.nameVi]),
  );
  const titles = await listStoryTitles(
    ctx.db,
    cells.map(({ version }) => version.story_id),
  );
  const isMain = ({ version }: Cell) => codes.has(version.programmes[0] ?? "");
  const isShared = (cell: Cell) => !isMain(cell) && cell.version.programmes.some((code) => codes.has(code));
  const facts = { places, recorded, languageNames, titles };
  const main = partOf(cells.filter(isMain), facts, true);
  const shared = partOf(cells.filter(isShared), facts, false);
  const figures = { programme: programme.code, month: input.month, fromMs: period.fromMs, untilMs, main, shared };
  return {
    programme,
    month: input.month,
    fromMs: period.fromMs,
    toMs: period.toMs,
    untilMs,
    queriedAtMs,
    main,
    shared,
    screens: places.length,
    screensWithoutRecords: places.filter((place) => !recorded.has(place.screen_id)).length,
    sha256: sha256Hex(canonicalJson(JSON.parse(JSON.stringify(figures).normalize("NFC")))),
  };
}

/** The programme with the codes of all its parts. */
async function findProgramme(ctx: ServiceContext, code: string) {
  const all = await listReference(ctx.db, "programme");
  const row = all.find((one) => one.code === code);
  if (row === undefined) throw new DomainError("not-found", "error.not-found", {}, { programme: code });
  const codes = new Set([code]);
  for (let known = 0; known !== codes.size; ) {
    known = codes.size;
    for (const one of all) if (one.parent !== null && codes.has(one.parent)) codes.add(one.code);
  }
  return { programme: { code: row.code, nameVi: row.nameVi, nameEn: row.nameEn }, codes: codes as ReadonlySet<string> };
}

/** Planned and played of each screen and edition version that the database knows. */
async function cellsOf(
  ctx: ServiceContext,
  totals: readonly PeriodTotalRow[],
  planned: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Promise<Cell[]> {
  const cells = new Map<string, { screenId: string; versionId: string; planned: number; played: PlayedFigures }>();
  const cell = (screenId: string, versionId: string) => {
    const name = `${screenId} ${versionId}`;
    const known = cells.get(name) ?? { screenId, versionId, planned: 0, played: NO_PLAYS };
    cells.set(name, known);
    return known;
  };
  for (const row of totals) {
    const one = cell(row.screen_id, row.edition_version_id);
    one.played = addFigures(one.played, figuresOf(row));
  }
  for (const [screenId, byVersion] of planned) {
    for (const [versionId, plays] of byVersion) cell(screenId, versionId).planned += plays;
  }
  const rows = await listEditionVersionsByIds(
    ctx.db,
    [...cells.values()].map(({ versionId }) => versionId),
  );
  const versions = new Map(rows.map((row) => [row.id, row]));
  return [...cells.values()].flatMap(({ versionId, ...one }) => {
    const version = versions.get(versionId);
    return version === undefined ? [] : [{ ...one, version }];
  });
}

interface Facts {
  readonly places: Awaited<ReturnType<typeof listScreensInPeriod>>;
  /** Screens with any record in the period, of whatever programme. */
  readonly recorded: ReadonlySet<string>;
  readonly languageNames: ReadonlyMap<string, string>;
  readonly titles: ReadonlyMap<string, string>;
}

function partOf(cells: readonly Cell[], facts: Facts, everyScreen: boolean): ReportPart {
  const screens = facts.places.flatMap((place): ScreenRow[] => {
    const own = cells.filter((cell) => cell.screenId === place.screen_id);
    const hasRecords = facts.recorded.has(place.screen_id);
    const where = {
      screenId: place.screen_id,
      screenName: place.screen_name,
      clusterName: place.cluster_name,
      siteName: place.site_name_vi,
    };
    const languages = [...new Set(own.map((cell) => cell.version.language))].sort();
    if (languages.length === 0 && !hasRecords && everyScreen) {
      return [{ ...where, language: null, languageName: "", planned: 0, played: null }];
    }
    return languages.map((language) => ({
      ...where,
      language,
      languageName: facts.languageNames.get(language) ?? language,
      ...sumOf(
        own.filter((cell) => cell.version.language === language),
        hasRecords,
      ),
    }));
  });
  const anyRecords = (list: readonly Cell[]) => list.some((cell) => facts.recorded.has(cell.screenId));
  const storyIds = [...new Set(cells.map((cell) => cell.version.story_id))].sort();
  const stories = storyIds.map((storyId): StoryRow => {
    const own = cells.filter((cell) => cell.version.story_id === storyId);
    return {
      storyId,
      title: facts.titles.get(storyId) ?? "",
      languages: [...new Set(own.map((cell) => cell.version.language))].sort(),
      ...sumOf(own, anyRecords(own)),
    };
  });
  return { screens, stories, total: sumOf(cells, facts.recorded.size > 0) };
}

function sumOf(cells: readonly Cell[], hasRecords: boolean): ReportFigures {
  return {
    planned: cells.reduce((sum, cell) => sum + cell.planned, 0),
    played: hasRecords ? cells.reduce((sum, cell) => addFigures(sum, cell.played), NO_PLAYS) : null,
  };
}
