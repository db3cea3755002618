import type { Message } from "./catalogue.ts";

/** What the schedule says of itself: why a screen shows what it shows, what stands against it, what publishing changes. */
export const scheduleWords = {
  "words.more": { vi: "{n} mục khác", en: "{n} more" },
  "words.seconds": { vi: "{n} giây", en: "{n} s" },
  "words.minutes": { vi: "{n} phút", en: "{n} min" },
  "words.hours": { vi: "{n} giờ", en: "{n} h" },
  "words.screens": { vi: "{n} màn hình", en: "{n} screens" },
  "words.too-many-screens": {
    vi: "Mỗi lần xem được nhiều nhất {n} màn hình.",
    en: "At most {n} screens can be seen at once.",
  },
  "words.at-site": { vi: "{site}, {screens}", en: "{site}, {screens}" },
  "words.slate": { vi: "tấm chờ", en: "the slate" },

  "layer.override": { vi: "Phát khẩn", en: "Urgent" },
  "layer.takeover": { vi: "Chiếm sóng", en: "Takeover" },
  "layer.locked": { vi: "Suất khóa", en: "Locked shares" },
  "layer.campaign": { vi: "Chiến dịch", en: "Campaign" },
  "layer.base": { vi: "Nền", en: "Base" },
  "layer.fallback": { vi: "Dự phòng", en: "Fallback" },

  "why.none": { vi: "không có", en: "none" },
  "why.none-until": { vi: "không có đến {time}: {name}", en: "none until {time}: {name}" },
  "why.alone": { vi: "{name}: giữ cả màn hình đến {time}", en: "{name}: has the glass alone until {time}" },
  "why.alone-but-locked": {
    vi: "{name}: giữ màn hình đến {time}, trừ các suất khóa",
    en: "{name}: has the glass until {time}, but for the locked shares",
  },
  "why.turn-short": {
    vi: "{name}: đang hụt {length} so với phần {share}, nên đến lượt",
    en: "{name}: {length} short of its {share}, so it is its turn",
  },
  "why.turn-even": {
    vi: "{name}: đang đúng phần {share}, đến lượt theo thứ tự",
    en: "{name}: level with its {share}; its turn in the order",
  },
  "why.turn-over": {
    vi: "{name}: đang dư {length} so với phần {share}, vẫn đến lượt để giữ cân đối ngôn ngữ và giãn cách",
    en: "{name}: {length} over its {share}; it is on for the sake of languages and spacing",
  },
  "why.section": {
    vi: "{name}: chuyên mục hẹn lúc {time}, phát trọn danh sách",
    en: "{name}: the section due at {time}, the whole playlist",
  },
  "why.yields": {
    vi: "{name}: nhường lượt này, phát lại lúc {time}",
    en: "{name}: gives way this time, next at {time}",
  },
  "why.yields-far": { vi: "{name}: nhường lượt này", en: "{name}: gives way this time" },
  "why.locked": {
    vi: "{name}: kế tiếp {time}, {n}/{of} lượt giờ này",
    en: "{name}: next at {time}, {n} of {of} showings this clock hour",
  },
  "why.locked-now": {
    vi: "{name}: đang phát, {n}/{of} lượt giờ này",
    en: "{name}: on the glass, {n} of {of} showings this clock hour",
  },
  "why.locked-far": {
    vi: "{name}: {n}/{of} lượt giờ này",
    en: "{name}: {n} of {of} showings this clock hour",
  },
  "why.covered": {
    vi: "{name}: bị “{by}” ({layer}) che đến {time}",
    en: "{name}: covered by “{by}” ({layer}) until {time}",
  },
  "why.covered-long": { vi: "{name}: bị “{by}” ({layer}) che", en: "{name}: covered by “{by}” ({layer})" },
  "why.not-begun-until": { vi: "{name}: chưa bắt đầu, mở lúc {time}", en: "{name}: not begun, opens at {time}" },
  "why.not-begun": { vi: "{name}: chưa bắt đầu, từ {date}", en: "{name}: not begun, from {date}" },
  "why.ended": { vi: "{name}: đã hết hạn từ {date}", en: "{name}: ended on {date}" },
  "why.not-open": { vi: "{name}: ngoài giờ, mở lại lúc {time}", en: "{name}: not open, next at {time}" },
  "why.never-open": {
    vi: "{name}: ngoài giờ, không mở lại trong {days} ngày tới",
    en: "{name}: not open, and not within the next {days} days",
  },
  "why.waits": { vi: "{name}: chuyên mục chờ đến {time}", en: "{name}: a section, waiting for {time}" },
  "why.waits-far": { vi: "{name}: chuyên mục, không còn lượt nào", en: "{name}: a section with no further time" },
  "why.nothing-approved": {
    vi: "{name}: chưa có nội dung nào được duyệt cho nơi này",
    en: "{name}: nothing in it is approved for this place",
  },
  "why.expired": { vi: "{name}: nội dung đã hết hạn", en: "{name}: its content has expired" },
  "why.not-valid-yet": {
    vi: "{name}: nội dung chưa đến ngày được phát",
    en: "{name}: its content may not be shown yet",
  },
  "why.empty-playlist": { vi: "{name}: danh sách phát trống", en: "{name}: its playlist is empty" },
  "why.does-not-fit": {
    vi: "{name}: không đủ chỗ cho một lượt nào",
    en: "{name}: no room for a single showing",
  },
  "why.scaled": {
    vi: "xin {claimed}, được {share} vì tổng các phần vượt 100 %",
    en: "asked for {claimed}, has {share}: the shares are over the whole",
  },
  "why.capped": { vi: "được {share}, chạm trần đã đặt", en: "has {share}: held by its cap" },
  "why.cap-yielded": {
    vi: "được {share}, quá trần vì không có gì khác để phát",
    en: "has {share}, over its cap: nothing else could play",
  },
  "why.raised": {
    vi: "xin {claimed}, được {share} vì không mục nào khác cần chỗ",
    en: "asked for {claimed}, has {share}: nothing else wanted the air",
  },
  "why.fallback-idle": {
    vi: "chưa cần đến: chỉ phát khi không có lịch nào mở",
    en: "not needed: it plays only where nothing is open",
  },
  "why.fallback-loop": {
    vi: "không có lịch nào mở đến {time}, nên phát vòng dự phòng",
    en: "nothing is open until {time}, so the fallback loop plays",
  },
  "why.fallback-slate": {
    vi: "không có gì được phát đến {time}, nên hiện tấm chờ",
    en: "nothing may be shown until {time}, so the slate stands",
  },
  "why.language": {
    vi: "{language}, giờ này đạt {held} (đặt {wanted})",
    en: "{language}, {held} of this hour (wanted {wanted})",
  },
  "why.language-unset": { vi: "{language}, giờ này đạt {held}", en: "{language}, {held} of this hour" },

  "problem.hole": { vi: "{place}: trống {span}", en: "{place}: nothing is scheduled {span}" },
  "problem.clash": {
    vi: "{place}: “{entry}” và “{other}” cùng đòi cả màn hình {span}; “{other}” thắng",
    en: "{place}: “{entry}” and “{other}” both want the glass {span}; “{other}” has it",
  },
  "problem.locked-over-whole": {
    vi: "{place}: các suất khóa cộng lại quá 100 %: {entries}. Phần của bộ được xếp trước, rồi của tỉnh",
    en: "{place}: the locked shares are over 100 %: {entries}. The ministry's come first, then the province's",
  },
  "problem.shares-over-whole": {
    vi: "{place}: các chiến dịch xin quá 100 %: {entries}. Mỗi chiến dịch được ít hơn đã xin",
    en: "{place}: the campaigns ask for more than 100 %: {entries}. Each has less than it asks",
  },
  "problem.share-not-met": {
    vi: "{place}: “{entry}” xin {wanted}, chỉ đạt {held}",
    en: "{place}: “{entry}” asks for {wanted} and has {held}",
  },
  "problem.showings-not-met": {
    vi: "{place}: “{entry}” cần {n} lượt mỗi giờ, có giờ chỉ được {least}",
    en: "{place}: “{entry}” needs {n} showings an hour; some hours have {least}",
  },
  "problem.language-under-minimum": {
    vi: "{place}: {language} chỉ đạt {held}, dưới mức tối thiểu {wanted}",
    en: "{place}: {language} has {held}, under its minimum of {wanted}",
  },
  "problem.too-much": {
    vi: "{place}: lịch quá lớn cho một màn hình, nên không lập được; màn hình vẫn phát bản cũ",
    en: "{place}: the schedule is too large for one screen, so none is made; the screen keeps its old one",
  },
  "problem.store-full": {
    vi: "{place}: nội dung cần {needed}, bộ nhớ đầu phát chứa được {have}",
    en: "{place}: the content needs {needed}; the player's store holds {have}",
  },
  "problem.empty-playlist": {
    vi: "“{entry}”: danh sách phát chưa có nội dung",
    en: "“{entry}”: the playlist is empty",
  },
  "problem.nothing-approved": {
    vi: "“{entry}”: chưa có nội dung nào đủ hai người duyệt",
    en: "“{entry}”: nothing in it is approved yet",
  },
  "problem.all-expired": {
    vi: "“{entry}”: mọi nội dung đã duyệt đều hết hạn trước khi lịch mở",
    en: "“{entry}”: all its approved content has expired before it is open",
  },
  "problem.reaches-no-screen": {
    vi: "“{entry}”: không màn hình nào nhận lịch này",
    en: "“{entry}”: no screen receives this entry",
  },
  "problem.never-open": {
    vi: "“{entry}”: không mở lúc nào trong {n} ngày tới",
    en: "“{entry}”: not open at any moment of the next {n} days",
  },
  "problem.mix-conflict": {
    vi: "{place}: {entries} chỉ có {languages}, quá phần của các tiếng ấy {excess}",
    en: "{place}: only {languages} in {entries}, {excess} more than those may have",
  },
  "problem.language-missing": {
    vi: "{place}: thiếu bản {language} trong {entries}, phát bản {other} thay",
    en: "{place}: no {language} edition in {entries}; {other} stands in",
  },
  "problem.language-missing-bare": {
    vi: "{place}: thiếu bản {language} trong {entries}",
    en: "{place}: no {language} edition in {entries}",
  },
  "problem.partly-approved": {
    vi: "“{entry}”: {n}/{of} nội dung chưa được phát vì chưa đủ hai người duyệt",
    en: "“{entry}”: {n} of {of} stories are passed over, not approved by two people yet",
  },
  "problem.does-not-fit": {
    vi: "{place}: {n} nội dung không đủ thời gian để phát trong một vòng",
    en: "{place}: {n} items find no time within one cycle",
  },
  "problem.spacing-not-met": {
    vi: "{place}: “{entry}” có {n} lượt sát nhau hơn giãn cách đã đặt",
    en: "{place}: “{entry}” has {n} showings closer than its spacing",
  },
  "problem.link-full": {
    vi: "{place}: phải tải mới {needed}, đường truyền mỗi tháng có {have}",
    en: "{place}: {needed} must be fetched anew; the link has {have} a month",
  },
  "problem.review-due": {
    vi: "“{entry}”: đến hạn xem lại ngày {date}",
    en: "“{entry}”: due for review on {date}",
  },
  "problem.uneven-hours": {
    vi: "{place}: có giờ {language} lệch {excess} so với phần đã đặt, vì có nội dung dài {length}",
    en: "{place}: an hour of {language} may be {excess} off its share: an item lasts {length}",
  },
  "problem.repeats": {
    vi: "{place}: một nội dung phải phát liền hai lượt, vì {entries} không có gì khác",
    en: "{place}: an item has to follow itself: there is nothing else in {entries}",
  },
  "problem.ended": { vi: "“{entry}”: đã hết hạn", en: "“{entry}”: its dates have passed" },

  "severity.error": { vi: "Sẽ không phát đúng như đặt", en: "Will not do what it says" },
  "severity.warning": { vi: "Cần biết", en: "Warning" },
  "severity.note": { vi: "Ghi chú", en: "Note" },

  "fix.add-stories": { vi: "Thêm nội dung vào danh sách", en: "Add stories to the playlist" },
  "fix.approve": { vi: "Xem bản chờ duyệt", en: "See what waits for approval" },
  "fix.add-edition": { vi: "Thêm bản ngôn ngữ", en: "Add the edition" },
  "fix.renew-content": { vi: "Thay nội dung đã hết hạn", en: "Replace what has expired" },
  "fix.change-target": { vi: "Chọn lại màn hình", en: "Choose the screens again" },
  "fix.change-dates": { vi: "Gia hạn hoặc bỏ lịch", en: "Extend it or take it out" },
  "fix.change-hours": { vi: "Sửa ngày và giờ", en: "Change days and hours" },
  "fix.review-entry": { vi: "Xem lại lịch", en: "Look at the entry again" },
  "fix.lower-shares": { vi: "Giảm bớt các phần", en: "Lower the shares" },
  "fix.lower-claim": { vi: "Giảm phần hoặc thêm giờ", en: "Ask for less, or for more hours" },
  "fix.lower-spacing": { vi: "Giảm giãn cách", en: "Lower the spacing" },
  "fix.shorten-items": { vi: "Dùng nội dung ngắn hơn", en: "Use shorter items" },
  "fix.change-mix": { vi: "Sửa tỷ lệ ngôn ngữ hoặc thêm bản dịch", en: "Change the language mix, or add editions" },
  "fix.move-loser": { vi: "Đổi giờ lịch thua", en: "Move the entry that loses" },
  "fix.fill-hole": { vi: "Đặt lịch nền vào chỗ trống", en: "Fill the hole with a base entry" },
  "fix.take-out": { vi: "Bớt nội dung hoặc bớt mục lịch ở đây", en: "Take content or entries out here" },
  "fix.free-store": { vi: "Bớt nội dung hoặc thay bộ nhớ lớn hơn", en: "Use less content, or a larger store" },
  "fix.spare-link": { vi: "Bớt nội dung mới hoặc chép tay", en: "Add less at once, or carry it there" },

  "diff.nothing": {
    vi: "Phát hành bây giờ không đổi gì trên màn hình nào.",
    en: "Publishing now changes nothing on any screen.",
  },
  "diff.screens": {
    vi: "Đổi {n} trên {of} màn hình, sớm nhất lúc {time}.",
    en: "Changes {n} of {of} screens, the first at {time}.",
  },
  "diff.later": {
    vi: "{n} trên {of} màn hình nhận bản mới; trong {days} ngày tới hình phát không khác.",
    en: "{n} of {of} screens get a new manifest; nothing looks different within {days} days.",
  },
  "diff.first": { vi: "{place}: nhận lịch lần đầu", en: "{place}: gets its first schedule" },
  "diff.added": { vi: "{place}: thêm {entries}", en: "{place}: adds {entries}" },
  "diff.removed": { vi: "{place}: bỏ {entries}", en: "{place}: drops {entries}" },
  "diff.items-added": { vi: "{place}: thêm {n} nội dung", en: "{place}: {n} items come" },
  "diff.items-removed": { vi: "{place}: {n} nội dung ra khỏi vòng phát", en: "{place}: {n} items go" },
  "diff.entry-gains": {
    vi: "{place}: “{subject}” thêm {n} phút/giờ {when}",
    en: "{place}: “{subject}” gains {n} min/h {when}",
  },
  "diff.entry-loses": {
    vi: "{place}: “{subject}” mất {n} phút/giờ {when}",
    en: "{place}: “{subject}” loses {n} min/h {when}",
  },
  "diff.language-gains": {
    vi: "{place} thêm {n} phút/giờ {subject} {when}",
    en: "{place} gains {n} min/h of {subject} {when}",
  },
  "diff.language-loses": {
    vi: "{place} mất {n} phút/giờ {subject} {when}",
    en: "{place} loses {n} min/h of {subject} {when}",
  },
  "diff.slate-gains": {
    vi: "{place}: trống thêm {n} phút/giờ {when}",
    en: "{place} stands empty for {n} min/h more {when}",
  },
  "diff.slate-loses": {
    vi: "{place}: bớt trống {n} phút/giờ {when}",
    en: "{place} stands empty for {n} min/h less {when}",
  },
  "diff.from": { vi: "từ {date}", en: "from {date}" },
  "diff.from-until": { vi: "từ {from} đến hết {until}", en: "from {from} to {until}" },
  "diff.on-date": { vi: "ngày {date}", en: "on {date}" },
  "diff.on-dates": { vi: "vào {n} ngày: {dates}", en: "on {n} dates: {dates}" },
  "diff.weekdays": { vi: "{weekdays}, {when}", en: "on {weekdays}, {when}" },
  "diff.hours": { vi: "{from}–{until}, {when}", en: "{from}–{until}, {when}" },
} satisfies Record<string, Message>;
