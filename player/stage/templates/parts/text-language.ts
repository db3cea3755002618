const LATIN_ONLY = /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]*$/u;
const OTHER_SCRIPT = /^(lo|km|th|my|khb|hi|ar|ja|ko|zh|twh|blt-Tavt|cjm-Cham)(-|$)/;

/**
 * The language to set on a line that may not be in the slide's own: Latin text on a slide of another script is a
 * Vietnamese name or credit, and must not get the other script's line height or glyph variants.
 */
export function languageOfLine(text: string, slideLanguage: string): string {
  return OTHER_SCRIPT.test(slideLanguage) && LATIN_ONLY.test(text) ? "vi" : slideLanguage;
}
