import type { Message } from "./catalogue.ts";

export const approval = {
  "approval.asset-not-ready": {
    vi: "Tệp của bản này còn đang xử lý ({percent} %). Trình duyệt được ngay khi xử lý xong.",
    en: "This version's file is still being processed ({percent} %). It can be sent for approval as soon as it is ready.",
  },
  "approval.asset-failed": {
    vi: "Tệp của bản này không dùng được: {reasonVi}",
    en: "This version's file cannot be used: {reasonEn}",
  },
  "approval.ended": {
    vi: "Thời hạn phát của bản này đã qua.",
    en: "The time in which this version may air has passed.",
  },
  "approval.scope-unknown": {
    vi: "Phạm vi phát có điểm không tồn tại.",
    en: "The scope names a site that does not exist.",
  },
  "approval.already-yours": { vi: "Bạn đã duyệt mục này rồi.", en: "You have already approved this item." },
  "approval.already-approved": {
    vi: "Mục này đã đủ hai người duyệt.",
    en: "Two people have already approved this item.",
  },
  "approval.rejected": { vi: "Mục này đã bị trả lại.", en: "This item has been rejected." },
  "approval.withdrawn": { vi: "Mục này đã bị gỡ.", en: "This item has been withdrawn." },
  "approval.damaged": {
    vi: "Dữ liệu của mục này đã bị thay đổi so với lúc trình. Không được phép phát; báo người quản trị.",
    en: "The stored bytes of this item have changed since it was submitted. It must not air; tell the administrator.",
  },
  "approval.not-in-office": {
    vi: "Khoá duyệt của bạn chưa được công bố cho các màn hình. Nhờ quản trị viên cấp lại quyền duyệt.",
    en: "Your approver key has not been published to the screens. Ask an administrator to grant the role again.",
  },
  "approval.not-distinct": {
    vi: "Bạn và {name} không thể cùng duyệt một mục: trong 7 ngày qua, cùng một người đã giữ cả hai tài khoản (tạo, đặt lại hoặc mở khóa).",
    en: "You and {name} cannot both approve one item: within the last 7 days one person held both accounts (created, reset or unlocked them).",
  },
  "approval.submitted-before-lock": {
    vi: "Bản này được trình trước khi “{name}” bị khóa và sẽ thay nội dung đang phát của mục đó. Người biên tập cùng cấp khóa trình lại thì mới duyệt được.",
    en: "This version was submitted before “{name}” was locked and would replace what that entry plays. It can be approved once an editor of the level that locked it submits it again.",
  },
  "approval.waiting-second": { vi: "Đang chờ người thứ hai duyệt.", en: "Waiting for a second person." },
  "approval.waiting-first": { vi: "Đang chờ hai người duyệt.", en: "Waiting for two people." },
  "approval.no-approver": { vi: "Chưa ai có quyền duyệt.", en: "No one holds the approver role." },
  "approval.no-other-approver": {
    vi: "Ngoài {name}, không còn ai có quyền duyệt. Hãy thêm một người duyệt khác.",
    en: "No one but {name} holds the approver role. Add another approver.",
  },
  "approval.only-one-approver": {
    vi: "Chỉ một người có quyền duyệt: {name}. Cần hai người khác nhau.",
    en: "Only one person holds the approver role: {name}. Two different people are needed.",
  },
  "approval.too-close": {
    vi: "{name} và {other} chưa thể cùng duyệt: tài khoản của người này do người kia tạo hoặc đặt lại chưa đầy 7 ngày.",
    en: "{name} and {other} cannot approve together yet: one created or reset the other's account less than 7 days ago.",
  },
} satisfies Record<string, Message>;
