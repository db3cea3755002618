import type { ReportCell } from "../../../schemas/report-document.ts";
import { isUnlit } from "../reports/played-figures.ts";
import { minutes, share, unknown } from "../reports/report-cells.ts";
import { type FigureCell, mainProgramme, type ReportFacts } from "../reports/report-facts.ts";
import { languageGroup } from "../reports/tables/languages-table.ts";
import { rootOf } from "../reports/tables/programmes-table.ts";
import { sumCells } from "../reports/tables/sum-cells.ts";
import type { Indicator } from "./indicator.ts";

/** An edition that was first shown this long before the period still counts as fresh in it. */
const FRESH_BEFORE_MS = 30 * 86_400_000;

const NO_AIRTIME = "không có thời lượng";
const AIRTIME = "nhật ký phát: thời lượng của các lượt phát đủ, tấm màn sáng";
const SHARE = { unit: "%", basis: "measured", form: "share", digits: 0, better: "more" } as const;

/** What the airtime was given to. */
export const airtimeIndicators: readonly Indicator[] = [
  {
    ...{ id: "airtime", name: "Thời lượng phát", unit: "phút", basis: "measured", form: "number", digits: 1 },
    better: "more",
    formula: "tổng thời lượng của các lượt phát thực tế",
    inputs: AIRTIME,
    unknownWhen: "chưa nhận được bản ghi phát nào của kỳ, hoặc mọi lượt phát đủ đều không rõ tấm màn có sáng",
    read: (facts) => {
      const { played } = sumCells(facts.cells, facts);
      if (facts.records === 0) return unknown("chưa có bản ghi phát nào");
      return isUnlit(played) ? unknown("không rõ tấm màn có sáng") : minutes(played.airtimeMs);
    },
  },
  {
    ...{ id: "minority-airtime", name: "Tỷ trọng thời lượng tiếng dân tộc", ...SHARE },
    formula: "thời lượng các ấn bản bằng tiếng dân tộc / tổng thời lượng phát",
    inputs: `${AIRTIME}; danh mục ngôn ngữ`,
    unknownWhen: NO_AIRTIME,
    read: (facts) => shareOf(facts, inLanguages(facts, "minority")),
  },
  {
    ...{ id: "foreign-airtime", name: "Tỷ trọng thời lượng tiếng nước ngoài", ...SHARE },
    formula: "thời lượng các ấn bản bằng tiếng nước ngoài / tổng thời lượng phát",
    inputs: `${AIRTIME}; danh mục ngôn ngữ`,
    unknownWhen: NO_AIRTIME,
    read: (facts) => shareOf(facts, inLanguages(facts, "foreign")),
  },
  {
    ...{ id: "programme-airtime", name: "Tỷ trọng thời lượng các chương trình mục tiêu quốc gia", ...SHARE },
    formula: "thời lượng các ấn bản có chương trình chính thuộc chương trình mục tiêu quốc gia / tổng thời lượng phát",
    inputs: `${AIRTIME}; chương trình gắn với từng ấn bản`,
    unknownWhen: NO_AIRTIME,
    read: (facts) => shareOf(facts, isOfNationalProgramme(facts)),
  },
  {
    ...{ id: "language-coverage", name: "Độ phủ ngôn ngữ", unit: "ngôn ngữ", basis: "measured", form: "number" },
    ...{ digits: 2, better: "more" },
    formula: "số ấn bản có lượt phát / số tin bài có lượt phát: số ngôn ngữ trung bình của một tin bài",
    inputs: "nhật ký phát; ấn bản của từng tin bài",
    unknownWhen: "không có lượt phát thực tế nào",
    read: languageCoverage,
  },
  {
    ...{ id: "freshness", name: "Tỷ trọng thời lượng nội dung mới", ...SHARE },
    formula: "thời lượng các ấn bản có lượt phát đầu tiên trong kỳ hoặc trong 30 ngày trước kỳ / tổng thời lượng phát",
    inputs: `${AIRTIME}; lượt phát đầu tiên của từng ấn bản`,
    unknownWhen: NO_AIRTIME,
    read: (facts) => shareOf(facts, isFresh(facts)),
  },
];

type Wanted = (cell: FigureCell) => boolean;

function shareOf(facts: ReportFacts, isWanted: Wanted): ReportCell {
  const part = sumCells(facts.cells.filter(isWanted), facts).played.airtimeMs;
  return share(part, sumCells(facts.cells, facts).played.airtimeMs, NO_AIRTIME);
}

function inLanguages({ languages }: ReportFacts, group: "minority" | "foreign"): Wanted {
  const tags = new Set(languages.filter((one) => languageGroup(one) === group).map(({ tag }) => tag));
  return ({ version }) => tags.has(version.language);
}

function isOfNationalProgramme(facts: ReportFacts): Wanted {
  const national = new Set(
    facts.programmes.filter(({ kind }) => kind === "national-target-programme").map(({ code }) => code),
  );
  const counted = new Set(facts.programmes.map(({ code }) => code).filter((code) => national.has(rootOf(code, facts))));
  return ({ version }) => counted.has(mainProgramme(version, facts.programmes) ?? "");
}

function isFresh({ firstPlayedMs, span }: ReportFacts): Wanted {
  return ({ version }) => {
    const firstMs = firstPlayedMs.get(version.editionId);
    return firstMs !== undefined && firstMs >= span.fromMs - FRESH_BEFORE_MS && firstMs < span.toMs;
  };
}

function languageCoverage(facts: ReportFacts): ReportCell {
  const { editions } = sumCells(facts.cells, facts);
  const shown = facts.cells.filter(({ played }) => played.completed > 0);
  const stories = new Set(shown.map(({ version }) => version.storyId)).size;
  if (stories === 0) return unknown("không có lượt phát thực tế nào");
  return { kind: "number", value: Math.round((editions.size * 100) / stories), digits: 2 };
}
