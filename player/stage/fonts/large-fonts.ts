const LARGE_SCRIPTS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u;
const STYLE_SHEET = "large-fonts.css";
let declared: Promise<void> | undefined;

/** Whether a text has letters whose faces are declared apart. */
export function needsLargeFonts(text: string): boolean {
  return LARGE_SCRIPTS.test(text);
}

/**
 * Resolves when the faces for Han, kana and hangul are declared; their hundreds of rules would hold up a start's first
 * picture. Rejects when they cannot be had; the next to ask tries again.
 */
export function declareLargeFonts(): Promise<void> {
  declared ??= new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = STYLE_SHEET;
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      declared = undefined;
      link.remove();
      reject(new Error(`${STYLE_SHEET} could not be read.`));
    });
    document.head.append(link);
  });
  return declared;
}
