import type { ReportCell } from "../../../schemas/report-document.ts";
import { dunno, type NaiveRow, type NaiveSpan, NOTHING, percent, tenths, whole, words } from "./naive-cells.ts";
import { mainOf, naiveHours, openIn } from "./naive-days.ts";
import { firstShown, type Mistake, type Tally, tally } from "./naive-plays.ts";
import type { NaiveProgramme, Place, RawRows } from "./raw-rows.ts";

/** Everything that one table is counted from. */
export interface NaiveAsked {
  readonly raw: RawRows;
  readonly span: NaiveSpan;
  readonly period: string;
  readonly mistake: Mistake;
}

export const placeName = ({ cluster, site }: Place): string => `${cluster}, ${site}`;

/** The first that is no fund. */
export function mainOfVersion(raw: RawRows, programmes: readonly string[]): string {
  return programmes.find((code) => raw.programmes.find((one) => one.code === code)?.kind !== "fund") ?? "";
}

export function rootOf(raw: RawRows, code: string): string {
  const parent = raw.programmes.find((one) => one.code === code)?.parent ?? null;
  return parent === null ? code : rootOf(raw, parent);
}

const count = ({ raw, span, mistake }: NaiveAsked, isWanted: (version: RawRows["versions"][number]) => boolean) =>
  tally(raw, span, isWanted, mistake);

export const playCells = (sum: Tally): Record<string, ReportCell> => ({
  played: whole(sum.played),
  panel_unknown: whole(sum.unknown),
  panel_off: whole(sum.off),
  partial: whole(sum.cut + sum.interrupted),
  minutes: tenths(sum.ms / 60_000),
});

export const isThere = (sum: Tally): boolean =>
  sum.planned + sum.played + sum.unknown + sum.off + sum.cut + sum.interrupted + sum.ms + sum.unknownMs + sum.otherMs >
  0;

/** B1: clusters. */
export function naiveClusters({ raw, span }: NaiveAsked): NaiveRow[] {
  const clusters = clustersOf(raw).map((places) => {
    const [first] = places;
    const openMs = openIn(raw, first?.siteId ?? "", { ...span, toMs: Math.min(span.toMs, span.untilMs) }).reduce(
      (sum, [fromMs, toMs]) => sum + toMs - fromMs,
      0,
    );
    const screens = places.map((place) => naiveHours(raw, place.screenId, place.siteId, span));
    return { place: first, openMs, screens };
  });
  const rows = clusters.map(({ place, openMs, screens }): NaiveRow => {
    const cells = { cluster: words(place === undefined ? "" : placeName(place)), commune: NOTHING, operator: NOTHING };
    return { level: "row", cells: { ...cells, ...upCells([{ openMs, screens }]) } };
  });
  return [...rows, { level: "total", cells: { cluster: words("Tổng cộng"), ...upCells(clusters) } }];
}

const REASONS: Readonly<Record<string, string>> = {
  power: "mất nguồn hoặc máy không chạy",
  "panel-off": "tấm màn tắt",
  "no-manifest": "chưa có lịch phát",
  fault: "thiết bị báo lỗi",
  unexplained: "chưa rõ nguyên nhân",
};

interface NaiveCluster {
  readonly openMs: number;
  readonly screens: readonly ReturnType<typeof naiveHours>[];
}

export function upCells(clusters: readonly NaiveCluster[]): Record<string, ReportCell> {
  const openMs = clusters.reduce((sum, one) => sum + one.openMs, 0);
  const plan = { h_plan: tenths(openMs / 3_600_000) };
  const sumOf = (screens: NaiveCluster["screens"], figure: "shownMs" | "panelUnknownMs" | "notYetKnownMs") =>
    screens.reduce((sum, one) => sum + one[figure], 0);
  const outages = clusters.flatMap(({ screens }) => screens.flatMap((one) => one.outages));
  const dark = {
    down_n: whole(outages.length),
    down_long: tenths(Math.max(0, ...outages.map(({ ms }) => ms)) / 3_600_000),
    reason: outages.length === 0 ? words("") : words(REASONS[mainOf(outages)] ?? ""),
  };
  if (clusters.some(({ screens }) => sumOf(screens, "notYetKnownMs") > 0)) {
    const why = dunno("kỳ chưa hết hoặc nhật ký phát chưa về đủ");
    return { ...plan, h_up: why, uptime: why, down_n: why, down_long: why, reason: why };
  }
  if (clusters.some(({ screens }) => sumOf(screens, "shownMs") === 0 && sumOf(screens, "panelUnknownMs") > 0)) {
    const why = dunno("không rõ tấm màn có sáng");
    return { ...plan, h_up: why, uptime: why, ...dark };
  }
  const upMs = clusters.reduce((sum, { screens }) => sum + sumOf(screens, "shownMs") / screens.length, 0);
  const uptime = percent(upMs, openMs, "không có giờ hoạt động trong kỳ");
  return { ...plan, h_up: tenths(upMs / 3_600_000), uptime, ...dark };
}

/** Places by cluster, in order. */
export function clustersOf(raw: RawRows): Place[][] {
  return [...new Set(raw.places.map(({ clusterId }) => clusterId))].map((id) =>
    raw.places.filter(({ clusterId }) => clusterId === id),
  );
}

