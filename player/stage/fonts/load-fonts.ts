import { PrepareFailure } from "../surfaces/surface.ts";
import { declareLargeFonts, needsLargeFonts } from "./large-fonts.ts";

/**
 * Resolves when every bundled face that the text under `root` needs is loaded, by the text's own weight and family.
 * Rejects with `PrepareFailure` when one cannot be had: a slide is never shown in a face nobody chose.
 */
export async function loadFontsFor(root: HTMLElement): Promise<void> {
  const textByFont = new Map<string, string>();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (holder === null || node.nodeValue === null) continue;
    const style = getComputedStyle(holder);
    const font = `${style.fontWeight} 16px ${style.fontFamily}`;
    textByFont.set(font, `${textByFont.get(font) ?? ""}${node.nodeValue}`);
  }
  try {
    if (needsLargeFonts([...textByFont.values()].join(""))) await declareLargeFonts();
    await Promise.all([...textByFont].map(([font, text]) => document.fonts.load(font, text)));
  } catch {
    throw new PrepareFailure("font-not-loaded");
  }
}
