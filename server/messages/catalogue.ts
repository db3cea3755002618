import { common } from "./common.ts";

/** The two interface languages; Vietnamese is the first and the fallback. */
export type Locale = "vi" | "en";

/** One text in both languages; `{name}` marks a parameter. */
export interface Message {
  readonly vi: string;
  readonly en: string;
}

/** Every text of console and refusals. One file per noun; a key missing in one language does not compile. */
export const catalogue = { ...common } satisfies Record<string, Message>;

export type MessageKey = keyof typeof catalogue;
export type MessageParameters = Readonly<Record<string, string | number>>;

/** The text of `key`, with each `{name}` replaced. An absent parameter leaves its mark visible, so that a test sees it. */
export function text(locale: Locale, key: MessageKey, parameters: MessageParameters = {}): string {
  const message: Message = catalogue[key];
  return message[locale].replace(/\{(\w+)\}/g, (mark, name: string) => String(parameters[name] ?? mark));
}
