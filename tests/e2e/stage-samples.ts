import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import type { AiringDocument, AiringRendition } from "../../schemas/airing-document.ts";
import type { SlideFields, TemplateId } from "../../schemas/slide.ts";
import type { StageSlot } from "../../schemas/stage-channel.ts";
import { STAGE_PATHS } from "../../schemas/stage-paths.ts";
import { getTemplate } from "../../schemas/templates.ts";

const run = promisify(execFile);
const NOUN = "0190a000-0000-7000-8000-000000000001";
const PLACE = "Cửa khẩu quốc tế Mẫu";

export interface SampleText {
  readonly language: string;
  readonly name: string;
  readonly headline: string;
  readonly summary: string;
  readonly caption: string;
  readonly credit: string;
  readonly needsNativeCheck: boolean;
}

/** The same message in the six languages a first screen speaks. */
export const SAMPLE_TEXTS: readonly SampleText[] = [
  {
    language: "vi",
    name: "Tiếng Việt",
    headline: "Khai trước, qua cửa\u00a0khẩu nhanh\u00a0hơn",
    summary:
      "Khai trên điện\u00a0thoại trước khi đến rồi đi làn số\u00a02. Cửa khẩu làm thủ tục từ 07:00 đến 22:00, tất cả các ngày trong tuần.",
    caption: "Quét để đọc toàn bài",
    credit: "Nguồn: Cổng thông tin tỉnh",
    needsNativeCheck: false,
  },
  {
    language: "en",
    name: "English",
    headline: "Declare ahead, cross the border faster",
    summary:
      "Fill in the form on your phone before you arrive, then take lane 2. The gate is open from 07:00 to 22:00 every day.",
    caption: "Scan to read the whole article",
    credit: "Source: Provincial portal",
    needsNativeCheck: false,
  },
  {
    language: "zh-Hans",
    name: "简体中文",
    headline: "提前申报，通关更快",
    summary: "抵达前请用手机填写申报单，然后走2号通道。口岸每天07:00至22:00办理手续。",
    caption: "扫码阅读全文",
    credit: "来源：省门户网站",
    needsNativeCheck: false,
  },
  {
    language: "lo",
    name: "ພາສາລາວ",
    headline: "ແຈ້ງລ່ວງໜ້າ ຜ່ານດ່ານໄວຂຶ້ນ",
    summary: "ກະລຸນາຕື່ມແບບຟອມໃນໂທລະສັບກ່ອນມາຮອດ ແລ້ວເຂົ້າຊ່ອງທາງເລກ 2. ດ່ານເປີດແຕ່ 07:00 ຫາ 22:00 ທຸກໆວັນ.",
    caption: "ສະແກນເພື່ອອ່ານບົດເຕັມ",
    credit: "Nguồn: Cổng thông tin tỉnh",
    needsNativeCheck: true,
  },
  {
    language: "km",
    name: "ភាសាខ្មែរ",
    headline: "ប្រកាសជាមុន ឆ្លងច្រកកាន់តែលឿន",
    summary: "សូមបំពេញទម្រង់បែបបទតាមទូរស័ព្ទមុនពេលមកដល់ រួចចូលតាមផ្លូវលេខ ២។ ច្រកបើកពីម៉ោង ០៧:០០ ដល់ ២២:០០ រៀងរាល់ថ្ងៃ។",
    caption: "ស្កេនដើម្បីអានអត្ថបទពេញ",
    credit: "Nguồn: Cổng thông tin tỉnh",
    needsNativeCheck: true,
  },
  {
    language: "tyz",
    name: "Tày",
    headline: "Khai cón, quá cửa\u00a0khẩu khoái lai",
    summary: "Khai dú tiện\u00a0thoại cón thâng, lẻo pây lối 2. Cửa khẩu hết fiệc tứ 07:00 thâng 22:00, vằn hâư tó mì.",
    caption: "Quét sle tọc bài",
    credit: "Nguồn: Cổng thông tin tỉnh",
    needsNativeCheck: true,
  },
];

export interface Media {
  readonly sha256: string;
  readonly mediaType: AiringRendition["mediaType"];
  readonly durationMs: number | null;
}

export function slideDocument(
  text: SampleText,
  template: TemplateId,
  picture: Media | null,
  change: Partial<SlideFields> = {},
): AiringDocument {
  const fields: SlideFields = {
    headline: text.headline,
    summary: text.summary,
    credit: text.credit,
    place: PLACE,
    languageName: text.name,
    qr: { targetUrl: "https://example.vn/q/7GK2M9QD", caption: text.caption },
    second: null,
    ...change,
  };
  return {
    ...baseDocument("slide", text.language, picture === null ? [] : [rendition(picture, "picture")]),
    template: getTemplate(template),
    fields,
    needsNativeCheck: text.needsNativeCheck,
  };
}

