/** One sentence in both languages, for the person who sent the file. */
export interface Reason {
  readonly vi: string;
  readonly en: string;
}

/** Every way in which bytes are refused, with its sentence. `{name}` marks a parameter. */
const REASONS = {
  empty: { vi: "Tệp rỗng (0 byte).", en: "The file is empty (0 bytes)." },
  "too-large": {
    vi: "Tệp lớn hơn giới hạn {limitMegabytes} MB.",
    en: "The file is larger than the limit of {limitMegabytes} MB.",
  },
  "unknown-format": {
    vi: "Nội dung tệp không phải là ảnh JPEG, PNG, WebP hay video MP4, MOV, WebM, MKV, dù tên tệp là gì.",
    en: "The content is not a JPEG, PNG or WebP picture nor an MP4, MOV, WebM or MKV video, whatever the file's name says.",
  },
  playlist: {
    vi: "Tệp là danh sách phát trỏ tới tệp khác, không phải video.",
    en: "The file is a playlist that points to other files, not a video.",
  },
  svg: {
    vi: "Không nhận ảnh SVG: hãy xuất ra PNG, JPEG hoặc WebP.",
    en: "SVG is not accepted: export the drawing as PNG, JPEG or WebP.",
  },
  "animated-picture": {
    vi: "Ảnh động không được nhận: hãy xuất thành video.",
    en: "Animated pictures are not accepted: export it as a video.",
  },
  "no-picture": { vi: "Tệp không có hình, chỉ có tiếng.", en: "The file has no picture stream, only sound." },
  "unsupported-codec": {
    vi: "Video dùng bộ mã {codec} không được hỗ trợ.",
    en: "The video uses the codec {codec}, which is not supported.",
  },
  "too-many-pixels": {
    vi: "Kích thước {widthPx} × {heightPx} điểm ảnh vượt giới hạn.",
    en: "The size of {widthPx} × {heightPx} pixels is above the limit.",
  },
  "too-long": {
    vi: "Video dài hơn giới hạn {limitMinutes} phút.",
    en: "The video is longer than the limit of {limitMinutes} minutes.",
  },
  damaged: {
    vi: "Tệp bị hỏng hoặc bị cắt cụt: không đọc được đến hết.",
    en: "The file is damaged or cut short: it cannot be read to its end.",
  },
} as const satisfies Record<string, Reason>;

export type RefusalCode = keyof typeof REASONS;

/** Bytes that will never air, why, and nothing else: the answer is the same however often they are sent. */
export interface Refusal {
  readonly kind: "refused";
  readonly code: RefusalCode;
  readonly reason: Reason;
}

/** The refusal for `code`, each `{name}` of its sentences replaced. */
export function refusal(code: RefusalCode, parameters: Readonly<Record<string, string | number>> = {}): Refusal {
  const fill = (sentence: string) =>
    sentence.replace(/\{(\w+)\}/g, (mark, name: string) => String(parameters[name] ?? mark));
  return { kind: "refused", code, reason: { vi: fill(REASONS[code].vi), en: fill(REASONS[code].en) } };
}

/** Thrown where a refusal ends the work. Everything else that is thrown is a fault of ours and worth another try. */
export class ContentRefused extends Error {
  override readonly name = "ContentRefused";
  readonly refusal: Refusal;

  constructor(refused: Refusal) {
    super(refused.reason.en);
    this.refusal = refused;
  }
}
