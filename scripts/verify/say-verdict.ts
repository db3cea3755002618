import type { Finding } from "./findings.ts";
import type { Verdict } from "./verify-bundle.ts";

const MOST_SAID = 200;

/** The verdict in Vietnamese, then in English, one fact a line. */
export function sayVerdict(verdict: Verdict): string[] {
  return [...say(verdict, "vi"), "", ...say(verdict, "en")];
}

function say(verdict: Verdict, language: "vi" | "en"): string[] {
  const isVi = language === "vi";
  const { report, root, findings, findingsTotal: total } = verdict;
  const name = report?.subject ?? (isVi ? "không đọc được báo cáo" : "the report cannot be read");
  const keys = root === null ? (isVi ? "không có" : "none") : `${root.keyIds.join(", ")} (${root.serverName})`;
  const lines = [
    isVi
      ? `Khóa gốc: ${keys}. Hãy so với tên khóa gốc biết từ nguồn khác.`
      : `Root key: ${keys}. Compare it with what you know from elsewhere.`,
    isVi ? `Báo cáo: ${name}` : `Report: ${name}`,
    isVi
      ? `Đã kiểm tra: ${verdict.files} tệp; ${verdict.records} bản ghi của ${verdict.players} thiết bị theo chuỗi, ${verdict.counted} trong kỳ; ${verdict.batches} lô có chữ ký thiết bị; ${verdict.lost} bản ghi thiết bị tự khai đã mất; ${verdict.airings} nội dung với ${verdict.approvals} phê duyệt; ${verdict.cells} ô của bảng B2 và B3 đếm lại.`
      : `Checked: ${verdict.files} files; ${verdict.records} records of ${verdict.players} players along their chains, ${verdict.counted} in the period; ${verdict.batches} batches signed by players; ${verdict.lost} records that players told as lost; ${verdict.airings} airing documents with ${verdict.approvals} approvals; ${verdict.cells} cells of tables B2 and B3 counted again.`,
    isVi
      ? "Không tính lại được từ bản ghi: kế hoạch, tỷ lệ đạt, mới, các bảng khác, dòng bổ sung kỳ trước; các phần đó chỉ được so với tổng đã ký."
      : "Not recomputed from records: planned, rate, new, the other tables, rows on earlier periods; those are held against signed sums alone.",
  ];
  const [first] = findings;
  if (first === undefined)
    return [...lines, isVi ? "KẾT QUẢ: ĐÚNG, không có chỗ nào bị sửa." : "RESULT: FINE, nothing was altered."];
  return [
    ...lines,
    isVi ? `KẾT QUẢ: SAI ở ${total} chỗ. Chỗ đầu tiên:` : `RESULT: WRONG in ${total} places. The first:`,
    ...findings.slice(0, MOST_SAID).map((finding) => lineOf(finding, language)),
    ...(total > MOST_SAID ? [isVi ? `… và ${total - MOST_SAID} chỗ nữa` : `… and ${total - MOST_SAID} more`] : []),
  ];
}

function lineOf({ where, what }: Finding, language: "vi" | "en"): string {
  return `  ${where[language]}: ${what[language]}`;
}
