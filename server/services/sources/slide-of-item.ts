import { slideHeadline, slideSummary } from "../../../content/sources/text/slide-text.ts";
import { SlideFields } from "../../../schemas/slide.ts";

/** What stands under the QR code, in the slide's own language where we have it. */
const QR_CAPTIONS: Readonly<Record<string, string>> = {
  vi: "Quét để đọc tiếp",
  en: "Scan to read more",
  "zh-Hans": "扫码阅读全文",
  lo: "ສະແກນເພື່ອອ່ານຕໍ່",
  km: "ស្កេនដើម្បីអានបន្ត",
  th: "สแกนเพื่ออ่านต่อ",
  ko: "스캔하여 더 보기",
  ja: "スキャンして続きを読む",
  fr: "Scannez pour lire la suite",
};

export interface ImportedText {
  readonly title: string;
  readonly summary: string;
  readonly credit: string;
  readonly language: string;
  readonly languageName: string;
  readonly qrTargetUrl: string;
}

/** The slide an imported article becomes: plain text cut to what can be read at a distance, credit and QR code. */
export function slideOfItem(item: ImportedText): SlideFields {
  return SlideFields.parse({
    headline: slideHeadline(item.title, item.language),
    summary: slideSummary(item.summary, item.language),
    credit: item.credit,
    place: "",
    languageName: item.languageName,
    qr: { targetUrl: item.qrTargetUrl, caption: QR_CAPTIONS[item.language] ?? QR_CAPTIONS.vi },
    second: null,
  });
}
