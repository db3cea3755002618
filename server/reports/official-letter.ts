import { AlignmentType, type FileChild, Paragraph } from "docx";
import { readDecree30Layout } from "../../schemas/reference/reference-data.ts";
import type { Letterhead } from "../services/reports/letterhead.ts";
import { bodyText, line, rule, run, sideBySide } from "./official-parts.ts";

const layout = readDecree30Layout();
const TEXT_WIDTH_MM = layout.page.widthMm - layout.page.marginMm.left - layout.page.marginMm.right;

/** What stands on one report alone. */
export interface ReportHead {
  readonly letterhead: Letterhead;
  /** Number in the year's register; null: left open for the clerk. */
  readonly number: number | null;
  /** Civil date of signing; null: left open. */
  readonly signedDate: string | null;
}

/** National head, agency, number, place and date, title and addressees of a report. */
export function opening({ letterhead, number, signedDate }: ReportHead, subject: string): FileChild[] {
  const { nationalName, motto } = layout.elements;
  const left = TEXT_WIDTH_MM * 0.4;
  const right = TEXT_WIDTH_MM * 0.6;
  const [year = "…", month = "…", day = "…"] = signedDate?.split("-") ?? [];
  // Months are led by a zero only where they are 1 and 2.
  const monthText = Number(month) >= 3 ? String(Number(month)) : month;
  const numberText = number === null ? "      " : String(number).padStart(2, "0");
  return [
    sideBySide(
      [left, right],
      [
        [
          [
            line(orDots(letterhead.parentAgency), { sizePt: 13, upper: true }),
            line(orDots(letterhead.agency), { sizePt: 13, upper: true, bold: true }),
            rule(left, 0.4),
          ],
          [
            line(nationalName?.text ?? "", { sizePt: 13, bold: true }),
            line(motto?.text ?? "", { sizePt: 14, bold: true }),
            rule(right, 0.65),
          ],
        ],
        [
          [line(`Số: ${numberText}/BC-${letterhead.symbol || "…"}`, { sizePt: 13, spacing: { before: 120 } })],
          [
            line(`${orDots(letterhead.place)}, ngày ${day} tháng ${monthText} năm ${year}`, {
              sizePt: 14,
              italic: true,
              spacing: { before: 120 },
            }),
          ],
        ],
      ],
    ),
    line("BÁO CÁO", { sizePt: 14, bold: true, spacing: { before: 360 } }),
    line(subject, { sizePt: 14, bold: true }),
    rule(TEXT_WIDTH_MM, 0.35),
    ...addressees(letterhead.addressees),
  ];
}

function addressees(names: readonly string[]): Paragraph[] {
  if (names.length === 0) return [];
  const [only] = names;
  if (names.length === 1) return [line(`Kính gửi: ${only}`, { spacing: { before: 240, after: 120 } })];
  return [
    line("Kính gửi:", { spacing: { before: 240 } }),
    ...names.map((name, index) => line(`- ${name}${index === names.length - 1 ? "." : ";"}`)),
  ];
}

/** Last sentence, recipients and the place for a signature, which stays blank. */
export function closing({ letterhead }: ReportHead, subject: string): FileChild[] {
  const small = { sizePt: 11, align: AlignmentType.LEFT };
  const named = letterhead.addressees.length > 0 ? ["Như trên", ...letterhead.recipients] : letterhead.recipients;
  const blank = [1, 2, 3, 4].map(() => line(" "));
  const titles = letterhead.signerTitles.length > 0 ? letterhead.signerTitles : [orDots("")];
  return [
    bodyText(`Trên đây là báo cáo ${subject.charAt(0).toLocaleLowerCase("vi")}${subject.slice(1)}./.`),
    line(" "),
    sideBySide(
      [TEXT_WIDTH_MM * 0.5, TEXT_WIDTH_MM * 0.5],
      [
        [
          [
            new Paragraph({ children: [run("Nơi nhận:", { sizePt: 12, bold: true, italic: true })] }),
            ...named.map((name) => line(`- ${name};`, small)),
            line(`- Lưu: VT, ${letterhead.draftingUnit || "…"}.`, small),
          ],
          [...titles.map((title) => line(title, { sizePt: 14, bold: true, upper: true })), ...blank],
        ],
      ],
    ),
  ];
}

/** The text, or dots to write on where there is none. */
export function orDots(text: string): string {
  return text === "" ? "……………………" : text;
}
