import type { PairingCard, SlateText } from "../../../schemas/stage-channel.ts";
import { append } from "../templates/parts/element.ts";
import { breakAtWords } from "../templates/parts/word-breaks.ts";
import { greetingsFor } from "./welcome.ts";

/**
 * The picture beneath everything: its ground is in the page from the first byte, without network or decoder. It welcomes
 * and names the place; it never names a fault.
 */
export class Slate {
  readonly #root: HTMLElement;
  readonly #welcome: HTMLElement;
  readonly #pairing: HTMLElement;
  readonly #place: HTMLElement;
  #languages: readonly string[] = [];

  constructor(page: Document) {
    this.#root = part(page, "slate");
    this.#welcome = part(page, "welcome");
    this.#pairing = part(page, "pairing");
    this.#place = part(page, "place");
  }

  /** Languages of the place, once they have been told. */
  get languages(): readonly string[] {
    return this.#languages;
  }

  /** Brings its words on. To read and lay out their fonts would keep a first picture back that is on its way. */
  speak(): void {
    this.#root.classList.remove("wordless");
  }

  setText(text: SlateText): void {
    this.#languages = text.languages;
    const lines = greetingsFor(text.languages).map(([lang, greeting]) => {
      const line = document.createElement("p");
      line.lang = lang;
      line.append(breakAtWords(greeting, lang));
      return line;
    });
    this.#welcome.replaceChildren(...lines);
    this.#place.textContent = text.placeName;
  }

  /** Puts the code and its six words in the place of the welcome; `null` brings the welcome back. */
  setPairing(card: PairingCard | null): void {
    this.#root.classList.toggle("is-pairing", card !== null);
    this.#pairing.replaceChildren();
    if (card === null) return;
    append(this.#pairing, "p", "vi", "Ghép màn hình này", "ask");
    append(this.#pairing, "p", "en", "Pair this screen", "ask-2");
    append(this.#pairing, "p", "en", card.code, "code");
    append(this.#pairing, "p", "vi", "Nhập mã vào bảng điều khiển, rồi so đủ sáu từ.", "how");
    append(this.#pairing, "p", "en", "Enter the code in the console, then compare all six words.", "how-2");
    const words = append(this.#pairing, "ol", "vi", "", "words");
    for (const word of card.words) append(words, "li", "vi", word);
  }
}

function part(page: Document, id: string): HTMLElement {
  const element = page.getElementById(id);
  if (element === null) throw new Error(`The page has no #${id}.`);
  return element;
}