/** B2: programmes. */
export function naiveProgrammes(asked: NaiveAsked): NaiveRow[] {
  const { raw, period } = asked;
  const mainIs = (codes: readonly string[]) => (version: RawRows["versions"][number]) =>
    codes.includes(mainOfVersion(raw, version.programmes));
  const targetOf = (code: string): ReportCell => {
    const row = raw.targets.find(
      (one) => one.subject === "programme" && one.code === code && one.period === period && one.retired_at_ms === null,
    );
    return row === undefined ? NOTHING : (JSON.parse(row.cell_json) as ReportCell);
  };
  const told = raw.programmes.filter(
    ({ code }) => targetOf(code).kind === "number" || isThere(count(asked, mainIs([code]))),
  );
  const rows: NaiveRow[] = [];
  for (const root of new Set(told.map(({ code }) => rootOf(raw, code)))) {
    const codes = told.map(({ code }) => code).filter((code) => rootOf(raw, code) === root);
    const name = (code: string) => raw.programmes.find((one) => one.code === code)?.nameVi ?? code;
    const isAlone = codes.length === 1 && codes[0] === root;
    if (!isAlone) rows.push(programmeRow(asked, "group", name(root), mainIs(codes), targetOf(root)));
    for (const code of codes) {
      const isShared = !isAlone && code === root;
      const said = isShared ? `${name(code)} (nội dung chung)` : name(code);
      rows.push(programmeRow(asked, "row", said, mainIs([code]), isShared ? { kind: "blank" } : targetOf(code)));
    }
  }
  if (isThere(count(asked, mainIs([""])))) {
    rows.push(programmeRow(asked, "row", "Chưa gắn chương trình", mainIs([""]), NOTHING));
  }
  return [...rows, programmeRow(asked, "total", "Tổng cộng", () => true, NOTHING)];
}

function programmeRow(
  asked: NaiveAsked,
  level: NaiveRow["level"],
  name: string,
  isWanted: (version: RawRows["versions"][number]) => boolean,
  target: ReportCell,
): NaiveRow {
  const { raw, span } = asked;
  const sum = count(asked, isWanted);
  const fresh = [...sum.editions].filter((id) => (firstShown(raw, span, id) ?? 0) >= span.fromMs);
  // Of what has a play, planned or not, here.
  const tagged = raw.versions.filter((one) => isWanted(one) && isThere(count(asked, ({ id }) => id === one.id)));
  const funds = raw.programmes.filter(
    ({ code, kind }) => kind === "fund" && tagged.some(({ programmes }) => programmes.includes(code)),
  );
  const goal = target.kind === "number" ? target.value : 0;
  return {
    level,
    cells: {
      ...{ programme: words(name), products: whole(sum.editions.size), new: whole(fresh.length), target },
      ...{ planned: whole(sum.planned), ...playCells(sum), clusters: whole(sum.clusters.size), declared: NOTHING },
      rate: percent(sum.played, sum.planned, "không có lượt theo kế hoạch"),
      reached: goal === 0 ? words("") : percent(sum.played, goal, ""),
      fund: funds.length === 0 ? NOTHING : words(funds.map(({ nameVi }) => nameVi).join("; ")),
    },
  };
}

/** B3: languages. */
export function naiveLanguages(asked: NaiveAsked): NaiveRow[] {
  const { raw } = asked;
  const allMs = count(asked, () => true).ms;
  const row = (level: NaiveRow["level"], tags: readonly string[], name: string, group?: string): NaiveRow => {
    const sum = count(asked, ({ language }) => tags.includes(language));
    const share = percent(sum.ms, allMs, "không có thời lượng");
    const figures = {
      products: whole(sum.editions.size),
      ...playCells(sum),
      share,
      clusters: whole(sum.clusters.size),
    };
    return { level, cells: { lang: words(name), group: words(group ?? ""), declared: NOTHING, ...figures } };
  };
  const rows: NaiveRow[] = [];
  for (const { roles, name } of LANGUAGE_GROUPS) {
    const own = raw.languages.filter((one) => groupOf(one.role) === roles);
    const there = own.filter(({ tag }) => isThere(count(asked, ({ language }) => language === tag)));
    if (there.length === 0) continue;
    rows.push(
      row(
        "group",
        there.map(({ tag }) => tag),
        name,
      ),
    );
    for (const { tag, nameVi } of there) rows.push(row("row", [tag], nameVi, name));
  }
  return [
    ...rows,
    row(
      "total",
      raw.versions.map(({ language }) => language),
      "Tổng cộng",
    ),
  ];
}

const LANGUAGE_GROUPS = [
  { roles: "official", name: "Tiếng Việt" },
  { roles: "minority", name: "Tiếng dân tộc" },
  { roles: "foreign", name: "Tiếng nước ngoài" },
];

export function groupOf(roles: readonly string[]): string {
  return ["official", "minority"].find((one) => roles.includes(one)) ?? "foreign";
}

/** B4: themes. */
export function naiveThemes(asked: NaiveAsked): NaiveRow[] {
  const { raw } = asked;
  const carries = (themes: readonly NaiveProgramme[]) => (version: RawRows["versions"][number]) =>
    themes.some(({ code }) => version.programmes.includes(code));
  const used = raw.programmes.filter(
    (one) => ["theme", "award"].includes(one.kind) && isThere(count(asked, carries([one]))),
  );
  const figures = (themes: readonly NaiveProgramme[]) => {
    const sum = count(asked, carries(themes));
    const { played, minutes } = playCells(sum);
    const counts = { products: whole(sum.editions.size), langs: whole(sum.languages.size) };
    return { ...counts, played: played ?? NOTHING, minutes: minutes ?? NOTHING, clusters: whole(sum.clusters.size) };
  };
  const rows = used.map((one): NaiveRow => {
    const doc = one.legalBasis.length === 0 ? NOTHING : words(one.legalBasis.join("; "));
    return { level: "row", cells: { theme: words(one.nameVi), period: NOTHING, doc, ...figures([one]) } };
  });
  return [...rows, { level: "total", cells: { theme: words("Tổng cộng"), ...figures(used) } }];
}
