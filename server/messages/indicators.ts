import type { Message } from "./catalogue.ts";

export const indicators = {
  "indicators.no-subject": {
    vi: "Không có chương trình hay chỉ số nào tên “{code}”.",
    en: "There is no programme or indicator named “{code}”.",
  },
  "indicators.bad-value": {
    vi: "Chỉ tiêu phải là số lớn hơn 0; tỷ lệ thì không quá 100 %.",
    en: "A target is a number above 0; a share at most 100 %.",
  },
  "indicators.bad-days": {
    vi: "Dòng {line}: ngày cuối không được trước ngày đầu.",
    en: "Line {line}: the last day must not be before the first.",
  },
  "indicators.no-site": { vi: "Dòng {line}: không có điểm nào tên “{site}”.", en: "Line {line}: no site “{site}”." },
  "indicators.overlap": {
    vi: "Dòng {line}: điểm này đã có lưu lượng của một phần các ngày ấy. Bỏ dòng cũ trước, hoặc nhập đúng các ngày của nó để thay.",
    en: "Line {line}: some of these days of the site are counted already. Take the old row away first, or enter exactly its days to replace it.",
  },
  "indicators.no-lines": { vi: "Không có dòng số liệu nào.", en: "There is no line with figures." },
  "indicators.too-many-lines": {
    vi: "Quá {most} dòng. Chia ra nhiều lần nhập.",
    en: "More than {most} lines. Split them.",
  },
  "indicators.bad-line": {
    vi: "Dòng {line} không đọc được. Mỗi dòng: điểm; từ ngày; đến hết ngày; lượt người; nguồn.",
    en: "Line {line} cannot be read. Each line: site; from; through; people; source.",
  },
  "indicators.title": { vi: "Chỉ số, chỉ tiêu, lưu lượng", en: "Indicators, targets, traffic" },
  "indicators.lead": { vi: "Chỉ số {period}.", en: "Indicators of {period}." },
  "indicators.under": {
    vi: "Mỗi chỉ số nói rõ công thức, số liệu đầu vào và khi nào không có số. Số đo được và số ước tính không bao giờ chung một ô.",
    en: "Each indicator names its formula, its inputs and when it is not given. Measured and estimated never share a cell.",
  },
  "indicators.figures": { vi: "Các chỉ số trong kỳ", en: "The indicators of the period" },
  "indicators.formulas": { vi: "Cách tính", en: "How they are counted" },
  "indicators.show": { vi: "Xem kỳ này", en: "Show this period" },
  "indicators.targets": { vi: "Chỉ tiêu", en: "Targets" },
  "indicators.targets-none": { vi: "Chưa nhập chỉ tiêu nào.", en: "No target was entered." },
  "indicators.target-subject": { vi: "Chương trình hoặc chỉ số", en: "Programme or indicator" },
  "indicators.target-value": { vi: "Chỉ tiêu", en: "Target" },
  "indicators.target-value-help": {
    vi: "Chương trình: số lượt phát. Tỷ lệ: phần trăm, như 98,5. Nhập lại cùng kỳ là thay số cũ.",
    en: "A programme: plays. A share: percent, as 98,5. Entering the same period again replaces it.",
  },
  "indicators.plays": { vi: "lượt", en: "plays" },
  "indicators.save": { vi: "Lưu", en: "Save" },
  "indicators.take-away": { vi: "Bỏ", en: "Take away" },
  "indicators.take-target-means": {
    vi: "Chỉ tiêu này không in ra nữa ở các báo cáo chưa khóa.",
    en: "Reports that are not locked no longer print this target.",
  },
  "indicators.take-traffic-means": {
    vi: "Các ngày này không còn lưu lượng; ước tính của kỳ chưa khóa tính lại không có chúng.",
    en: "These days are without traffic again; estimates that are not locked are made without them.",
  },
  "indicators.traffic": { vi: "Lưu lượng người qua điểm", en: "People passing the sites" },
  "indicators.traffic-note": {
    vi: "Đầu vào của ước tính lượt tiếp cận; chỉ dùng khi đủ mọi ngày của kỳ.",
    en: "What the estimate of reach rests on; used only when every day of the period is told.",
  },
  "indicators.traffic-none": { vi: "Chưa có lưu lượng nào.", en: "There is no traffic yet." },
  "indicators.traffic-row": { vi: "{people} lượt người", en: "{people} people" },
  "indicators.days": { vi: "{from} đến hết {to}", en: "{from} through {to}" },
  "indicators.site": { vi: "Điểm", en: "Site" },
  "indicators.people": { vi: "Lượt người", en: "People" },
  "indicators.source": { vi: "Nguồn", en: "Source" },
  "indicators.source-help": { vi: "Ai đếm, như “trạm kiểm soát”.", en: "Who counted, such as “checkpoint”." },
  "indicators.enter": { vi: "Nhập một điểm", en: "Enter one site" },
  "indicators.import": { vi: "Nhập nhiều dòng", en: "Import lines" },
  "indicators.lines": { vi: "Dán từ bảng tính", en: "Paste from a spreadsheet" },
  "indicators.lines-help": {
    vi: "Mỗi dòng: điểm; từ ngày; đến hết ngày; lượt người; nguồn. Cách nhau bằng tab, chấm phẩy hoặc dấu phẩy. Tất cả được nhận, hoặc không dòng nào.",
    en: "Each line: site; from; through; people; source, parted by tabs, semicolons or commas. All are taken, or none.",
  },
  "indicators.file": { vi: "hoặc tệp CSV", en: "or a CSV file" },
  "indicators.told-target": { vi: "Đã lưu chỉ tiêu.", en: "The target is saved." },
  "indicators.told-traffic": { vi: "Đã lưu {n} dòng lưu lượng.", en: "{n} rows of traffic are saved." },
  "indicators.told-gone": { vi: "Đã bỏ.", en: "Taken away." },
} satisfies Record<string, Message>;