export function mediaDocument(kind: "image" | "video", media: Media): AiringDocument {
  return baseDocument(kind, "vi", [rendition(media, "main")]);
}

function rendition(media: Media, role: AiringRendition["role"]): AiringRendition {
  const { sha256, mediaType, durationMs } = media;
  return { role, sha256, mediaType, sizeBytes: 1, widthPx: 640, heightPx: 360, durationMs, pipelineVersion: 1 };
}

function baseDocument(kind: AiringDocument["kind"], language: string, renditions: AiringRendition[]): AiringDocument {
  return {
    type: "airing-document",
    kind,
    storyId: NOUN,
    editionVersionId: NOUN,
    language,
    title: "Bản mẫu",
    template: null,
    fields: null,
    renditions,
    durationMs: 2_000,
    notBeforeMs: null,
    notAfterMs: null,
    scope: { kind: "everywhere" },
    rights: { credit: "", sourceUrl: null },
    needsNativeCheck: false,
  };
}

let documents = 0;

/** A slot for `airing`; every call stands for another document. */
export function slotFor(airing: AiringDocument, startsAtMs: number, endsAtMs: number): StageSlot {
  documents += 1;
  return {
    key: `${startsAtMs}-${documents}`,
    airingSha256: documents.toString(16).padStart(64, "0"),
    airing,
    urls: Object.fromEntries(airing.renditions.map(({ sha256 }) => [sha256, STAGE_PATHS.media(sha256)])),
    startsAtMs,
    endsAtMs,
  };
}

/** A picture such as a gate might show: sky, hills, a road. */
export async function scenePicture(): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 900"><rect width="1600" height="900" fill="#e8c9a5"/>
<circle cx="1010" cy="330" r="84" fill="#f9ecdb"/><path d="M0 420L300 340 620 430 900 330 1250 410 1600 320V900H0z" fill="#cfae8f"/>
<path d="M0 540L260 470 560 560 860 480 1180 560 1600 450V900H0z" fill="#8f9899"/>
<path d="M0 650L380 600 760 660 1180 590 1600 640V900H0z" fill="#46545a"/><path d="M0 760L520 690 1040 740 1600 690V900H0z" fill="#29363a"/>
<path d="M690 700q150 50 60 200h260q-40-130-250-200z" fill="#ead8c0"/></svg>`;
  return sharp(Buffer.from(svg)).webp({ quality: 90 }).toBuffer();
}

/** A plain picture of one colour. */
export async function plainPicture(colour: string): Promise<Buffer> {
  return sharp({ create: { width: 640, height: 360, channels: 3, background: colour } })
    .webp()
    .toBuffer();
}

/** An H.264 clip in fragmented MP4: one colour with a bar that moves, 30 frames a second. */
export async function plainVideo(colour: string, seconds: number): Promise<Buffer> {
  const folder = await mkdtemp(path.join(tmpdir(), "stage-clip-"));
  const file = path.join(folder, "clip.mp4");
  const source = `color=c=${colour}:s=640x360:r=30:d=${seconds}[bg];color=c=white:s=40x360:r=30:d=${seconds}[bar];[bg][bar]overlay=x=mod(t*320\\,600):y=0`;
  const encode = "-an -c:v libx264 -preset veryfast -profile:v high -pix_fmt yuv420p -g 30 -bf 0".split(" ");
  const shape = "-movflags +frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets".split(" ");
  try {
    await run("ffmpeg", ["-v", "error", "-filter_complex", source, ...encode, ...shape, "-y", file], {
      timeout: 60_000,
    });
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same clip with its frames at other times: an expression of what was, in which `@` is the time that is made. */
export async function retimedVideo(bytes: Buffer, times: string): Promise<Buffer> {
  const folder = await mkdtemp(path.join(tmpdir(), "stage-times-"));
  try {
    const [from, to] = [path.join(folder, "from.mp4"), path.join(folder, "to.mp4")];
    await writeFile(from, bytes);
    const flags = "+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets";
    const filter = `setts=pts=${times.replaceAll("@", "PTS")}:dts=${times.replaceAll("@", "DTS")}`;
    await run("ffmpeg", ["-v", "error", "-y", "-i", from, "-c", "copy", "-bsf:v", filter, "-movflags", flags, to]);
    return await readFile(to);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
