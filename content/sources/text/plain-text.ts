import { load } from "cheerio/slim";
import { cleanText } from "./clean-text.ts";

/** The parts of a parsed node that matter here. */
interface MarkupNode {
  readonly type: string;
  readonly name?: string;
  readonly data?: string;
  readonly children?: readonly MarkupNode[];
}

/** Their content is not text of the page. `script` and `style` have node types of their own and fall out by that. */
const DROPPED = new Set([
  "iframe",
  "noembed",
  "noscript",
  "object",
  "svg",
  "math",
  "template",
  "textarea",
  "select",
  "title",
]);

/** Stand inside a word or sentence; every other element is a boundary between words. */
const INLINE = new Set(
  "a abbr b bdi bdo cite code del em font i ins mark q s small span strong sub sup time u var wbr".split(" "),
);

/**
 * The words of an HTML fragment as clean text: no markup, script, style, attribute or address survives. What reads
 * like markup after decoding is plain characters and must be shown as such. Linear in the input, however deeply nested.
 */
export function plainText(html: string): string {
  if (!/[<&]/.test(html)) return cleanText(html);
  return cleanText(textOf(load(html).root().toArray()));
}

/** Text of parsed nodes, in order, not yet cleaned. */
export function textOf(nodes: readonly MarkupNode[]): string {
  const parts: string[] = [];
  const waiting: (MarkupNode | " ")[] = [...nodes].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === " ") parts.push(node);
    else if (node.type === "text") parts.push(node.data ?? "");
    else if (node.type === "tag" || node.type === "root") openElement(node, parts, waiting);
  }
  return parts.join("");
}

function openElement(node: MarkupNode, parts: string[], waiting: (MarkupNode | " ")[]): void {
  const name = node.name ?? "";
  const isBoundary = !INLINE.has(name);
  if (isBoundary) parts.push(" ");
  if (DROPPED.has(name)) return;
  if (isBoundary) waiting.push(" ");
  const children = node.children ?? [];
  for (let index = children.length - 1; index >= 0; index--) {
    const child = children[index];
    if (child !== undefined) waiting.push(child);
  }
}
