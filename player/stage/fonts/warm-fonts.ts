/** Greetings in every script the bundle carries: enough glyphs to build each face's tables. */
const SAMPLES: readonly (readonly [lang: string, text: string])[] = [
  ["vi", "Chào mừng đến Việt Nam ẮẶỂỠỮỵ 0123456789"],
  ["km", "សូមស្វាគមន៍មកកាន់ប្រទេសវៀតណាម"],
  ["lo", "ຍິນດີຕ້ອນຮັບສູ່ຫວຽດນາມ"],
  ["th", "ยินดีต้อนรับสู่เวียดนาม"],
  ["blt-Tavt", "ꪼꪕꪒꪾ"],
  ["cjm-Cham", "ꨌꩌ"],
  ["zh-Hans", "欢迎来到越南"],
];

/**
 * Loads every bundled face into memory and lays each script out once, off screen: the first use of a font costs 20 to
 * 90 ms of layout, and none of it should fall into a seam. Faces come a few at a time so that the first items go first.
 * A face that fails here is asked for again, and reported, when a slide needs it.
 */
export async function warmFonts(): Promise<void> {
  const box = document.createElement("div");
  box.className = "warm";
  box.ariaHidden = "true";
  for (const weight of ["400", "600", "700"]) {
    for (const [lang, text] of SAMPLES) {
      const line = document.createElement("p");
      line.lang = lang;
      line.style.fontWeight = weight;
      line.textContent = text;
      box.append(line);
    }
  }
  document.body.append(box);
  const faces = [...document.fonts];
  const lanes = [0, 1, 2, 3].map(async (lane) => {
    for (let index = lane; index < faces.length; index += 4) {
      const face = faces[index];
      if (face !== undefined) await Promise.allSettled([face.load()]);
    }
  });
  await Promise.all(lanes);
  box.remove();
}
