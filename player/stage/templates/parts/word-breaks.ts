/** Scripts written without spaces, whose lines may end only where a word does. */
const NEEDS_DICTIONARY = /^(lo|km|th|my)(-|$)/;

/**
 * The text as nodes, with a break opportunity after each word where the script itself marks none. Line breaks of the
 * text are kept. Only the browser's own dictionary decides; nothing visible is added.
 */
export function breakAtWords(text: string, lang: string): DocumentFragment {
  const nodes = document.createDocumentFragment();
  text.split("\n").forEach((line, index) => {
    if (index > 0) nodes.append(document.createElement("br"));
    if (NEEDS_DICTIONARY.test(lang)) appendWords(nodes, wordsOf(line, lang));
    else nodes.append(line);
  });
  return nodes;
}

/** Each word holds together: left to itself the browser also breaks before a sign of repetition. */
function appendWords(nodes: DocumentFragment, words: readonly string[]): void {
  words.forEach((word, position) => {
    if (position > 0) nodes.append(document.createElement("wbr"));
    const box = document.createElement("span");
    box.className = "word";
    box.textContent = word;
    nodes.append(box);
  });
}

/** Signs that repeat the word before them (Lao, Thai, Khmer) and so never begin a line. */
const REPEATS = /^[\u0ec6\u0e46\u17d7]/;

/** Words with the punctuation and spaces that follow them; a time such as 07:00 is one word. */
function wordsOf(line: string, lang: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of new Intl.Segmenter(lang, { granularity: "word" }).segment(line)) {
    const last = words.length - 1;
    const goesOn = REPEATS.test(segment) || (/[:.,/-]$/.test(words[last] ?? "") && /^\p{Nd}/u.test(segment));
    if ((isWordLike === true && !goesOn) || last < 0) words.push(segment);
    else words[last] = `${words[last]}${segment}`;
  }
  return words;
}
