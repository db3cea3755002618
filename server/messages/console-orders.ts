import type { Message } from "./catalogue.ts";

export const consoleOrders = {
  "orders.title": { vi: "Lệnh cho đầu phát", en: "Orders to the player" },
  "orders.note": {
    vi: "Lệnh đến ngay khi đầu phát có mạng, và hết hạn nếu không ai nhận.",
    en: "An order arrives as soon as the player is online, and expires if nobody takes it.",
  },
  "orders.identify": { vi: "Hiện tên màn hình", en: "Show its name" },
  "orders.screenshot": { vi: "Chụp màn hình", en: "Take a picture" },
  "orders.reload": { vi: "Tải lại trang phát", en: "Load the page again" },
  "orders.reload-what": {
    vi: "Trang phát được tải lại ngay; mục đang phát bị cắt và ghi là bị cắt. Màn hình trở lại sau vài giây.",
    en: "The page is loaded again at once; what is playing is cut, and logged as cut. The picture is back within seconds.",
  },
  "orders.restart": { vi: "Khởi động lại đầu phát", en: "Restart the player" },
  "orders.restart-what": {
    vi: "Chương trình phát dừng và chạy lại; màn hình hiện tấm chờ khoảng mười giây. Nhật ký đã ghi giữ nguyên.",
    en: "The player program ends and starts again; the slate stands for about ten seconds. What was logged stays.",
  },
  "orders.volume": { vi: "Âm lượng", en: "Volume" },
  "orders.volume-set": { vi: "Đặt âm lượng", en: "Set volume" },
  "orders.volume-value": { vi: "Âm lượng {percent} %", en: "Volume {percent} %" },
  "orders.unpair": { vi: "Bỏ ghép nối", en: "Unpair" },
  "orders.unpair-what": {
    vi: "Đầu phát quên máy chủ này, màn hình hiện mã ghép nối mới. Muốn phát lại phải ghép nối lại. Nhật ký chưa gửi vẫn nằm trên đầu phát.",
    en: "The player forgets this server and the screen shows a new pairing code. It must be paired again to play. Plays not sent yet stay on the player.",
  },
  "orders.sent": { vi: "Đã gửi lệnh “{order}”.", en: "Order “{order}” sent." },
  "orders.none": { vi: "Chưa có lệnh nào.", en: "No orders yet." },
  "orders.state-waiting": { vi: "đang chờ đầu phát", en: "waits for the player" },
  "orders.state-unanswered": { vi: "hết hạn, không ai nhận", en: "expired, nobody took it" },
  "orders.state-done": { vi: "đã làm", en: "done" },
  "orders.state-failed": { vi: "không làm được: {detail}", en: "could not be done: {detail}" },
  "orders.state-expired": { vi: "đến quá muộn, đã bỏ", en: "came too late, left alone" },
  "orders.by": { vi: "{who}, {when}", en: "{who}, {when}" },
  "pictures.title": { vi: "Ảnh chụp trên màn hình", en: "Pictures of the screen" },
  "pictures.note": {
    vi: "Mỗi mục, mỗi màn, mỗi ngày một ảnh; ảnh nào cũng có dấu băm trong hồ sơ.",
    en: "One of each item, screen and day; each is kept under its hash.",
  },
  "pictures.none": { vi: "Chưa có ảnh nào gửi về.", en: "No picture has arrived yet." },
  "pictures.alt": { vi: "Ảnh chụp lúc {when}", en: "Picture taken {when}" },
} satisfies Record<string, Message>;
