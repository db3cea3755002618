import { declareLargeFonts } from "./large-fonts.ts";

/** Greetings in every script the bundle carries: enough glyphs to build each face's tables. */
const SAMPLES: readonly (readonly [lang: string, text: string])[] = [
  ["vi", "Chào mừng đến Việt Nam ẮẶỂỠỮỵ 0123456789"],
  ["km", "សូមស្វាគមន៍មកកាន់ប្រទេសវៀតណាម"],
  ["lo", "ຍິນດີຕ້ອນຮັບສູ່ຫວຽດນາມ"],
  ["th", "ยินดีต้อนรับสู่เวียดนาม"],
  ["blt-Tavt", "ꪼꪕꪒꪾ"],
  ["cjm-Cham", "ꨌꩌ"],
  ["rad", "Ê̆ ê̆ Ô̆ ô̆ Ơ̆ ơ̆ Ư̆ ư̆"],
  ["khb", "ᦅᧄᦺᦑᦟᦹᧉ"],
  ["my", "မြန်မာဘာသာ"],
  ["hi", "हिन्दी"],
  ["ar", "العربية"],
  ["ru", "Добро пожаловать"],
];

/** Han, kana and hangul come in some hundred files each: only those of the gate's own languages are kept in memory. */
const LARGE: readonly { readonly family: string; readonly languages: RegExp; readonly text: string }[] = [
  { family: "Noto Sans SC Variable", languages: /^zh(?!-Hant)/, text: "欢迎来到越南" },
  { family: "Noto Sans TC Variable", languages: /^zh-Hant/, text: "歡迎來到越南" },
  { family: "Noto Sans JP Variable", languages: /^ja/, text: "ベトナムへようこそ" },
  { family: "Noto Sans KR Variable", languages: /^ko/, text: "환영합니다" },
];

/**
 * Loads the bundled faces into memory, of the large ones those of `languages`, and lays each script out once, off screen:
 * the first use of a font costs 20 to 90 ms of layout, and none of it should fall into a seam. Faces come a few at a time so that the first items go first.
 * A face that fails here is asked for again, and reported, when a slide needs it.
 */
export async function warmFonts(languages: readonly string[]): Promise<void> {
  const isSpoken = (of: RegExp): boolean => languages.some((language) => of.test(language));
  const unspoken = LARGE.filter((large) => !isSpoken(large.languages)).map(({ family }) => family);
  const spoken = languages.flatMap((language) => {
    const text = LARGE.find((large) => large.languages.test(language))?.text;
    return text === undefined ? [] : [[language, text] as const];
  });
  if (spoken.length > 0) await declareLargeFonts();
  const box = document.createElement("div");
  box.className = "warm";
  box.ariaHidden = "true";
  for (const weight of ["400", "600", "700"]) {
    for (const [lang, text] of [...SAMPLES, ...spoken]) {
      const line = document.createElement("p");
      line.lang = lang;
      line.style.fontWeight = weight;
      line.textContent = text;
      box.append(line);
    }
  }
  document.body.append(box);
  const faces = [...document.fonts].filter(({ family }) => !unspoken.includes(family.replaceAll('"', "")));
  const lanes = [0, 1, 2, 3].map(async (lane) => {
    for (let index = lane; index < faces.length; index += 4) {
      const face = faces[index];
      if (face !== undefined) await Promise.allSettled([face.load()]);
    }
  });
  await Promise.all(lanes);
  box.remove();
}
