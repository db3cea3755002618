import { cutAtWordEnd } from "./cut-at-word-end.ts";
import { plainText } from "./plain-text.ts";

/** Two to three lines of a headline at reading size. */
const MAX_HEADLINE_LENGTH = 90;
const MAX_SUMMARY_LENGTH = 240;

/** A headline fit for a slide: plain, clean, at most 90 units, cut at a word's end. */
export function slideHeadline(html: string, language: string): string {
  return cutAtWordEnd(plainText(html), MAX_HEADLINE_LENGTH, language);
}

/** A summary fit for a slide: plain, clean, at most 240 units, cut at a word's end. */
export function slideSummary(html: string, language: string): string {
  return cutAtWordEnd(plainText(html), MAX_SUMMARY_LENGTH, language);
}
