import type { Message } from "./catalogue.ts";

export const schedule = {
  "schedule.playlist-retired": {
    vi: "Danh sách phát này đã ngừng dùng.",
    en: "This playlist is no longer in use.",
  },
  "schedule.playlist-in-use": {
    vi: "Danh sách phát đang được dùng trong lịch: {names}. Hãy bỏ khỏi lịch trước.",
    en: "The playlist is used by the schedule: {names}. Take it out of the schedule first.",
  },
  "schedule.unknown-stories": {
    vi: "Có {count} tin bài không còn dùng hoặc không tồn tại.",
    en: "{count} stories do not exist or are no longer in use.",
  },
  "schedule.unknown-target": {
    vi: "Có {count} cửa khẩu, cụm hoặc màn hình không còn dùng hoặc không tồn tại.",
    en: "{count} sites, clusters or screens do not exist or are no longer in use.",
  },
  "schedule.entry-retired": {
    vi: "Mục lịch này đã được bỏ. Hãy khôi phục trước khi sửa.",
    en: "This schedule entry was taken out. Restore it before changing it.",
  },
  "schedule.bad-entry": {
    vi: "Mục lịch chưa hợp lệ: {what}.",
    en: "The schedule entry is not valid: {what}.",
  },
  "schedule.locked-by-ministry": {
    vi: "“{name}” do cấp bộ khóa: chỉ người biên tập cấp bộ mới đổi được mục này, danh sách phát và tin bài của nó.",
    en: "“{name}” is locked by the ministry: only its editors may change it, its playlist and its stories.",
  },
  "schedule.locked-by-province": {
    vi: "“{name}” do cấp tỉnh khóa: chỉ người biên tập cấp tỉnh hoặc cấp bộ mới đổi được mục này, danh sách phát và tin bài của nó.",
    en: "“{name}” is locked by the province: only editors of the province or the ministry may change it, its playlist and its stories.",
  },
  "schedule.override-entry": {
    vi: "“{name}” nằm ở lớp khẩn cấp: chỉ người biên tập cấp tỉnh hoặc cấp bộ mới lập và đổi được.",
    en: "“{name}” is an override: only editors of the province or the ministry may make or change it.",
  },
  "schedule.unknown-target-value": {
    vi: "Nơi phát có giá trị không tồn tại: {values}.",
    en: "The target names what does not exist: {values}.",
  },
  "schedule.daypart-retired": {
    vi: "Khung giờ “{name}” đã ngừng dùng.",
    en: "The daypart “{name}” is no longer in use.",
  },
  "schedule.daypart-in-use": {
    vi: "Khung giờ đang được dùng trong lịch: {names}. Hãy đổi giờ của các mục đó trước.",
    en: "The daypart is used by the schedule: {names}. Give those entries other hours first.",
  },
  "schedule.too-many-entries": {
    vi: "Lịch phát đã có {max} mục. Hãy bỏ bớt trước khi thêm.",
    en: "The schedule has {max} entries already. Retire some before adding more.",
  },
  "schedule.too-many-dayparts": {
    vi: "Đã có {max} khung giờ. Hãy ngừng dùng bớt trước khi thêm.",
    en: "There are {max} dayparts already. Retire some before adding more.",
  },
  "schedule.bad-daypart": { vi: "Khung giờ chưa hợp lệ: {what}.", en: "The daypart is not valid: {what}." },
  "schedule.recurrence.unreadable": {
    vi: "Không đọc được quy tắc lặp lại ở phần “{part}”.",
    en: "The recurrence cannot be read at “{part}”.",
  },
  "schedule.recurrence.too-often": {
    vi: "Quy tắc lặp lại dày hơn hằng ngày (“{part}”). Hãy lặp theo ngày và chọn khung giờ.",
    en: "The recurrence is more frequent than daily (“{part}”). Repeat by day and choose hours.",
  },
  "schedule.recurrence.no-interval": {
    vi: "Khoảng cách giữa các lần lặp phải từ 1 trở lên (“{part}”).",
    en: "The interval of the recurrence must be at least 1 (“{part}”).",
  },
  "schedule.recurrence.no-date": {
    vi: "Quy tắc lặp lại không rơi vào ngày nào trong năm năm kể từ ngày bắt đầu.",
    en: "The recurrence falls on no date within five years of the first date.",
  },
  "schedule.rule.window-without-length": {
    vi: "Khung giờ có giờ bắt đầu trùng giờ kết thúc. Cả ngày thì viết 00:00–24:00.",
    en: "A window begins and ends at the same time. For the whole day write 00:00–24:00.",
  },
  "schedule.rule.two-exceptions": {
    vi: "Một ngày chỉ có một ngoại lệ.",
    en: "A date can have only one exception.",
  },
  "schedule.rule.midnight": {
    vi: "Nửa đêm là 00:00 của ngày hôm sau.",
    en: "Midnight is 00:00 of the next day.",
  },
  "schedule.rule.ends-before-start": {
    vi: "Ngày cuối không được trước ngày đầu.",
    en: "The last date must not be before the first.",
  },
  "schedule.rule.review-before-start": {
    vi: "Ngày xem lại không được trước ngày đầu.",
    en: "The review must not be before the first date.",
  },
  "schedule.rule.claim": {
    vi: "Chiến dịch phải nói cần bao nhiêu thời lượng; các lớp khác thì không.",
    en: "A campaign says how much airtime it asks for; other layers do not.",
  },
  "schedule.rule.lock-needs-share": {
    vi: "Chỉ khóa được chiến dịch có tỷ lệ thời lượng.",
    en: "Only a campaign with a share can be locked.",
  },
  "schedule.rule.lock-hours": {
    vi: "Mục bị khóa phải có giờ riêng hoặc cả ngày: cửa khẩu đổi được giờ hoạt động và khung giờ có tên.",
    en: "A locked entry has hours of its own or the whole day: a gate can change operating hours and named dayparts.",
  },
  "schedule.rule.lock-target": {
    vi: "Mục bị khóa chọn nơi phát theo cửa khẩu, loại, tỉnh hoặc nước láng giềng: cửa khẩu đổi được nhãn, cụm và màn hình.",
    en: "A locked entry picks places by site, kind, province or neighbour: a gate can change labels, clusters and screens.",
  },
  "schedule.rule.override-hours": {
    vi: "Mục khẩn cấp có giờ riêng, khung giờ có tên hoặc cả ngày: cửa khẩu đổi được giờ hoạt động.",
    en: "An override has hours of its own, a named daypart or the whole day: a gate can change operating hours.",
  },
  "schedule.rule.override-target": {
    vi: "Mục khẩn cấp không chọn nơi phát theo nhãn: cửa khẩu đổi được nhãn.",
    en: "An override picks no places by label: a gate can change labels.",
  },
  "schedule.rule.cap-layer": {
    vi: "Chỉ lớp nền và chiến dịch có mức trần thời lượng.",
    en: "Only base and campaigns have a cap.",
  },
  "schedule.rule.cap-under-share": {
    vi: "Mức trần thấp hơn tỷ lệ của chính chiến dịch.",
    en: "The cap is under the campaign's own share.",
  },
  "schedule.rule.section-hours": {
    vi: "Chuyên mục có giờ phát riêng nên không đặt thêm khung giờ.",
    en: "A section has its own times and no other hours.",
  },
  "schedule.problem.empty-playlist": {
    vi: "“{entry}”: danh sách phát chưa có nội dung.",
    en: "“{entry}”: the playlist is empty.",
  },
  "schedule.problem.nothing-approved": {
    vi: "“{entry}”: chưa có nội dung nào đủ hai người duyệt để phát trên màn hình này.",
    en: "“{entry}”: nothing in it is approved for this screen yet.",
  },
  "schedule.problem.language-missing": {
    vi: "“{entry}”: chưa có bản {language} đã duyệt cho {screen}.",
    en: "“{entry}”: no approved {language} edition for {screen}.",
  },
  "schedule.problem.reaches-no-screen": {
    vi: "“{entry}”: không có màn hình nào nhận mục này.",
    en: "“{entry}”: no screen receives this entry.",
  },
  "schedule.problem.ended": { vi: "“{entry}”: đã hết thời hạn.", en: "“{entry}”: its dates have passed." },
  "schedule.problem.shares-over-whole": {
    vi: "{screen}: tổng tỷ lệ của các chiến dịch vượt 100 %; hệ thống chia lại theo tỷ lệ.",
    en: "{screen}: the campaigns ask for more than 100 % together; they are scaled to fit.",
  },
  "schedule.problem.does-not-fit": {
    vi: "{screen}: {count} nội dung không đủ thời gian để phát trong một vòng.",
    en: "{screen}: {count} items find no time within one cycle.",
  },
  "schedule.problem.hole": {
    vi: "{screen}: không có nội dung từ {from} đến {to}.",
    en: "{screen}: nothing is scheduled from {from} to {to}.",
  },
} satisfies Record<string, Message>;
