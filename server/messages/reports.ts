import type { Message } from "./catalogue.ts";

export const reports = {
  "reports.too-many-lines": {
    vi: "Quá {most} lượt phát trong những ngày này. Chọn ít ngày hơn.",
    en: "There are more than {most} plays on these days. Choose fewer days.",
  },
  "reports.not-over": {
    vi: "Kỳ này chưa hết. Chỉ khóa được khi ngày cuối của số liệu đã qua.",
    en: "This period is not over. It can be locked once the last day of its figures has passed.",
  },
  "reports.correct-a-draft": {
    vi: "Báo cáo mới nhất của kỳ này còn là bản nháp, cứ sửa trên bản nháp đó.",
    en: "The newest report on this period is still a draft; change that draft.",
  },
  "reports.is-draft": {
    vi: "Báo cáo này còn là bản nháp. Khóa kỳ trước.",
    en: "This report is still a draft. Lock the period first.",
  },
  "reports.is-locked": {
    vi: "Kỳ này đã khóa, số liệu không đổi nữa. Muốn sửa thì lập báo cáo điều chỉnh.",
    en: "This period is locked; its figures no longer change. To change them, begin a correction.",
  },
  "reports.is-signed": {
    vi: "Báo cáo này đã ký. Muốn sửa thì lập báo cáo điều chỉnh.",
    en: "This report was signed. To change it, begin a correction.",
  },
  "reports.is-sent": {
    vi: "Báo cáo này đã gửi. Muốn sửa thì lập báo cáo điều chỉnh.",
    en: "This report was sent. To change it, begin a correction.",
  },
} satisfies Record<string, Message>;
