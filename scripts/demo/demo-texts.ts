/** One edition of a demo story, as an editor would type it. */
export interface DemoSlide {
  readonly language: string;
  readonly headline: string;
  readonly summary: string;
  /** Which of the demo's drawings stands beside it. */
  readonly picture: "e-gate" | "river" | "lanterns" | "pass" | "rain" | "terraces";
  /** The text was written without a native speaker at hand and says so wherever it is worked on. */
  readonly needsNativeCheck: boolean;
  readonly second: { readonly language: string; readonly headline: string; readonly summary: string } | null;
}

/** Crossing with papers ready: the same advice in every language of the demo gate. */
export const papersReady: readonly DemoSlide[] = [
  {
    language: "vi",
    picture: "e-gate",
    headline: "Chuẩn bị giấy tờ, qua cửa\u00a0khẩu nhanh hơn",
    summary:
      "Mở sẵn trang có ảnh của hộ chiếu và điền tờ khai trước khi vào làn kiểm soát. Cần giúp đỡ, mời bạn hỏi tại quầy số\u00a01.",
    needsNativeCheck: false,
    second: null,
  },
  {
    language: "en",
    picture: "e-gate",
    headline: "Have your papers ready and cross sooner",
    summary:
      "Open your passport at the photo page and fill in the form before you reach the control lane. If you need help, please ask at desk 1.",
    needsNativeCheck: false,
    second: null,
  },
  {
    language: "zh-Hans",
    picture: "lanterns",
    headline: "备好证件，通关更快",
    summary: "进入检查通道前，请打开护照照片页并填好申报表。如需帮助，请到1号柜台咨询。",
    needsNativeCheck: true,
    second: null,
  },
  {
    language: "lo",
    picture: "river",
    headline: "ກຽມເອກະສານໃຫ້ພ້ອມ ຜ່ານດ່ານໄດ້ໄວຂຶ້ນ",
    summary: "ກະລຸນາເປີດໜ້າຮູບຂອງໜັງສືຜ່ານແດນ ແລະ ຂຽນໃບແຈ້ງກ່ອນເຂົ້າຊ່ອງກວດ. ຖ້າຕ້ອງການຄວາມຊ່ວຍເຫຼືອ ເຊີນຖາມທີ່ໂຕະເລກ 1.",
    needsNativeCheck: true,
    second: null,
  },
  {
    language: "km",
    picture: "river",
    headline: "រៀបចំឯកសារឲ្យរួចរាល់ ឆ្លងដែនបានលឿនជាង",
    summary: "សូមបើកទំព័ររូបថតនៃលិខិតឆ្លងដែន ហើយបំពេញប្រតិវេទន៍មុនចូលច្រកត្រួតពិនិត្យ។ បើត្រូវការជំនួយ សូមសួរនៅតុលេខ ១។",
    needsNativeCheck: true,
    second: null,
  },
  {
    language: "tyz",
    picture: "pass",
    headline: "Pây tàng đây, mừa thâng rườn",
    summary: "Au giấy tờ hẩư đủ cón khảu cửa\u00a0khẩu.",
    needsNativeCheck: true,
    second: {
      language: "vi",
      headline: "Đi đường bình an, về tới nhà",
      summary: "Mang đủ giấy tờ trước khi vào cửa\u00a0khẩu.",
    },
  },
];

/** Rain on the pass: safety advice in two languages. */
export const rainOnThePass: readonly DemoSlide[] = [
  {
    language: "vi",
    picture: "rain",
    headline: "Đường đèo mưa trơn, xin đi chậm",
    summary: "Bật đèn chiếu gần, giữ khoảng cách gấp đôi và không dừng xe dưới chân taluy khi trời mưa to.",
    needsNativeCheck: false,
    second: null,
  },
  {
    language: "en",
    picture: "rain",
    headline: "Wet mountain road: please drive slowly",
    summary: "Use dipped headlights, double your distance and do not stop below steep slopes in heavy rain.",
    needsNativeCheck: false,
    second: null,
  },
];
